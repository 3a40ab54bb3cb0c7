import logging
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from handlers.slack.app import QUIET
from handlers.slack.door import LARGEST, Door, NoSigningSecret
from tests.handlers.slack_world import Office, a_door, an_office, knock, signed
from tests.makers import WindUpClock

GOOD = "v0=" + "a" * 64
NOW = "1794819600"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncGenerator[Office]:
    async with an_office(tmp_path) as office:
        yield office


MALFORMED: dict[str, dict[str, Any]] = {
    "nothing": {},
    "no signature": {"x-slack-request-timestamp": NOW},
    "no timestamp": {"x-slack-signature": GOOD},
    "a timestamp that is no number": {
        "x-slack-request-timestamp": "abc",
        "x-slack-signature": GOOD,
    },
    "a timestamp with letters": {
        "x-slack-request-timestamp": "17948196e0",
        "x-slack-signature": GOOD,
    },
    "a short timestamp": {"x-slack-request-timestamp": "1", "x-slack-signature": GOOD},
    "a long timestamp": {"x-slack-request-timestamp": NOW * 9, "x-slack-signature": GOOD},
    "a negative timestamp": {"x-slack-request-timestamp": "-794819600", "x-slack-signature": GOOD},
    "other digits": {"x-slack-request-timestamp": b"\xd9\xa1" * 10, "x-slack-signature": GOOD},
    "a signature of another version": {
        "x-slack-request-timestamp": NOW,
        "x-slack-signature": "v1=" + "a" * 64,
    },
    "capitals": {"x-slack-request-timestamp": NOW, "x-slack-signature": "v0=" + "A" * 64},
    "a signature that is no text": {
        "x-slack-request-timestamp": NOW,
        "x-slack-signature": b"v0=\xff\xfe",
    },
    "a signature with a line break": {
        "x-slack-request-timestamp": NOW,
        "x-slack-signature": GOOD.encode() + b"\x85",
    },
    "somebody else's signature": {"x-slack-request-timestamp": NOW, "x-slack-signature": GOOD},
}


@pytest.mark.parametrize("headers", MALFORMED.values(), ids=MALFORMED.keys())
async def test_malformed_headers_are_turned_away_without_a_traceback(
    clock: WindUpClock, caplog: pytest.LogCaptureFixture, headers: dict[str, Any]
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = await knock(a_door(clock), b'{"type": "event_callback", "secret": "hush"}', **headers)
    assert answer.status_code == 401
    assert answer.text == ""
    assert "hush" not in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    ("old", "status"), [(301, 401), (300, 200), (0, 200), (-300, 200), (-301, 401)]
)
async def test_five_minutes_both_ways_and_not_a_second_more(
    clock: WindUpClock, old: int, status: int
) -> None:
    body = b'{"type": "url_verification", "challenge": "c"}'
    headers = {**signed(body, clock, old=old), "content-type": "application/json"}
    answer = await knock(a_door(clock), body, **headers)
    assert answer.status_code == status


async def test_the_challenge_is_answered_only_when_signed(office: Office) -> None:
    answer = await office.say({"type": "url_verification", "challenge": "c-1"})
    assert answer.json() == {"challenge": "c-1"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'"text"', "application/json"),
        (b"{}", "application/json"),
        (b'{"type": 7}', "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"type": ' + b"9" * 5_000 + b"}", "application/json"),
        (b"payload=%7B", "application/x-www-form-urlencoded"),
        (b"payload=%5B%5D", "application/x-www-form-urlencoded"),
        (b"a=b", "application/x-www-form-urlencoded"),
        (b"", "application/x-www-form-urlencoded"),
        (b"&".join(b"a=b" for _ in range(500)), "application/x-www-form-urlencoded"),
        (b"<xml/>", "text/xml"),
    ],
)
async def test_a_signed_body_that_makes_no_sense_is_a_bad_request(
    clock: WindUpClock, body: bytes, kind: str
) -> None:
    headers = {**signed(body, clock), "content-type": kind}
    assert (await knock(a_door(clock), body, **headers)).status_code == 400


async def test_a_body_larger_than_slack_sends_is_not_read(office: Office) -> None:
    body = b"x" * (LARGEST + 1)
    assert (await office.knock(body, **signed(body, office.clock))).status_code == 413
    body = b"x" * LARGEST
    assert (await office.knock(body, **signed(body, office.clock))).status_code == 400


async def test_a_body_changed_on_its_way_is_turned_away(office: Office) -> None:
    headers = signed(b'{"type": "event_callback"}', office.clock)
    answer = await office.knock(b'{"type": "event_callback" }', **headers)
    assert answer.status_code == 401


