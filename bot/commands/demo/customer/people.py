"""A person has the conversation: their words appear in the chat, the customer's go to them."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import httpx

from bot.commands.demo.agent import TALKS, SupportAgent
from bot.commands.demo.customer import words
from bot.commands.demo.customer.chats import Chat, Line
from bot.commands.demo.customer.receipts import unless_read
from bot.commands.demo.customer.wishes import About, Wish, promised
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
                    group.create_task(unless_read(agent, chat, item["id"]))
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
    said = {**_said(line, line.text), "at": line.at.isoformat()}
    now_is = await agent.pass_on(chat.id, said)
    chat.epoch = max(chat.epoch, now_is["epoch"])
    is_there = now_is["control"] == "human"
    chat.has_passed_on(line if is_there else None)
    return is_there


async def amend(agent: SupportAgent, chat: Chat, text: str) -> None:
    """The customer's last words to a person become others; no words take them back."""
    if (line := chat.passed_on) is None:
        return
    if not text:
        await agent.pass_on(chat.id, {"id": f"m{line.number}", "deleted": True})
        chat.withdraw(line)
        chat.has_passed_on(None)
        return
    await agent.pass_on(chat.id, _said(line, text))
    chat.change(line, text, mark=words.EDITED)
    chat.has_passed_on(chat.lines[line.number - 1])


def _said(line: Line, text: str) -> Json:
    """The page keeps what the customer chose; the gateway fetches it from there."""
    files = [
        {"url": file["kept"], "name": file["name"], "mimetype": file["mimetype"]}
        for file in line.files
    ]
    return {"id": f"m{line.number}", "text": text, "files": files}


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


def promise_in(chat: Chat, judged: Json) -> Wish | None:
    """The last thing that a person told the customer would be done, and that the agent can do."""
    ended = judged.get("human_stretch_ended")
    said = [
        each["text"] for each in (ended["messages"] if ended else []) if each["role"] == "human"
    ]
    orders = chat.shop.orders.values()
    return next((wish for text in reversed(said) if (wish := promised(text, orders))), None)


def briefed(chat: Chat, wants: Json) -> Json:
    """Whoever decides about a proposal reads what a colleague left for the agent."""
    if not chat.briefing or "reasoning" not in wants:
        return wants
    return {**wants, "reasoning": f"{wants['reasoning']} A colleague's note: {chat.briefing}"}


def _appears(chat: Chat, item: Json) -> None:
    chat.no_longer_awaits()
    name = (item["author"] or {}).get("name") or SOMEBODY
    if before := chat.has_message(item["corrects"]):
        chat.change(before, before.text, mark=words.CORRECTED)
    chat.unconfirmed.add(item["id"])
    chat.add(
        "colleague",
        item["text"],
        name=name,
        markdown=item["markdown"] or "",
        message=item["id"],
        files=tuple(item["files"]),
    )


def _disappears(chat: Chat, item: Json) -> None:
    """Mostly it was never there: what somebody has fetched is not taken back."""
    if line := chat.has_message(item["id"]):
        chat.withdraw(line)


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
