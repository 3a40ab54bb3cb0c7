"""Callback URLs: whatever is let in at the door can be handled, and never leads to ourselves."""

import asyncio
from ipaddress import IPv4Address, IPv4Network, IPv6Address

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bot.ports import Card
from bot.rules.delivery import DeliveryKind, Failed
from bot.rules.endpoint import endpoint_of
from bot.rules.lanes import lane_of
from handlers.gateway.callbacks import why_not
from handlers.gateway.texts import Address
from handlers.gateway.webhooks import WebhookOutlet
from tests.fuzz.conftest import PROFILE
from tests.makers import WindUpClock, a_delivery, a_refund, an_escalation

ADDRESS: TypeAdapter[str] = TypeAdapter(Address)
CARD = Card(escalation=an_escalation(), turn=a_refund())
OURS = [
    IPv4Network(each)
    for each in (
        *("10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
        *("0.0.0.0/8", "100.64.0.0/10", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"),
    )
]
PRIVATE = st.sampled_from(OURS).flatmap(
    lambda net: st.integers(int(net[0]), int(net[-1])).map(IPv4Address)
)
SPELLINGS = (
    str,
    lambda ip: f"[::ffff:{ip}]",
    lambda ip: f"[{IPv6Address((0xFFFF << 32) + int(ip))}]",
    lambda ip: f"[{IPv6Address((0x64FF9B << 96) + int(ip))}]",
    lambda ip: f"[{IPv6Address((0x2002 << 112) + (int(ip) << 80))}]",
    lambda ip: f"user@{ip}",
    lambda ip: f"{ip}:8443",
)
PIECES = st.sampled_from(
    [
        *(
            "https://",
            "http:",
            "//",
            "[",
            "]",
            "::1",
            "@",
            ":",
            "99999",
            "%00",
            "%2e",
            "\\",
            "?",
            "#",
        ),
        *(
            "agent.example.com",
            "xn--",
            "ä",
            "。",
            "127.0.0.1",
            "0x7f.1",
            "v1.x",
            "\t",
            "\u202e",
            "/",
        ),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=8).map("".join)


@PROFILE
@given(TEXTS | TEXTS.map(lambda text: f"https://{text}"))
def test_what_is_taken_at_the_door_has_a_lane_an_endpoint_and_an_outcome(text: str) -> None:
    try:
        url = ADDRESS.validate_python(text)
    except ValidationError:
        return
    why_not(httpx.URL(url), frozenset())
    assert lane_of(DeliveryKind.WEBHOOK, url=url)
    assert endpoint_of("default", url).url
    httpx.Request("POST", url)


@settings(PROFILE, max_examples=PROFILE.max_examples // 4)
@given(PRIVATE, st.sampled_from(SPELLINGS), st.sampled_from(["/", "/hook?a=b", ""]))
def test_no_spelling_of_a_private_address_is_sent_to(ip: IPv4Address, spell, path: str) -> None:  # noqa: ANN001
    assert isinstance(asyncio.run(_outcome(f"https://{spell(ip)}{path}")), Failed)


async def _outcome(url: str) -> object:
    outlet = WebhookOutlet(secret="s" * 32, clock=WindUpClock())
    webhook = a_delivery(DeliveryKind.WEBHOOK, payload={"type": "escalation.decided", "url": url})
    try:
        return await outlet.send(webhook, CARD)
    finally:
        await outlet.close()
