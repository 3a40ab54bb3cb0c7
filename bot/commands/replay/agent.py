"""A replayed agent: hands over each turn, waits for people, and runs exactly what they approved."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.commands.replay.recorded import RecordedTurn
from bot.rules.digest import action_digest
from bot.rules.json import Json
from bot.rules.turn import ActionRequest

OPEN = ("pending", "claimed", "in_conversation")
LOOK_EVERY = 0.05
CONFLICT = 409
ANOTHER_RAN_IT = "/execution-claimed"  # an earlier run of this replay, under another key


class Stopped(Exception):
    """The replay cannot go on; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What became of one turn. Times are seconds."""

    conversation_id: str
    turn_id: str
    verdict: str
    rule: str = ""
    reason: str = ""
    status: str = ""
    decision: str = ""
    judged_in: float = 0.0
    decided_in: float | None = None
    escalation_id: str = ""
    approved_digest: str = ""
    executed_digest: str = ""
    replayed: bool = False


@dataclass(slots=True)
class ReplayedAgent:
    """`base_url` is a running gateway, `key` needs turns:write, escalations:read and :write.

    `decide` is called with each open escalation whose card is in Slack, for unattended runs."""

    base_url: str
    key: str
    agent_id: str = "replay"
    wait: float = 3600.0
    parallel: int = 8
    decide: Callable[[Json], Awaitable[object]] | None = None
    on_turn: Callable[[Took], None] = lambda _took: None
    took: list[Took] = field(default_factory=list)

    async def play(self, conversations: Iterable[list[RecordedTurn]]) -> list[Took]:
        """Conversations side by side, the turns of each in order. Safe to repeat: a turn that was
        judged before is answered as it was."""
        limits = httpx.Limits(max_connections=self.parallel * 2)
        headers = {"Authorization": f"Bearer {self.key}"}
        async with httpx.AsyncClient(
            base_url=self.base_url, headers=headers, timeout=75.0, limits=limits, trust_env=False
        ) as client:
            waiting = iter(conversations)
            lock = asyncio.Lock()

            async def work() -> None:
                while True:
                    async with lock:
                        turns = next(waiting, None)
                    if turns is None:
                        return
                    for turn in turns:
                        self._note(await self._take(client, turn))

            async with asyncio.TaskGroup() as group:
                for _ in range(self.parallel):
                    group.create_task(work())
        return self.took

    def _note(self, took: Took) -> None:
        self.took.append(took)
        self.on_turn(took)

    async def _take(self, client: httpx.AsyncClient, turn: RecordedTurn) -> Took:
        began = time.perf_counter()
        answer = await self._post_turn(client, turn.body)
        judged_in = time.perf_counter() - began
        escalation: Json | None = answer.get("escalation")
        took = Took(
            conversation_id=turn.conversation_id,
            turn_id=turn.body["turn_id"],
            verdict=answer["verdict"],
            rule=answer.get("rule") or "",
            judged_in=judged_in,
        )
        if not escalation:
            return took
        if self.decide and escalation["status"] in OPEN:
            await self.decide(await self._until_posted(client, escalation))
        closed = await self._until_closed(client, escalation)
        executed = await self._execute(client, closed)
        return _closed(took, closed, decided_in=time.perf_counter() - began, executed=executed)

    async def _post_turn(self, client: httpx.AsyncClient, body: Json) -> Json:
        return (await self._insist(client, "POST", "/v1/turns", json=body)).json()

    async def _insist(
        self, client: httpx.AsyncClient, method: str, path: str, *, also: int = 0, **more: Any
    ) -> httpx.Response:
        """Every call may be sent again at will, so trouble on the way is met by patience. Only a
        success is an answer, and the status `also`.
        """
        for patience in (0.1, 0.5, 1.0, 2.0, 4.0, None):
            try:
                response = await client.request(method, path, **more)
            except httpx.TransportError as error:
                if patience is None:
                    raise Stopped(
                        f"The gateway at {self.base_url} does not answer "
                        f"({type(error).__name__}). Start it with `handrail serve` and run again."
                    ) from None
            else:
                if response.is_success or response.status_code == also:
                    return response
                if patience is None or response.status_code < 500:
                    raise Stopped(_problem(response))
            await asyncio.sleep(patience)
        raise AssertionError("the last try either returns or raises")

    async def _until_closed(self, client: httpx.AsyncClient, escalation: Json) -> Json:
        end = time.monotonic() + self.wait
        while escalation["status"] in OPEN and time.monotonic() < end:
            wait = int(min(30, max(0, end - time.monotonic())))
            escalation = await self._look(client, escalation, wait=wait)
        return escalation

    async def _until_posted(self, client: httpx.AsyncClient, escalation: Json) -> Json:
        end = time.monotonic() + self.wait
        while not escalation["slack"]:
            if time.monotonic() > end:
                raise Stopped(f"The card of {escalation['id']} did not reach Slack.")
            await asyncio.sleep(LOOK_EVERY)
            escalation = await self._look(client, escalation)
        return escalation

    async def _look(self, client: httpx.AsyncClient, escalation: Json, *, wait: int = 0) -> Json:
        path = f"/v1/escalations/{escalation['id']}?wait={wait}"
        return (await self._insist(client, "GET", path)).json()

    async def _execute(self, client: httpx.AsyncClient, escalation: Json) -> str:
        """The digest of what this agent really runs, computed from what it was handed."""
        decision = escalation.get("decision") or {}
        if escalation["status"] not in ("approved", "edited") or not decision.get("action"):
            return ""
        path = f"/v1/escalations/{escalation['id']}/execution"
        once = {"Idempotency-Key": f"replay-{escalation['id']}"}
        claimed = await self._insist(client, "POST", path, also=CONFLICT, headers=once)
        if claimed.status_code == CONFLICT:
            if not claimed.json()["type"].endswith(ANOTHER_RAN_IT):
                raise Stopped(_problem(claimed))
            return decision["action_digest"]
        right = claimed.json()
        done = {"token": right["token"], "status": "succeeded", "detail": "replayed"}
        await self._insist(client, "PUT", path, json=done)
        return self._digest(escalation, right["action"])

    def _digest(self, escalation: Json, action: Json) -> str:
        return action_digest(
            agent_id=self.agent_id,
            conversation_id=escalation["conversation_id"],
            action=ActionRequest(name=action["name"], args=action["args"]),
        )


def _closed(took: Took, escalation: Json, *, decided_in: float, executed: str) -> Took:
    decision: dict[str, Any] = escalation.get("decision") or {}
    return Took(
        conversation_id=took.conversation_id,
        turn_id=took.turn_id,
        verdict=took.verdict,
        rule=took.rule,
        judged_in=took.judged_in,
        reason=escalation["reason"],
        status=escalation["status"],
        decision=decision.get("type") or "",
        decided_in=decided_in,
        escalation_id=escalation["id"],
        approved_digest=decision.get("action_digest") or "",
        executed_digest=executed,
    )


def _problem(response: httpx.Response) -> str:
    try:
        problem = response.json()
        fields = "; ".join(
            f"{each['field']}: {each['message']}" for each in problem.get("errors") or []
        )
        return (
            f"The gateway said {response.status_code}: {problem.get('detail', '')} {fields}".strip()
        )
    except ValueError:
        return f"The gateway said {response.status_code}."
