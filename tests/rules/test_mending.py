"""Whatever happens to a conversation, its clocks fit to whose turn it is; so the auditor is right
when it says that they do not.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.rules.approvers import actor_of
from bot.rules.climbing import climb, climb_without
from bot.rules.clock import ClockKind
from bot.rules.escalation import Escalation
from bot.rules.mending import TOLERANCE, is_amiss, lacks_card, mended
from bot.rules.on_time import at
from bot.rules.policy import Priority, Verdict
from bot.rules.reapplying import reapplied
from bot.rules.waiting import goes_on, no_reply_needed, waits_elsewhere
from tests.calendars import a_calendar
from tests.makers import ANA, BEN, NINE, a_judgement, a_queue, a_refund, an_escalation

LADDER = (
    {"after": 60.0, "notify": [{"user": "U0MIA"}]},
    {"after": 600.0, "notify": [{"user": "U0BEN"}]},
)
SLA = {"claim": 600.0, "first_reply": 900.0, "next_reply": 1800.0, "resolution": 7200.0}
OTHER = a_queue(name="other", sla={"next_reply": 60.0, "resolution": 600.0}, hours=a_calendar())
PAUSING = a_queue(sla=SLA, third_party_pauses=True, ladder=LADDER)
Deed = Callable[[Escalation, datetime], Escalation]
DEEDS: dict[str, Deed] = {
    "claim": lambda case, now: case.claim(actor_of(ANA), now),
    "take over": lambda case, now: case.take_over(actor_of(BEN), now, since="1.0"),
    "let go": lambda case, now: case.release(now),
    "the customer writes": lambda case, now: case.customer_wrote(now),
    "an answer arrives": lambda case, now: case.replied(now, now),
    "an older answer arrives": lambda case, now: case.replied(now - timedelta(minutes=5), now),
    "words crossed": lambda case, now: case.replied(
        now - timedelta(minutes=5), now, wrote_since=now - timedelta(minutes=2)
    ),
    "pass on": lambda case, now: case.transfer(OTHER, now),
    "hand back": lambda case, now: case.hand_back(actor_of(ANA), now),
    "somebody outside has to act": lambda case, now: waits_elsewhere(case, actor_of(BEN), now),
    "whoever outside had to act has acted": lambda case, now: goes_on(case, actor_of(BEN), now),
    "a step is taken": lambda case, now: climb(case, now, frozenset()).escalation,
    "a step reaches nobody": lambda case, now: climb_without(case, "user:U0MIA", now).escalation,
    "time passes": lambda case, now: at(case, now).escalation,
    "more urgent": lambda case, now: case.with_priority(Priority.URGENT, now),
    "words are a claim": lambda case, now: case.replied(now, now, by=actor_of(ANA)),
    "a thank-you": lambda case, now: no_reply_needed(case, actor_of(BEN), now),
    "other promises": lambda case, now: reapplied(case, PAUSING, now),
    "asked again": lambda case, now: case.reopen(now),
}


@given(
    deeds=st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(1, 5_000)), max_size=12),
    pauses=st.booleans(),
)
def test_whatever_people_do_nothing_is_amiss(
    deeds: Sequence[tuple[str, int]], *, pauses: bool
) -> None:
    now = NINE
    queue = a_queue(sla=SLA, timeout=864_000.0, third_party_pauses=pauses, ladder=LADDER)
    case = an_escalation(a_refund(), a_judgement(queue, verdict=Verdict.HANDOFF))
    for name, seconds in deeds:
        now += timedelta(seconds=seconds)
        with suppress(Refused):
            case = DEEDS[name](case, now)
        assert not case.is_open or mended(case, now) is case


def test_what_is_mended_is_not_mended_again() -> None:
    case = an_escalation(a_refund(), a_judgement(a_queue(sla=SLA), verdict=Verdict.HANDOFF))
    answered = case.replied(NINE, NINE)
    spoilt = replace(answered, timing=replace(case.timing, ball=answered.timing.ball))
    again = mended(spoilt, NINE)
    assert again is not spoilt
    assert mended(again, NINE) is again


@pytest.mark.parametrize("kind", [ClockKind.FIRST_REPLY, ClockKind.NEXT_REPLY])
def test_an_answer_that_is_owed_has_its_clock_although_that_was_lost(kind: ClockKind) -> None:
    case = an_escalation(a_refund(), a_judgement(a_queue(sla=SLA), verdict=Verdict.HANDOFF))
    if kind is ClockKind.NEXT_REPLY:
        case = case.replied(NINE, NINE).customer_wrote(NINE + timedelta(minutes=1))
    before = case.timing.latest(kind)
    assert before is not None
    kept = tuple(each for each in case.timing.clocks if each is not before)
    lost = replace(case, timing=replace(case.timing, clocks=kept))
    again = mended(lost, NINE + timedelta(minutes=2)).timing.latest(kind)
    assert (again and again.due_at, again and again.is_owed) == (before.due_at, True)


def test_the_time_to_settle_a_case_that_was_lost_stands_still_since_they_were_answered() -> None:
    """F67: an escalation pauses or is lost."""
    case = an_escalation(a_refund(), a_judgement(a_queue(sla=SLA), verdict=Verdict.HANDOFF))
    answered_at = NINE + timedelta(minutes=10)
    answered = case.replied(answered_at, answered_at)
    days_later = NINE + timedelta(days=2)
    for right in (case, answered):
        clocks = (each for each in right.timing.clocks if each.kind is not ClockKind.RESOLUTION)
        lost = replace(right, timing=replace(right.timing, clocks=tuple(clocks)))
        at = NINE if right is case else days_later
        again = mended(lost, at).timing
        assert again.latest(ClockKind.RESOLUTION) == right.timing.latest(ClockKind.RESOLUTION)


def test_a_clock_that_was_never_promised_is_not_missed() -> None:
    """As after another promise was put on what was open."""
    case = an_escalation(a_refund(), a_judgement(a_queue(), verdict=Verdict.HANDOFF))
    assert (
        mended(reapplied(case, a_queue(sla=SLA), NINE), NINE).timing.latest(ClockKind.FIRST_REPLY)
        is None
    )


def test_a_card_may_take_five_minutes() -> None:
    case = an_escalation()
    assert not lacks_card(case, NINE + TOLERANCE)
    assert is_amiss(case, NINE + TOLERANCE + timedelta(seconds=1))
