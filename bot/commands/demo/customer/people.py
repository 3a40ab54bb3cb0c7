"""A person has the conversation: their words appear in the chat, the customer's go to them."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import httpx

from bot.commands.demo.agent import TALKS, SupportAgent
from bot.commands.demo.customer import words
from bot.commands.demo.customer.chats import Chat, Line
from bot.commands.demo.customer.wishes import About
from bot.rules.json import Json

SOMEBODY = "A colleague"
GoOn = Callable[[Chat], None]


async def listen(agent: SupportAgent, chat: Chat, go_on: GoOn) -> None:
    """As long as the chat lasts, since any card of it can be taken over at any time."""
    talk: Json | None = None
    async with asyncio.TaskGroup() as group:
        async for item in agent.hear(chat.id):
            match item["type"], item.get("control"):
                case "message", _:
                    _appears(chat, item)
                case "withdrawn", _:
                    _disappears(chat, item)
                case _, "human":
                    talk = await _talk(agent, chat)
                    _is_taken(chat, item, talk)
                    if talk:
                        group.create_task(_watch(agent, chat, talk))
                case _:
                    _is_given_back(chat, item)
                    if talk and await _is_handed_back(agent, talk):
                        go_on(chat)


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
    chat.epoch = max(chat.epoch, asked["epoch"])
    if asked["control"] != "human":
        chat.add("notice", asked["notice"])


async def pass_on(agent: SupportAgent, chat: Chat, line: Line) -> bool:
    """Whether there was still a person to pass it on to."""
    said = {"id": f"m{line.number}", "text": line.text, "at": line.at.isoformat()}
    now_is = await agent.pass_on(chat.id, said)
    chat.epoch = max(chat.epoch, now_is["epoch"])
    is_there = now_is["control"] == "human"
    chat.has_passed_on(line if is_there else None)
    return is_there


async def amend(agent: SupportAgent, chat: Chat, text: str) -> None:
    """The customer's last words to a person become others; no words take them back."""
    if (line := chat.passed_on) is None:
        return
    said = {"id": f"m{line.number}", "text": text, "deleted": not text}
    await agent.pass_on(chat.id, said)
    chat.change(line, text, mark=words.EDITED if text else words.TAKEN_BACK)
    chat.has_passed_on(chat.lines[line.number - 1] if text else None)


def learn(chat: Chat, judged: Json) -> None:
    """What the gateway tells with its verdict: whose turn it is, and what people left behind."""
    chat.epoch = max(chat.epoch, judged.get("epoch") or 0)
    if ended := judged.get("human_stretch_ended"):
        chat.briefing = ended["summary"]


def left_open(chat: Chat, judged: Json) -> Line | None:
    """What the customer said last, if the person who handed back has not answered it."""
    ended = judged.get("human_stretch_ended")
    last = ended["messages"][-1:] if ended else []
    if not last or last[0]["role"] != "customer":
        return None
    theirs = (line for line in reversed(chat.lines) if line.who == "customer")
    return next((line for line in theirs if line.text == last[0]["text"]), None)


def briefed(chat: Chat, wants: Json) -> Json:
    """Whoever decides about a proposal reads what a colleague left for the agent."""
    if not chat.briefing or "reasoning" not in wants:
        return wants
    return {**wants, "reasoning": f"{wants['reasoning']} A colleague's note: {chat.briefing}"}


async def confirm(agent: SupportAgent, chat: Chat, line: Line) -> None:
    """The customer has a person's words before them. What cannot be told now is told next time."""
    if line.message not in chat.unconfirmed:
        return
    chat.unconfirmed.discard(line.message)
    try:
        await agent.confirm(chat.id, line.message)
    except httpx.HTTPError:
        chat.unconfirmed.add(line.message)


def _appears(chat: Chat, item: Json) -> None:
    chat.no_longer_awaits()
    name = (item["author"] or {}).get("name") or SOMEBODY
    if before := chat.has_message(item["corrects"]):
        chat.change(before, before.text, mark=words.CORRECTED)
    chat.unconfirmed.add(item["id"])
    chat.add(
        "colleague", item["text"], name=name, markdown=item["markdown"] or "", message=item["id"]
    )


def _disappears(chat: Chat, item: Json) -> None:
    """Mostly it was never there: what somebody has fetched is not taken back."""
    if line := chat.has_message(item["id"]):
        chat.change(line, "", mark=words.TAKEN_BACK)


def _is_taken(chat: Chat, item: Json, talk: Json | None) -> None:
    chat.no_longer_awaits()
    chat.epoch = max(chat.epoch, item["epoch"])
    person = _live(talk) if talk else ""
    chat.is_with(person, people=True)
    if person:
        chat.add("notice", item["notice"])
    else:
        chat.awaits(item["notice"])


def _is_given_back(chat: Chat, item: Json) -> None:
    chat.no_longer_awaits()
    chat.epoch = max(chat.epoch, item["epoch"])
    chat.is_with("", people=False)
    if item["notice"]:
        chat.add("notice", item["notice"])


async def _talk(agent: SupportAgent, chat: Chat) -> Json | None:
    with suppress(httpx.HTTPError):
        return await agent.who_answers(chat.id)


async def _is_handed_back(agent: SupportAgent, talk: Json) -> bool:
    """And neither resolved nor expired: then nobody expects the agent to speak first."""
    with suppress(httpx.HTTPError):
        return (await agent.wait(talk, seconds=0))["status"] == "handed_back"
    return False


async def _watch(agent: SupportAgent, chat: Chat, talk: Json) -> None:
    """The customer sees who has come and who has gone."""
    with suppress(httpx.HTTPError):
        async for now_is in agent.follow(talk):
            if now_is["closed_at"] is None and chat.is_with_a_person:
                _is_joined(chat, _live(now_is))


def _is_joined(chat: Chat, person: str) -> None:
    chat.is_with(person, people=True)
    if person:
        chat.no_longer_awaits()


def _live(talk: Json) -> str:
    """Who talks to the customer now, by the name that they go by."""
    return talk["assignee"]["name"] if talk["status"] == TALKS and talk["assignee"] else ""
