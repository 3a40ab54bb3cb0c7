"""Agents that never give up and reviewers who press again, and what each of them saw."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from bot.commands.replay.reviewer import filled
from bot.rules.json import Json
from sandbox.client import Workspace
from sandbox.errors import SandboxError
from sandbox.things import Message

PATIENCE = 0.05
NAMES = ("ana", "ben")
HELD = 202


@dataclass
class Case:
    """One held turn, as its agent lived through it."""

    conversation_id: str
    verb: str
    ids: set[str] = field(default_factory=set)
    pressed: int = 0
    pressed_by: set[str] = field(default_factory=set)
    final: Json = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    runs: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return next(iter(self.ids))


class Crowd:
    """`desks` are the addresses of all replicas: whoever is asked may be dead just now."""

    def __init__(
        self, desks: Sequence[str], key: str, slack: Workspace, callback: str, dice: random.Random
    ) -> None:
        self._desks, self._slack, self._dice = desks, slack, dice
        self._callback = callback
        self._http = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {key}"},
            trust_env=False,
            limits=httpx.Limits(max_connections=None),
        )
        self._hands = {name: asyncio.Lock() for name in NAMES}
        self._numbers = 0
        self.vanishing = 0.0
        self.forgiving = True
        self.gave_up = 0
        self.told_to_wait: Counter[int] = Counter()
        self.cases: list[Case] = []

    async def live(self) -> None:
        """One case from the turn to its end."""
        self._numbers += 1
        verb = self._dice.choice(("approve", "approve", "reject", "edit"))
        case = Case(f"conv-{self._numbers}", verb)
        self.cases.append(case)
        body = a_turn(case.conversation_id, self._numbers, self._callback)
        judged = await self._insist("POST", "/v1/turns", case, json=body)
        if self._dice.randrange(4) == 0:
            judged = await self._insist("POST", "/v1/turns", case, json=body)
        case.ids.add(judged["escalation"]["id"])
        await self._have_it_decided(case)
        await self._run_what_was_approved(case)

    async def close(self) -> None:
        await self._http.aclose()

    async def _have_it_decided(self, case: Case) -> None:
        path = f"/v1/escalations/{case.id}"
        while not (found := await self._insist("GET", path, case))["closed_at"]:
            if found["slack"]:
                await self._press(case, found["slack"])
            await asyncio.sleep(PATIENCE)
        case.final = found

    async def _run_what_was_approved(self, case: Case) -> None:
        if case.final["status"] not in ("approved", "edited"):
            return
        path = f"/v1/escalations/{case.id}/execution"
        once = {"Idempotency-Key": f"run-{case.id}"}
        right = await self._insist("POST", path, case, headers=once)
        case.tokens.add(right["token"])
        case.runs += 1
        report = {"token": right["token"], "status": "succeeded", "detail": "done"}
        await self._insist("PUT", path, case, json=report)

    async def _insist(self, method: str, path: str, case: Case, **more: object) -> Json:
        """Again until somebody answers; what is a clear no is written down and ends the case."""
        while True:
            try:
                url = self._dice.choice(self._desks)
                response = await self._ask(method, f"{url}{path}", **more)
            except httpx.ConnectError:
                await asyncio.sleep(PATIENCE)
                continue
            except httpx.TransportError as error:
                self._mind(case, f"{method} {path}: {error!r}")
                await asyncio.sleep(PATIENCE)
                continue
            if response.is_success:
                return response.json()
            if response.status_code < 500:
                case.refused.append(f"{method} {path}: {response.text}")
                raise GaveUp
            self._mind(case, f"{method} {path}: {response.text}")
            self.told_to_wait[response.status_code] += 1
            await asyncio.sleep(PATIENCE)

    async def _ask(
        self, method: str, url: str, headers: dict[str, str] | None = None, **more: object
    ) -> httpx.Response:
        """As clients of HTTP do: only a GET goes over a connection that was kept, which may be
        closed in that very moment, and then it is asked once more (RFC 9110, 9.2.2).
        """
        anew = {**(headers or {}), "Connection": "close"}
        if method != "GET":
            return await self._sent(method, url, headers=anew, **more)
        try:
            return await self._sent(method, url, **more)
        except httpx.RemoteProtocolError:
            return await self._sent(method, url, headers=anew)

    async def _sent(self, method: str, url: str, **more: object) -> httpx.Response:
        return await self._http.request(method, url, timeout=self._patience(), **more)  # type: ignore[arg-type]

    def _mind(self, case: Case, words: str) -> None:
        """Whoever forgives nothing may only find a door shut, and knock at the next one."""
        if not self.forgiving:
            case.refused.append(words)

    def _patience(self) -> float:
        """Whoever vanishes is gone in the middle of it, and comes back with the same request."""
        if self._dice.random() >= self.vanishing:
            return 15.0
        self.gave_up += 1
        return self._dice.uniform(0.0005, 0.02)

    async def _press(self, case: Case, where: Json) -> None:
        """As a person does who sees the card: press, and press again when Slack shows a warning."""
        name = self._dice.choice(NAMES)
        async with self._hands[name]:
            try:
                card = await self._slack.wait_for_message(where["channel"], ts=where["thread_ts"])
                if case.verb in card.actions:
                    case.pressed += 1
                    case.pressed_by.add(name)
                    await self._decide(name, case.verb, card)
            except SandboxError:
                pass  # the desk was dead, or the card was redrawn meanwhile

    async def _decide(self, name: str, verb: str, card: Message) -> None:
        person = self._slack.as_user(name)
        modal = await person.click(verb, on=card)
        if modal is not None:
            await person.submit(modal, filled(verb, modal))


class GaveUp(Exception):
    """The agent was told no; the case says what."""


def a_turn(conversation_id: str, number: int, callback: str) -> Json:
    return {
        "conversation_id": conversation_id,
        "turn_id": "t-1",
        "agent": {"id": "support-bot"},
        "messages": [{"role": "customer", "text": f"Case {number}: I want my money back."}],
        "action_request": {"name": "issue_refund", "args": {"order": f"A-{number}", "amount": 129}},
        "consequence": "Pays the money back.",
        "callback_url": callback,
    }
