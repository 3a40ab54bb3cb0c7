import json
from typing import Any

import pytest
from standardwebhooks import Webhook
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.ports import Card
from bot.rules.delivery import DeliveryKind, Failed, Limited, Outcome, Sent
from handlers.gateway.webhooks import WebhookOutlet, webhook_secret
from sandbox.hosting import Hosted
from tests.handlers.gateway_world import SECRET
from tests.makers import WindUpClock, a_delivery, a_refund, an_escalation

CARD = Card(escalation=an_escalation(), turn=a_refund())


def a_webhook(url: str, **changes: Any):  # noqa: ANN201
    return a_delivery(
        DeliveryKind.WEBHOOK,
        payload={"type": "escalation.decided", "url": url},
        subject=an_escalation(),
        **changes,
    )


async def test_a_webhook_is_signed_as_standard_webhooks_says() -> None:
    from bot.clock import SystemClock

    heard: list[tuple[dict[str, str], bytes]] = []

    async def receive(request: Request) -> Response:
        heard.append((dict(request.headers), await request.body()))
        return Response()

    outlet = WebhookOutlet(secret=SECRET, clock=SystemClock(), allow=frozenset({"127.0.0.1"}))
    async with Hosted(Starlette(routes=[Route("/hook", receive, methods=["POST"])])) as host:
        assert await outlet.send(a_webhook(f"{host.url}/hook"), CARD) == Sent()
    await outlet.close()
    headers, body = heard[0]
    told = Webhook(webhook_secret(SECRET, "default")).verify(body, headers)
    assert told["type"] == "escalation.decided"
    assert told["data"]["escalation"]["id"] == "esc_1"
    assert json.loads(body) == told
    assert headers["webhook-id"] == "dlv_1"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Response(status_code=204), Sent()),
        (Response(status_code=410), Failed(error="410 Gone", final=True)),
        (Response(status_code=500), Failed(error="status 500")),
        (Response(status_code=429, headers={"Retry-After": "7"}), Limited(seconds=7)),
        (RedirectResponse("http://169.254.169.254/"), Failed(error="status 307")),
    ],
)
async def test_what_each_answer_means(answer: Response, outcome: Outcome) -> None:
    async def receive(_request: Request) -> Response:
        return answer

    outlet = WebhookOutlet(secret=SECRET, clock=WindUpClock(), allow=frozenset({"127.0.0.1"}))
    async with Hosted(Starlette(routes=[Route("/hook", receive, methods=["POST"])])) as host:
        assert await outlet.send(a_webhook(f"{host.url}/hook"), CARD) == outcome
    await outlet.close()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook",
        "https://127.0.0.1/hook",
        "https://localhost/hook",
        "https://[::1]/hook",
        "https://0.0.0.0/hook",
        "https://10.0.0.1/hook",
        "https://192.168.1.1/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:127.0.0.1]/hook",
        "https://2130706433/hook",
        "https://0x7f000001/hook",
        "https://127.1/hook",
    ],
)
async def test_no_webhook_goes_into_our_own_network(url: str) -> None:
    outlet = WebhookOutlet(secret=SECRET, clock=WindUpClock())
    outcome = await outlet.send(a_webhook(url), CARD)
    await outlet.close()
    assert isinstance(outcome, Failed)