async def test_what_is_not_understood_is_let_pass(office: Office) -> None:
    events: list[dict[str, Any]] = [
        {"type": "team_join"},
        {"type": "message", "subtype": "never_heard_of"},
        {"type": "message"},
        {"type": "reaction_added", "user": "U1", "item": {}},
        {},
    ]
    answers = [await office.say(envelope(event)) for event in events]
    assert [answer.status_code for answer in answers] == [200] * len(events)


async def test_a_warning_about_too_many_events_is_taken_note_of(office: Office) -> None:
    said = {"type": "app_rate_limited", "minute_rate_limited": 1, "team_id": "T0SANDBOX"}
    assert (await office.say(said)).status_code == 200


async def test_slack_comes_again_when_the_record_cannot_be_written(office: Office) -> None:
    """F3, F4: 200 means that it is on record."""
    _, card = await office.ask()
    await office.store.close()
    event = {
        "type": "message",
        "user": "U0ANA",
        "channel": card.channel,
        "text": "hi",
        "ts": "9.1",
        "thread_ts": card.ts,
    }
    assert (await office.say(envelope(event))).status_code == 503


async def test_a_press_that_was_not_recorded_is_said_to_whoever_pressed(office: Office) -> None:
    _, card = await office.ask()
    await office.store.close()
    await office.slack.as_user("ana").click("approve", on=card)
    told = await office.slack.as_user("ana").ephemerals()
    assert [message.text.split(",")[0] for message in told] == ["This was not recorded"]


async def test_a_form_that_was_not_recorded_keeps_what_was_typed(office: Office) -> None:
    _, card = await office.ask()
    ana = office.slack.as_user("ana")
    form = await ana.click("edit", on=card)
    await office.store.close()
    errors = await ana.submit(form, {"order": "B2"})
    assert errors is not None
    assert next(iter(errors.values())).startswith("This was not recorded")


async def test_nothing_that_was_said_is_logged(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="slack_bolt")
    caplog.set_level(logging.DEBUG, logger="slack_sdk")
    _, card = await office.ask()
    await office.slack.as_user("ana").reply("my secret words", in_thread=card)
    await office.say(envelope({"type": "message", "text": "my secret words"}))
    await office.say({"type": "block_actions", "note": "my secret words"})
    assert "secret words" not in caplog.text
    assert QUIET.level == logging.CRITICAL


async def test_a_door_without_a_secret_does_not_open(office: Office) -> None:
    with pytest.raises(NoSigningSecret):
        Door(office.door._app, signing_secret="", clock=office.clock)


@pytest.mark.parametrize(
    "broken",
    [
        {"actions": [{"action_id": "approve", "value": "nonsense"}]},
        {"actions": [{"action_id": "approve", "value": "esc_unknown:1"}]},
        {"actions": [{"action_id": "approve", "value": "esc_0002:" + "9" * 30}]},
        {"actions": [{"action_id": "approve"}]},
        {"actions": [{"action_id": "never_heard_of", "value": "esc_0002:1"}]},
        {"actions": [{"action_id": "alternative_99", "value": "esc_0002:1"}]},
        {"actions": [{"action_id": "more", "selected_option": {"value": "junk"}}]},
    ],
)
async def test_a_button_with_a_bad_value_gets_a_sentence(
    office: Office, broken: dict[str, Any]
) -> None:
    escalation, card = await office.ask()
    press = {
        "type": "block_actions",
        "user": {"id": "U0ANA", "team_id": "T0SANDBOX"},
        "team": {"id": "T0SANDBOX"},
        "channel": {"id": card.channel},
        "container": {"message_ts": card.ts, "channel_id": card.channel},
        **broken,
    }
    answer = await office.say(press)
    assert answer.status_code == 200
    told = await office.whispers("ana")
    assert len(told) == 1
    assert told[0].endswith(".")
    assert (await office.now(escalation)).is_open


@pytest.mark.parametrize("type", ["block_actions", "view_submission", "shortcut", "nonsense"])
async def test_an_interaction_with_nothing_in_it_breaks_nothing(office: Office, type: str) -> None:
    assert (await office.say({"type": type})).status_code in {200, 503}


async def test_slack_events_in_an_oauth_environment_still_use_our_own_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "s")
    monkeypatch.setenv("HOME", str(tmp_path))
    async with an_office(tmp_path) as office:
        escalation, card = await office.ask()
        await office.slack.as_user("ana").click("approve", on=card)
        assert not (await office.now(escalation)).is_open


def envelope(event: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "type": "event_callback",
        "api_app_id": "A0HANDRAIL",
        "team_id": "T0SANDBOX",
        "event_id": "Ev1",
        "event_time": 1,
        "authorizations": [{"team_id": "T0SANDBOX", "user_id": "U0HANDRAIL", "is_bot": True}],
        "event": event,
        **changes,
    }
