"""Whatever happens to a conversation, its clocks fit to whose turn it is; so the auditor is right
when it says that they do not.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.rules.approvers import actor_of
from bot.rules.escalation import Escalation
from bot.rules.mending import TOLERANCE, is_amiss, lacks_card, mended
from bot.rules.policy import Verdict
from bot.rules.reapplying import reapplied
from bot.rules.waiting import no_reply_needed, waits_elsewhere
from tests.calendars import a_calendar
from tests.makers import ANA, BEN, NINE, a_judgement, a_queue, a_refund, an_escalation

SLA = {"claim": 600.0, "first_reply": 900.0, "next_reply": 1800.0, "resolution": 7200.0}
OTHER = a_queue(name="other", sla={"next_reply": 60.0, "resolution": 600.0}, hours=a_calendar())
PAUSING = a_queue(sla=SLA, third_party_pauses=True)
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
    queue = a_queue(sla=SLA, timeout=864_000.0, third_party_pauses=pauses)
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


def test_a_card_may_take_five_minutes() -> None:
    case = an_escalation()
    assert not lacks_card(case, NINE + TOLERANCE)
    assert is_amiss(case, NINE + TOLERANCE + timedelta(seconds=1))
