"""An agent's end goes away and comes back: over real HTTP, on both engines."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.flows.decide import decide
from bot.flows.deliver import deliver
from bot.flows.escalate import escalate
from bot.flows.redeliver import redeliver, told_between
from bot.ids import new_id, new_token
from bot.ports import Desk
from bot.rules.decision import Approve
from bot.rules.endpoint import Endpoint
from bot.rules.lanes import Pace
from bot.rules.press import Press
from handlers.gateway.webhooks import WebhookOutlet
from sandbox.hosting import Hosted
from store.store import SqlStore
from tests.fakes import Directory, Room, SetPolicy
from tests.handlers.gateway_world import SECRET
from tests.makers import AGENT, WindUpClock, a_refund


@dataclass
class Agent:
    """A callback URL that hears the ids and types of webhooks, and answers as it is told."""

    status: int = 200
    heard: list[tuple[str, str]] = field(default_factory=list)

    async def receive(self, request: Request) -> Response:
        told = await request.json()
        self.heard.append((request.headers["webhook-id"], told["type"]))
        return Response(status_code=self.status)


def a_desk(store: SqlStore, clock: WindUpClock, outlet: WebhookOutlet) -> Desk:
    parts: dict[str, Any] = {"slack": Room(), "people": Directory(), "policies": SetPolicy()}
    return Desk(
        store=store,
        clock=clock,
        signals=store.signals,
        webhooks=outlet,
        new_id=new_id,
        new_token=new_token,
        dice=lambda: 0.5,
        pace=Pace(post=0, update=0, whisper=0),
        **parts,
    )


async def test_an_agent_that_went_away_is_told_everything_when_it_comes_back(
    store: SqlStore, clock: WindUpClock
) -> None:
    agent = Agent(status=410)
    outlet = WebhookOutlet(secret=SECRET, clock=clock, allow=frozenset({"127.0.0.1"}))
    desk = a_desk(store, clock, outlet)
    async with Hosted(Starlette(routes=[Route("/hook", agent.receive, methods=["POST"])])) as host:
        url = f"{host.url}/hook?conversation=7"
        judged = await escalate(desk, a_refund(callback_url=url), workspace="default", by=AGENT)
        assert judged.escalation is not None
        await _deliver_all(desk)
        await decide(desk, _a_press(judged.escalation.id), Approve())
        await _deliver_all(desk)
        assert [type for _, type in agent.heard] == ["escalation.opened"]
        assert (await _endpoint(desk, url)).is_disabled

        agent.status = 204
        now = clock.now()
        told = await told_between(store, now - timedelta(hours=1), now + timedelta(hours=1))
        assert await redeliver(store, told, now=now) == 2
        await _deliver_all(desk)
        assert [type for _, type in agent.heard[1:]] == ["escalation.opened", "escalation.decided"]
        assert agent.heard[0] == agent.heard[1], "the same webhook-id: a double can be dropped"
        assert not (await _endpoint(desk, url)).is_disabled
    await outlet.close()


async def _endpoint(desk: Desk, url: str) -> Endpoint:
    return await desk.store.read(lambda memory: memory.endpoint("default", url))


async def _deliver_all(desk: Desk) -> None:
    while await deliver(desk, "courier"):
        pass


def _a_press(id: str) -> Press:
    return Press(escalation_id=id, version=1, team="T0SANDBOX", user="U0ANA", key="press-1")
