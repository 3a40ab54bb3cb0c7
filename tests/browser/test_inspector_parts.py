"""What the inspector is made of: no token passes, faults are what was filled in, pages end."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.box import Box, a_box
from sandbox.errors import SandboxError
from sandbox.faults import KINDS
from sandbox.journal import Attempt
from sandbox.pages.inspector_entries import PAGE, Filter, newest, since
from sandbox.pages.inspector_faults import OFFERS, as_words, fault_from
from sandbox.pages.inspector_secrets import LONGEST, shown
from sandbox.settings import Settings

SETTINGS = Settings(bot_token="the bot's own", app_token="the app's own")
SECRETS = (
    "the bot's own",
    "the app's own",
    "sandbox-signing-secret",
    "sandbox-verification-token",
    "xoxb-1234-abcd",
    "xapp-1-A0-99",
    "exe_0123456789abcdefghij",
)


@given(before=st.text(), after=st.text(), secret=st.sampled_from(SECRETS), as_json=st.booleans())
def test_no_secret_is_shown_wherever_it_stands(
    before: str, after: str, secret: str, as_json: bool
) -> None:
    said = {"text": f"{before} {secret} {after}", "list": [{"deep": secret}]}
    payload = {"payload": json.dumps(said)} if as_json else said
    assert secret not in shown(payload, SETTINGS)


def test_a_token_is_hidden_by_its_name_and_in_an_address() -> None:
    said = {"token": "whatever", "url": "wss://127.0.0.1/link/?ticket=abc123&x=1"}
    seen = shown(said, SETTINGS)
    assert "whatever" not in seen
    assert "abc123" not in seen
    assert "x=1" in seen


def test_json_in_a_form_field_is_shown_as_json() -> None:
    assert '"type": "divider"' in shown({"blocks": '[{"type": "divider"}]'}, SETTINGS)


def test_what_is_endless_says_how_much_is_missing() -> None:
    seen = shown({"text": "x" * (LONGEST + 500)}, SETTINGS)
    assert len(seen) < LONGEST + 100
    assert "more characters" in seen


@pytest.mark.parametrize("kind", [offer.kind for offer in OFFERS])
def test_every_button_makes_its_fault(kind: str) -> None:
    fault = fault_from({"kind": kind, "times": "2", "seconds": "0.5", "retry_after": "7"})
    assert (fault.kind, fault.times, fault.seconds, fault.retry_after) == (kind, 2, 0.5, 7)
    assert kind in KINDS


def test_a_fault_strikes_only_what_it_names() -> None:
    down = fault_from({"kind": "down", "only": "chat.*", "times": ""})
    assert down.hits("down", "chat.update", "")
    assert not down.hits("down", "views.open", "")
    assert as_words(down) == "until cleared, only chat.*"
    twin = fault_from({"kind": "twin", "only": "message", "times": "3"})
    assert twin.hits("twin", "message", "")
    assert not twin.hits("twin", "app_home_opened", "")


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "explode"},
        {},
        {"kind": "down", "times": "0"},
        {"kind": "down", "times": "-1"},
        {"kind": "down", "times": "²"},
        {"kind": "slow", "seconds": "nan"},
        {"kind": "slow", "seconds": "1e9"},
        {"kind": "rate_limited", "retry_after": "soon"},
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(form: dict[str, str]) -> None:
    with pytest.raises(SandboxError):
        fault_from(form)


def a_busy_box(calls: int) -> Box:
    box = a_box()
    for number in range(calls):
        answer = {"ok": True} if number % 2 else {"ok": False, "error": "channel_not_found"}
        method = "chat.postMessage" if number % 3 else "views.open"
        box.journal.called(method, {"channel": "C0REFUNDS", "text": f"{number}"}, 200, answer)
    return box


def test_pages_of_the_past_meet_without_gaps() -> None:
    box = a_busy_box(2 * PAGE + 7)
    seen: list[int] = []
    before = 0
    while entries := newest(box, Filter(), before=before):
        seen += [entry.number for entry in entries]
        before = seen[-1]
    assert seen == list(range(2 * PAGE + 7, 0, -1))


def test_what_is_new_comes_in_order_and_once() -> None:
    box = a_busy_box(10)
    assert [entry.number for entry in since(box, Filter(), 7)] == [8, 9, 10]
    assert since(box, Filter(), 10) == []


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        (Filter(name="chat.*"), {"chat.postMessage"}),
        (Filter(name="views"), {"views.open"}),
        (Filter(name="nothing"), set()),
        (Filter(side="events"), set()),
        (Filter(side="calls"), {"chat.postMessage", "views.open"}),
    ],
)
def test_a_filter_lets_through_what_it_names(filter: Filter, expected: set[str]) -> None:
    assert {entry.name for entry in newest(a_busy_box(12), filter)} == expected


@pytest.mark.parametrize(
    ("transport", "reason", "verdict"),
    [
        ("http", "", "ok"),
        ("socket", "", "ok"),
        ("http", "connection_failed", "connection failed"),
        ("lost", "http_timeout", "lost on its way"),
    ],
)
def test_a_delivery_says_how_it_went(transport: str, reason: str, verdict: str) -> None:
    box = a_box()
    box.journal.sent(
        Attempt(
            at=box.clock.now(),
            kind="events_api",
            name="message",
            body={"event": {"type": "message", "text": "Hello\nyou", "user": "U0ANA"}},
            attempt=1,
            transport=transport,
            status=200,
            answer="",
            reason=reason,
        )
    )
    (entry,) = newest(box, Filter())
    assert (entry.verdict, entry.went_well) == (verdict, not reason)
    assert (entry.side, entry.gist, entry.retry) == ("events", "ana · Hello", 1)


def test_a_filter_by_outcome_splits_all_in_two() -> None:
    box = a_busy_box(12)
    good, bad = newest(box, Filter(outcome="ok")), newest(box, Filter(outcome="bad"))
    assert len(good) + len(bad) == 12
    assert {entry.verdict for entry in good} == {"ok"}
    assert {entry.verdict for entry in bad} == {"channel_not_found"}
