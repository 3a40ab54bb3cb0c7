"""The demo's support agent: it asks before it acts, waits for people, and does what they say."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from itertools import count

import httpx

from bot.commands.demo.scripts import AGENT
from bot.rules.json import Json

TALKS = "in_conversation"
OPEN = ("pending", "claimed", TALKS)
RUNS = ("approved", "edited")
BEFORE_ASKING_AGAIN = 1.0
# A turn that is refused is not said: a person has the conversation, or had it since.
PERSON, STALE = "human-in-control", "stale-epoch"
SILENT = (PERSON, STALE)


@dataclass(slots=True)
class SupportAgent:
    """Talks to the gateway as any agent would: nothing here that the README does not show."""

    client: httpx.AsyncClient
    numbers: "count[int]"

    async def hand_over(self, script: Json, **changes: object) -> Json:
        """One turn of a conversation of its own; what the gateway says of it."""
        number = next(self.numbers)
        return await self.judge(
            {
                "conversation_id": f"demo-{number}",
                "turn_id": "t-1",
                "agent": AGENT,
                **script,
                **changes,
            }
        )

    async def judge(self, turn: Json) -> Json:
        response = await self.client.post("/v1/turns", json=turn)
        if (why := _refusal(response)) in SILENT:
            return {"verdict": why, "escalation": None}
        response.raise_for_status()
        return response.json()

    async def wait(self, escalation: Json, *, seconds: int = 30) -> Json:
        response = await self.client.get(
            f"/v1/escalations/{escalation['id']}", params={"wait": seconds}
        )
        response.raise_for_status()
        return response.json()

    async def follow(self, escalation: Json) -> AsyncGenerator[Json]:
        """The escalation after each change until it is closed, also over broken connections."""
        latest = escalation
        while latest["closed_at"] is None:
            with suppress(httpx.TransportError):
                async for changed in self._changes(latest["id"], latest["version"]):
                    latest = changed
                    yield changed
            if latest["closed_at"] is None:
                await asyncio.sleep(BEFORE_ASKING_AGAIN)

    async def claim(self, escalation: Json) -> Json | None:
        """The right to run what was approved, or None when there is nothing to run."""
        decision = escalation["decision"] or {}
        if escalation["status"] not in RUNS or not decision.get("action"):
            return None
        claimed = await self.client.post(_execution(escalation))
        claimed.raise_for_status()
        return claimed.json()

    async def report(self, escalation: Json, right: Json, status: str, detail: str) -> None:
        body = {"token": right["token"], "status": status, "detail": detail}
        (await self.client.put(_execution(escalation), json=body)).raise_for_status()

    async def cancel(self, id: str) -> None:
        """The customer no longer wants it. One that a person has just decided stays decided."""
        response = await self.client.post(f"/v1/escalations/{id}/cancel")
        if response.status_code != 409:
            response.raise_for_status()

    async def ask_for_a_person(self, conversation: str, wish: Json) -> Json:
        response = await self.client.post(f"{_conversation(conversation)}/handoff", json=wish)
        response.raise_for_status()
        return response.json()

    async def who_answers(self, conversation: str) -> Json | None:
        """The card in whose thread people are asked to talk to this customer, or do."""
        wanted = {"conversation_id": conversation, "status": "open"}
        response = await self.client.get("/v1/escalations", params=wanted)
        response.raise_for_status()
        return next(filter(_is_a_talk, response.json()["items"]), None)

    async def pass_on(self, conversation: str, words: Json) -> Json:
        """The customer's words for the person in the thread; `{control, epoch}` as they are now."""
        response = await self.client.post(f"{_conversation(conversation)}/messages", json=words)
        response.raise_for_status()
        return response.json()

    async def confirm(self, conversation: str, message_id: str, *, failed: str = "") -> None:
        """The customer has it, or `failed` says why not: whoever wrote it sees that."""
        receipt = {"message_id": message_id, "status": "failed" if failed else "delivered"}
        receipt["detail"] = failed
        (
            await self.client.post(f"{_conversation(conversation)}/receipts", json=receipt)
        ).raise_for_status()

    async def fetch(self, url: str) -> bytes:
        """A file that a person sent to the customer, by the stream's own address."""
        response = await self.client.get(url)
        response.raise_for_status()
        return response.content

    async def hear(self, conversation: str) -> AsyncGenerator[Json]:
        """What people say to this customer and each change of control, as it comes, gapless."""
        path, seen = f"{_conversation(conversation)}/events", 0
        while True:
            with suppress(httpx.HTTPError):
                async for item in self._events(path, seen):
                    seen = item["seq"]
                    yield item
            await asyncio.sleep(BEFORE_ASKING_AGAIN)

    async def run(self, escalation: Json) -> Json | None:
        """Run what was approved, exactly, and report it; what was run, or None."""
        right = await self.claim(escalation)
        if right:
            await self.report(escalation, right, "succeeded", "Done (demo).")
        return right

    async def converse(self, script: Json) -> None:
        """A whole conversation: hand over, wait as long as it takes, act."""
        judged = await self.hand_over(script)
        escalation: Json | None = judged["escalation"]
        while escalation and escalation["status"] in OPEN:
            escalation = await self.wait(escalation)
        if escalation:
            await self.run(escalation)

    async def _changes(self, id: str, seen: int) -> AsyncGenerator[Json]:
        """One connection to the event stream; it is left once the escalation is closed."""
        async with aclosing(self._events(f"/v1/escalations/{id}/events", seen)) as changes:
            async for escalation in changes:
                yield escalation
                if escalation["closed_at"]:
                    return

    async def _events(self, path: str, seen: int) -> AsyncGenerator[Json]:
        after = {"Last-Event-ID": str(seen)}
        async with self.client.stream("GET", path, headers=after) as response:
            response.raise_for_status()
            async for line in response.aiter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))


def _execution(escalation: Json) -> str:
    return f"/v1/escalations/{escalation['id']}/execution"


def _conversation(id: str) -> str:
    return f"/v1/conversations/{id}"


def _refusal(response: httpx.Response) -> str:
    """The name of the problem, when two sides wanted something at the same time."""
    is_conflict = response.status_code == httpx.codes.CONFLICT
    return response.json()["type"].rpartition("/")[2] if is_conflict else ""


def _is_a_talk(escalation: Json) -> bool:
    return escalation["kind"] == "handoff" or escalation["status"] == TALKS
