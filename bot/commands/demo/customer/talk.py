"""The agent talks with one customer: each thing it would say or do goes to the gateway first."""

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import replace
from typing import Any

import httpx

from bot.commands.demo.agent import PERSON, SILENT, SupportAgent
from bot.commands.demo.customer import people, receipts, words
from bot.commands.demo.customer.chats import Chat, Line
from bot.commands.demo.customer.errands import run
from bot.commands.demo.customer.plans import Plan, plan, saying
from bot.commands.demo.customer.turns import answered_by_a_person, is_waiting, turn_of
from bot.commands.demo.customer.wishes import About, Wish, understand
from bot.rules.json import Json

ASKED_FOR_A_PERSON = "I would like to talk to a person."
PROMISED = "a colleague promised it in this chat"
SURE = 0.98
HANDOFF = "handoff"
LEFT_ALONE = (About.UNKNOWN, About.PERSON)  # meant for the person who was there
ATTEMPTS = 3  # a turn may cross a person who takes or gives back the conversation


class Talks:
    """Every talk that is going on, each customer's words in order; who waits is not in the way."""

    def __init__(self, agent: SupportAgent) -> None:
        self._agent = agent
        self._at_work: set[asyncio.Task[None]] = set()

    def hear(self, chat: Chat, text: str, files: tuple[Json, ...] = ()) -> None:
        """The customer's words are there at once, the answer as soon as the gateway lets it."""
        line = chat.add("customer", text, name=chat.customer["name"], files=files)
        if not chat.is_attended:
            chat.is_attended = True
            self._soon(chat, people.listen(self._agent, chat, self._go_on))
        self._soon(chat, self._answer(chat, line))

    def want_person(self, chat: Chat) -> None:
        self.hear(chat, ASKED_FOR_A_PERSON)

    def amend(self, chat: Chat, text: str) -> None:
        self._soon(chat, people.amend(self._agent, chat, text))

    def shown(self, chat: Chat, lines: Iterable[Line]) -> None:
        """The customer has these before them; who wrote them sees that."""
        for line in lines:
            if line.message in chat.unconfirmed:
                self._soon(chat, receipts.confirm(self._agent, chat, line))

    async def bytes_of(self, file: Json) -> bytes | None:
        """Of a file that a person sent; None when the gateway does not hand it out."""
        try:
            return await self._agent.fetch(file["url"])
        except httpx.HTTPError:
            return None

    async def aclose(self) -> None:
        running = list(self._at_work)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _soon(self, chat: Chat, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(self._mind(chat, work))
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)

    async def _mind(self, chat: Chat, work: Coroutine[Any, Any, None]) -> None:
        """Trouble with the gateway is told; it must not look like an answer that is on its way."""
        try:
            await work
        except httpx.HTTPError:
            chat.add("notice", words.TROUBLE)

    async def _answer(self, chat: Chat, line: Line) -> None:
        """By the agent, or by a person who has the conversation; crossed by one, it thinks anew."""
        async with chat.turn_taking:
            is_with_people = chat.is_with_a_person
            for _ in range(ATTEMPTS):
                if is_with_people and await people.pass_on(self._agent, chat, line):
                    return
                if await self._react(chat, line) not in SILENT:
                    return
                is_with_people = True

    async def _react(self, chat: Chat, line: Line) -> str:
        """What the agent makes of the customer's words; the gateway's verdict on it."""
        if line.files and not line.text:
            return await self._speak(chat, words.NO_EYES)
        wish = understand(line.text, chat.shop.orders.values(), chat.asked_back)
        if wish.about is About.PERSON:
            await people.ask(self._agent, chat, line)
            return HANDOFF
        planned = replace(plan(wish, chat.shop), said=line.text)
        chat.asked_back = planned.asks_back
        if is_waiting(chat, planned):
            return await self._speak(chat, words.STILL_OPEN)
        if planned.about is About.NEVER_MIND:
            for id in list(chat.waiting):
                await self._agent.cancel(id)
        return (await self._take(chat, planned))["verdict"]

    def _go_on(self, chat: Chat) -> None:
        self._soon(chat, self._take_up(chat))

    async def _take_up(self, chat: Chat) -> None:
        """A person has handed back: the agent says so, and answers what it can of what is open."""
        async with chat.turn_taking:
            judged = await self._take(
                chat, Plan(about=None, wants=saying(words.BACK, SURE, wants_human=False))
            )
            if wish := people.promise_in(chat, judged):
                await self._keep(chat, wish)
            left = people.left_open(chat, judged)
            if left and understand(left.text, chat.shop.orders.values()).about not in LEFT_ALONE:
                await self._react(chat, left)

    async def _keep(self, chat: Chat, wish: Wish) -> None:
        """A person has promised it: the agent proposes just that, and whoever must, decides."""
        reasoned = replace(wish, reason=wish.reason or PROMISED)
        planned = plan(reasoned, chat.shop)
        if "action_request" in planned.wants and not is_waiting(chat, planned):
            knew = f"{PROMISED}. {planned.wants['reasoning']}"
            await self._take(chat, replace(planned, wants={**planned.wants, "reasoning": knew}))

    async def _take(self, chat: Chat, planned: Plan) -> Json:
        """Hand the turn over, and do what the gateway says of it."""
        judged = await self._agent.judge(turn_of(chat, planned))
        people.learn(chat, judged)
        if judged["verdict"] == "hold":
            self._soon(chat, self._wait(chat, planned, judged["escalation"]))
        else:
            await self._heed(chat, planned, judged)
        return judged

    async def _heed(self, chat: Chat, planned: Plan, judged: Json) -> None:
        match judged["verdict"]:
            case "handoff" | "human-in-control" | "stale-epoch":
                pass  # the agent is silent, and the stream tells the customer why
            case "answer":
                chat.add("agent", judged["reply"]["text"])
            case "block" if planned.about is None:
                chat.add("notice", words.MAY_NOT_SPEAK)
            case "block":
                await self._speak(chat, words.BLOCKED)
            case _ if action := planned.wants.get("action_request"):
                await self._speak(chat, run(chat, action).told)
            case _:
                chat.add("agent", planned.wants["reply"]["text"])

    async def _wait(self, chat: Chat, planned: Plan, escalation: Json) -> None:
        """The customer sees that somebody is asked, and later what came of it."""
        if escalation["closed_at"]:  # a person has said no to exactly this before
            await self._settle(chat, planned, escalation)
            return
        notice = chat.add("notice", words.held(planned.about), is_waiting=True)
        try:
            judged = await self._decided(chat, planned, escalation, notice)
        except httpx.HTTPError:
            chat.change(notice, words.LOST, is_waiting=False)
            return
        if judged["verdict"] == "hold":
            status = judged["escalation"]["status"]
            chat.change(notice, words.closed(status), is_waiting=False)
            await self._settle(chat, planned, judged["escalation"])
            return
        is_taken = judged["verdict"] == PERSON
        why = words.TAKEN_OVER if is_taken else words.NOT_NEEDED
        chat.change(notice, why, is_waiting=False)
        await self._heed(chat, planned, judged)

    async def _decided(self, chat: Chat, planned: Plan, escalation: Json, notice: Line) -> Json:
        """What became of a held turn: newer words supersede it, and then it is proposed anew."""
        closed = await self._closed(chat, planned, escalation, notice)
        while closed["status"] == "superseded":
            judged = await self._agent.judge(turn_of(chat, planned))
            if judged["verdict"] != "hold":
                return judged
            closed = await self._closed(chat, planned, judged["escalation"], notice)
        return {"verdict": "hold", "escalation": closed}

    async def _closed(self, chat: Chat, planned: Plan, escalation: Json, notice: Line) -> Json:
        """The escalation once it is closed; meanwhile the customer sees who is reading."""
        chat.waits_for(escalation["id"], planned.about, planned.order)
        try:
            async for changed in self._agent.follow(escalation):
                escalation = changed
                if escalation["closed_at"] is None:
                    said = words.waiting(escalation["status"], planned.about)
                    chat.change(notice, said, is_waiting=said != words.TAKEN_OVER)
        finally:
            chat.waits_no_more(escalation["id"])
        return escalation

    async def _settle(self, chat: Chat, planned: Plan, escalation: Json) -> None:
        """Say and do what was decided, and nothing else."""
        decision = escalation["decision"] or {}
        match escalation["status"]:
            case "approved" | "edited" if decision["reply"]:
                chat.add("agent", decision["reply"]["text"])
            case "approved" | "edited":
                await self._run(chat, escalation)
            case "rejected" if planned.about:
                await self._speak(chat, words.refused(planned.about, decision["reason"]))
            case "responded":
                answered_by_a_person(chat, planned, decision)
            case "expired" if planned.about:
                await self._speak(chat, words.expired())
            case _:
                pass

    async def _run(self, chat: Chat, escalation: Json) -> None:
        """What was approved, as the gateway gives it out: once, and perhaps changed by a person."""
        right = await self._agent.claim(escalation)
        if right is None:
            return
        ran = run(chat, right["action"])
        status = "succeeded" if ran.went_well else "failed"
        await self._agent.report(escalation, right, status, ran.detail)
        await self._speak(chat, ran.told)

    async def _speak(self, chat: Chat, text: str) -> str:
        """What the agent has to report is a turn as well."""
        judged = await self._take(chat, Plan(about=None, wants=saying(text, SURE)))
        return judged["verdict"]
