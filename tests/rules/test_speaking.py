"""Whose words reach the customer."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.approvers import Person, Standing, actor_of
from bot.rules.escalation import Escalation
from bot.rules.press import ThreadMessage
from bot.rules.speaking import Audience, audience_of, told_instead
from tests.makers import ANA, BEN, NINE, SAM, an_escalation

LIVE_SINCE = "1763280000.000200"
EARLIER, AT_ONCE, LATER = "1763279999.999999", LIVE_SINCE, "1763280001.000000"
STANDINGS = [each for each in Standing if each is not Standing.MEMBER]


def live(**changes: object) -> Escalation:
    taken = an_escalation().take_over(actor_of(ANA), NINE, since=LIVE_SINCE)
    return replace(taken, **changes)  # type: ignore[arg-type]


def words(text: str = "Hello", **changes: object) -> ThreadMessage:
    message = ThreadMessage(
        team="T0SANDBOX",
        channel="C0REFUNDS",
        root_ts="1.0",
        ts=LATER,
        user="U0ANA",
        kind="message",
        text=text,
        key_event="e",
        key_natural="n",
    )
    return replace(message, **changes)  # type: ignore[arg-type]


def test_the_live_owners_words_go_to_the_customer() -> None:
    assert audience_of(live(), words(), ANA) is Audience.CUSTOMER
    assert audience_of(live(), words(ts=AT_ONCE), ANA) is Audience.CUSTOMER


@pytest.mark.parametrize(
    ("escalation", "message", "person"),
    [
        (live(), words(), BEN),
        (live(), words(), SAM),
        (live(), words(ts=EARLIER), ANA),
        (live(), words(is_note=True), ANA),
        (live(), words(ts="not a time"), ANA),
        (live().release(NINE), words(), ANA),
        (live().hand_back(actor_of(ANA), NINE), words(), ANA),
        (an_escalation(), words(), ANA),
        (an_escalation().claim(actor_of(ANA), NINE), words(), ANA),
        (live(), words(), replace(ANA, team="T0OTHER")),
        *((live(), words(), replace(ANA, standing=standing)) for standing in STANDINGS),
    ],
)
def test_everything_else_stays_inside(
    escalation: Escalation, message: ThreadMessage, person: Person
) -> None:
    """F6: an internal remark reaches the customer. F10: misattribution."""
    assert audience_of(escalation, message, person) is Audience.THREAD


@pytest.mark.parametrize("standing", STANDINGS)
def test_an_owner_whom_slack_does_not_know_as_a_member_is_told(standing: Standing) -> None:
    """F10: unmapped, guest, deactivated and other people's words are refused with a sentence."""
    assert "not sent" in told_instead(live(), words(), replace(ANA, standing=standing))


def test_whoever_wrote_too_late_is_told() -> None:
    closed = live().hand_back(actor_of(ANA), NINE)
    assert "handed back before" in told_instead(closed, words(), ANA)
    assert told_instead(closed, words(), BEN) == ""


@settings(max_examples=1_000)
@given(
    text=st.text(),
    user=st.sampled_from([BEN, SAM, replace(SAM, user="U0ANA2"), replace(ANA, user="u0ana")]),
    ts=st.sampled_from([EARLIER, AT_ONCE, LATER]),
)
def test_no_words_of_anybody_else_are_for_the_customer(text: str, user: Person, ts: str) -> None:
    """F6"""
    assert audience_of(live(), words(text, ts=ts), user) is Audience.THREAD
