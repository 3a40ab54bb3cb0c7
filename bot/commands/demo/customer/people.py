"""A person has the conversation: their words appear in the chat, the customer's go to them."""

from contextlib import suppress

import httpx

from bot.commands.demo.agent import SupportAgent
from bot.commands.demo.customer.chats import Chat, Line
from bot.commands.demo.customer.wishes import About
from bot.rules.json import Json

SOMEBODY = "A colleague"


async def listen(agent: SupportAgent, chat: Chat) -> None:
    """As long as the chat lasts, since any card of it can be taken over at any time."""
    async for item in agent.hear(chat.id):
        match item["type"]:
            case "message":
                chat.no_longer_awaits()
                name = (item["author"] or {}).get("name") or SOMEBODY
                chat.add("colleague", item["text"], name=name)
                with suppress(httpx.HTTPError):
                    await agent.confirm(chat.id, item["id"])
            case "control":
                _change_hands(chat, item)
            case _:
                pass  # taken back before anybody had it


async def ask(agent: SupportAgent, chat: Chat, line: Line) -> None:
    """The stream tells what the customer is to know, unless the agent keeps the conversation."""
    asked = await agent.ask_for_a_person(
        chat.id,
        {
            "message": line.text,
            "customer": chat.customer,
            "messages": [each for each in chat.said() if each["id"] != f"m{line.number}"],
            "topic": About.PERSON,
        },
    )
    chat.is_with_a_person = asked["control"] == "human"
    if not chat.is_with_a_person:
        chat.add("notice", asked["notice"])


async def pass_on(agent: SupportAgent, chat: Chat, line: Line) -> bool:
    """Whether there was still a person to pass it on to."""
    chat.is_with_a_person = await agent.pass_on(
        chat.id, {"id": f"m{line.number}", "text": line.text, "at": line.at.isoformat()}
    )
    return chat.is_with_a_person


def _change_hands(chat: Chat, item: Json) -> None:
    chat.no_longer_awaits()
    chat.is_with_a_person = item["control"] == "human"
    if chat.is_with_a_person:
        chat.awaits(item["notice"])
    elif item["notice"]:
        chat.add("notice", item["notice"])
