"""Whoever writes to the customer learns whether it was read, and if not, why."""

from contextlib import suppress

import httpx

from bot.commands.demo.agent import SupportAgent
from bot.commands.demo.customer.chats import Chat, Line
from sandbox.errors import TookTooLong

LEFT = "The customer has left the page."
ELSEWHERE = "The customer has begun another chat."


async def confirm(agent: SupportAgent, chat: Chat, line: Line) -> None:
    """The customer has a person's words before them. What cannot be told now is told next time."""
    if line.message not in chat.unconfirmed:
        return
    chat.unconfirmed.discard(line.message)
    try:
        await agent.confirm(chat.id, line.message)
    except httpx.HTTPError:
        chat.unconfirmed.add(line.message)


async def unless_read(agent: SupportAgent, chat: Chat, message: str) -> None:
    """F17: nobody is there to read it. Should the customer come back, it is delivered after all."""

    def is_settled() -> bool:
        return message not in chat.unconfirmed or chat.has_ended

    with suppress(TookTooLong):
        await chat.changed.until(is_settled, within=chat.patience, what="a reader")
    if message in chat.unconfirmed and not chat.looking:
        with suppress(httpx.HTTPError):
            await agent.confirm(chat.id, message, failed=ELSEWHERE if chat.has_ended else LEFT)
