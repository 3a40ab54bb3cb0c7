import json
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.clock import SystemClock
from bot.ports import Card
from bot.rules.delivery import DeliveryKind, Failed, Limited, Outcome, Sent
from handlers.gateway.webhooks import WebhookOutlet, webhook_secret
from sandbox.hosting import Hosted
from tests.handlers.gateway_world import SECRET, Gateway, a_body
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
        "https://[::ffff:a00:1]/hook",
        "https://[64:ff9b::7f00:1]/hook",
        "https://[2002:7f00:1::]/hook",
        "https://[2001:0:4136:e378:8000:63bf:80ff:fffe]/hook",
        "https://[fe80::1]/hook",
        "https://[fc00::1]/hook",
        "https://100.64.0.1/hook",
        "https://224.0.0.1/hook",
        "https://255.255.255.255/hook",
        "https://localhost.:443/hook",
        "https://0177.0.0.1/hook",
        "https://\u2460\u2461\u2467.0.0.1/hook",
        "https://example.com@127.0.0.1/hook",
        "https://127.0.0.1:99999/hook",
        "https://agent.example.com:99999/hook",
        "https://" + "a" * 70 + ".example/hook",
        "https://[::1",
        "gopher://127.0.0.1/hook",
        "file:///etc/passwd",
        "",
    ],
)
async def test_no_webhook_goes_into_our_own_network(url: str) -> None:
    outlet = WebhookOutlet(secret=SECRET, clock=WindUpClock())
    outcome = await outlet.send(a_webhook(url), CARD)
    await outlet.close()
    assert isinstance(outcome, Failed)


async def test_while_keys_are_changed_each_receiver_finds_a_signature_it_can_check() -> None:
    heard: list[tuple[dict[str, str], bytes]] = []

    async def receive(request: Request) -> Response:
        heard.append((dict(request.headers), await request.body()))
        return Response()

    outlet = WebhookOutlet(
        secret=SECRET, clock=SystemClock(), allow=frozenset({"127.0.0.1"}), keys=(2, 1)
    )
    async with Hosted(Starlette(routes=[Route("/hook", receive, methods=["POST"])])) as host:
        assert await outlet.send(a_webhook(f"{host.url}/hook"), CARD) == Sent()
    await outlet.close()
    ((headers, body),) = heard
    assert len(headers["webhook-signature"].split()) == 2
    secrets = [webhook_secret(SECRET, "default", key) for key in (1, 2, 3)]
    for secret in secrets[:2]:
        assert Webhook(secret).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secrets[2]).verify(body, headers)
    assert len({*secrets, webhook_secret(SECRET, "2:default"), webhook_secret(SECRET, "x")}) == 5


@pytest.mark.parametrize(
    "url", ["https://[", "https://a]b/", "https://[v1.x]/", "https://a:0/", "https://a:99999/"]
)
async def test_an_address_that_only_one_parser_understands_is_refused_at_the_door(
    gateway: Gateway, url: str
) -> None:
    answer = await gateway.post(a_body(callback_url=url))
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["callback_url"]
