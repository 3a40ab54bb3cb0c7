"""An agent's callback URL with moods: what it was told, by `webhook-id`, and when it said no."""

import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime

from standardwebhooks import Webhook
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.rules.json import Json


@dataclass
class Receiver:
    """Refuses one first attempt in `refuses`; takes every second one."""

    secret: str
    dice: random.Random
    refuses: int = 5
    bodies: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    taken: dict[str, Json] = field(default_factory=dict)
    forged: int = 0

    @property
    def app(self) -> Starlette:
        return Starlette(routes=[Route("/told", self.receive, methods=["POST"])])

    def told_of(self, escalation_id: str) -> list[str]:
        """Each event once, in the order in which they were first taken."""
        return [
            event["type"]
            for event in self.taken.values()
            if event["data"]["escalation"]["id"] == escalation_id
        ]

    async def receive(self, request: Request) -> Response:
        body, id = await request.body(), request.headers["webhook-id"]
        is_first = id not in self.bodies
        self.bodies[id].add(body)
        event = self._verified(body, request)
        if event is None:
            self.forged += 1
            return Response(status_code=401)
        if is_first and self.dice.randrange(self.refuses) == 0:
            return Response(status_code=500)
        self.taken[id] = event
        return Response(status_code=204)

    def _verified(self, body: bytes, request: Request) -> Json | None:
        """By signing it ourselves: the storm's clock runs ahead of the wall's."""
        id, signed = request.headers["webhook-id"], request.headers["webhook-signature"]
        at = datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), UTC)
        if Webhook(self.secret).sign(id, at, body.decode()) not in signed.split():
            return None
        return json.loads(body)
