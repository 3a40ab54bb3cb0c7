"""The demo's support agent: it asks before it acts, waits for people, and does what they say."""

from dataclasses import dataclass
from itertools import count

import httpx

from bot.commands.demo.scripts import AGENT
from bot.rules.json import Json

OPEN = ("pending", "claimed", "in_conversation")
RUNS = ("approved", "edited")


@dataclass(slots=True)
class SupportAgent:
    """Talks to the gateway as any agent would: nothing here that the README does not show."""

    client: httpx.AsyncClient
    numbers: "count[int]"

    async def hand_over(self, script: Json, **changes: object) -> Json:
        """One turn of a conversation of its own; what the gateway says of it."""
        number = next(self.numbers)
        body = {
            "conversation_id": f"demo-{number}",
            "turn_id": "t-1",
            "agent": AGENT,
            **script,
            **changes,
        }
        response = await self.client.post("/v1/turns", json=body)
        response.raise_for_status()
        return response.json()

    async def wait(self, escalation: Json, *, seconds: int = 30) -> Json:
        response = await self.client.get(
            f"/v1/escalations/{escalation['id']}", params={"wait": seconds}
        )
        response.raise_for_status()
        return response.json()

    async def run(self, escalation: Json) -> Json | None:
        """Run what was approved, exactly, and report it; what was run, or None."""
        decision = escalation["decision"] or {}
        if escalation["status"] not in RUNS or not decision.get("action"):
            return None
        path = f"/v1/escalations/{escalation['id']}/execution"
        claimed = await self.client.post(path)
        claimed.raise_for_status()
        right: Json = claimed.json()
        report = {"token": right["token"], "status": "succeeded", "detail": "Done (demo)."}
        (await self.client.put(path, json=report)).raise_for_status()
        return right

    async def converse(self, script: Json) -> None:
        """A whole conversation: hand over, wait as long as it takes, act."""
        judged = await self.hand_over(script)
        escalation: Json | None = judged["escalation"]
        while escalation and escalation["status"] in OPEN:
            escalation = await self.wait(escalation)
        if escalation:
            await self.run(escalation)
