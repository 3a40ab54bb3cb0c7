"""Slack's signature: whatever comes, only what Slack signed within five minutes is let in."""

import asyncio
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from handlers.slack.door import SECONDS_OLD, Door
from tests.fuzz.conftest import PROFILE
from tests.handlers.slack_world import a_door, signed
from tests.makers import WindUpClock

STAMP, SIGNATURE = "x-slack-request-timestamp", "x-slack-signature"
CHALLENGE = b'{"type": "url_verification", "challenge": "c"}'
HEX = "0123456789abcdef"
ODD = st.text(st.characters(max_codepoint=255), max_size=80) | st.sampled_from(
    ["", "v0=", "v1=" + "a" * 64, "V0=" + "a" * 64, "v0=" + "A" * 64, "v0=" + "a" * 63, "\xb2" * 10]
)
HEADS = st.from_regex(r"v0=[0-9a-f]{62,66}", fullmatch=True) | ODD
STAMPS = st.integers().map(str) | st.from_regex(r"[0-9]{9,11}", fullmatch=True) | ODD


@PROFILE
@given(STAMPS, HEADS, st.binary(max_size=200))
def test_a_forged_request_is_turned_away_whatever_its_headers(
    stamp: str, signature: str, body: bytes
) -> None:
    assert knock(a_door(WindUpClock()), body, {STAMP: stamp, SIGNATURE: signature}) == 401


@PROFILE
@given(st.integers(-10_000, 10_000))
def test_a_signed_request_is_let_in_for_five_minutes(old: int) -> None:
    clock = WindUpClock()
    headers = {**signed(CHALLENGE, clock, old=old), "content-type": "application/json"}
    status = knock(a_door(clock), CHALLENGE, headers)
    assert status == (200 if abs(old) <= SECONDS_OLD else 401)


@PROFILE
@given(st.data())
def test_one_changed_sign_anywhere_and_the_door_stays_shut(data: st.DataObject) -> None:
    clock = WindUpClock()
    headers, body = dict(signed(CHALLENGE, clock)), bytearray(CHALLENGE)
    match data.draw(st.sampled_from(["body", "cut", "longer", STAMP, SIGNATURE])):
        case "body":
            at = data.draw(st.integers(0, len(body) - 1))
            body[at] ^= data.draw(st.integers(1, 255))
        case "cut":
            del body[data.draw(st.integers(0, len(body) - 1)) :]
        case "longer":
            body += data.draw(st.binary(min_size=1, max_size=20))
        case name:
            at = data.draw(st.integers(3, len(headers[name]) - 1))
            other = data.draw(st.sampled_from(HEX).filter(lambda sign: sign != headers[name][at]))
            headers[name] = headers[name][:at] + other + headers[name][at + 1 :]
    assert knock(a_door(clock), bytes(body), headers) == 401


@PROFILE
@given(st.binary(max_size=300), st.sampled_from(["application/json", "text/plain", "", "\xff"]))
def test_nonsense_that_slack_itself_signed_is_an_answer_and_no_traceback(
    body: bytes, kind: str
) -> None:
    clock = WindUpClock()
    status = knock(a_door(clock), body, {**signed(body, clock), "content-type": kind})
    assert status in (200, 400) or re.search(rb"command|type", body)


def knock(door: Door, body: bytes, headers: dict[str, str]) -> int:
    """Straight at the door: no client's own rules for headers in between."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/slack/events",
        "headers": [(name.encode(), text.encode("latin-1")) for name, text in headers.items()],
    }
    return asyncio.run(door.receive(Request(scope, receive))).status_code
