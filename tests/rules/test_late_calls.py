"""What was said to be late, and is not: who waits to be told hears nothing, who was told hears so."""

from dataclasses import replace
from datetime import timedelta

from bot.rules.approvers import actor_of
from bot.rules.calling import Call
from bot.rules.calls import reminder, taken_back
from bot.rules.clock import ClockStatus
from bot.rules.delivery import Delivery, DeliveryKind, DeliveryState
from bot.rules.escalation import Escalation, Thread
from bot.rules.on_time import at
from bot.rules.owing import note
from bot.rules.policy import Verdict
from tests.makers import ANA, NINE, a_delivery, a_judgement, a_queue, a_refund, an_escalation

SLA = {"first_reply": 900.0, "resolution": 960.0}
QUARTER_PAST = NINE + timedelta(minutes=15, microseconds=1)
THREAD = Thread(team="T0", channel="C0REFUNDS", root_ts="1.0")


def late(sla: dict[str, float] | None = None) -> tuple[Escalation, Call]:
    """Ana is live, has answered, and no receipt has come; her colleagues are to be told."""
    judgement = a_judgement(a_queue(sla=sla or SLA), verdict=Verdict.HANDOFF)
    case = an_escalation(a_refund(), judgement, thread=THREAD)
    live = case.take_over(actor_of(ANA), NINE, since="1.0")
    passed = at(live, QUARTER_PAST)
    owed = reminder(passed.escalation, passed.told)
    return passed.escalation, Call(urgency=1, at=NINE, owed=owed, is_for_anybody=False)


def hung(call: Call) -> Delivery:
    return a_delivery(
        DeliveryKind.NOTE,
        state=DeliveryState.SENT,
        result_ts="7.0",
        payload=call.owed.payload,
    )


def test_a_call_that_waits_is_no_news_once_what_was_late_was_done() -> None:
    case, call = late()
    assert call.is_news(case)
    answered = case.replied(NINE, QUARTER_PAST)
    assert not call.is_news(answered)
    also = call.and_also(replace(call, owed=reminder(case, case.timing.clocks[-1:])))
    assert also.owed.payload["late"] == ["first_reply.1"]


def test_the_post_that_told_of_it_is_corrected_and_still_says_what_is_late() -> None:
    """F61: late-processed reply flagged breached."""
    case, call = late({"first_reply": 900.0, "resolution": 900.0})
    answered = case.replied(NINE, NINE + timedelta(minutes=1))
    clocks = [each for each in answered.timing.clocks if each.status is ClockStatus.MET]
    [corrected] = taken_back(answered, clocks[-1:], [hung(call)])
    assert corrected.kind is DeliveryKind.CORRECTION
    assert corrected.payload == {
        "channel": "C0REFUNDS",
        "ts": "7.0",
        "title": "It was not late after all: the answer had reached the customer in time. "
        "This was not settled in time.",
    }


def test_where_no_post_told_of_it_one_says_that_it_was_in_time() -> None:
    case, _ = late()
    answered = case.replied(NINE, NINE + timedelta(minutes=1))
    clocks = [each for each in answered.timing.clocks if each.status is ClockStatus.MET]
    other = hung(Call(urgency=1, at=NINE, owed=note(case, "Hello."), is_for_anybody=False))
    [said] = taken_back(answered, clocks[-1:], [other])
    assert (said.kind, said.payload["title"][:15]) == (DeliveryKind.NOTE, "It was not late")
