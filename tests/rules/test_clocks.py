"""The clocks of a case: the table, walked; and the stories that it is there for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.approvers import TIMEOUT, Actor, actor_of
from bot.rules.clock import Clock, ClockKind, ClockStatus
from bot.rules.clocks import (
    TABLE,
    Ball,
    Event,
    Terms,
    Timing,
    customer_wrote,
    happened,
    opened,
    reopened,
    replanned,
    replied,
)
from bot.rules.deciding import after_choice
from bot.rules.decision import Approve
from bot.rules.escalation import Escalation
from bot.rules.expiring import after_silence
from bot.rules.phases import phases
from bot.rules.policy import OnTimeout, Priority, Stakes, Verdict
from bot.rules.status import Kind, Status
from tests.calendars import a_calendar
from tests.makers import ANA, BEN, NINE, a_judgement, a_queue, a_refund, an_escalation

SLA = {
    "claim": 600.0,
    "first_reply": 900.0,
    "next_reply": 1800.0,
    "decision": 1200.0,
    "resolution": 7200.0,
}
TERMS = Terms(targets={"notify": 30.0, **SLA})
ANA_ACTS = actor_of(ANA)


def after(**by: float) -> datetime:
    return NINE + timedelta(**by)


def a_handoff(**changes: object) -> Escalation:
    queue = a_queue(sla=SLA, timeout=86_400.0)
    return an_escalation(a_refund(), a_judgement(queue, verdict=Verdict.HANDOFF, **changes))


def an_approval(**changes: object) -> Escalation:
    return an_escalation(a_refund(), a_judgement(a_queue(sla=SLA), **changes))


def the(case: Escalation | Timing, kind: str) -> Clock:
    clock = (case if isinstance(case, Timing) else case.timing).latest(ClockKind(kind))
    assert clock is not None, f"there is no {kind} clock"
    return clock


def statuses(case: Escalation | Timing) -> dict[str, str]:
    timing = case if isinstance(case, Timing) else case.timing
    return {str(each.kind): str(each.status) for each in timing.clocks}


RUNS = dict.fromkeys(ClockKind, ClockStatus.RUNNING)
MET, OFF, STILL = "met", "cancelled", "running"
LAW = {
    # what happens:              notify claim first next decision resolution, ball
    Event.POSTED: (MET, STILL, STILL, STILL, STILL, STILL, None),
    Event.CLAIMED: (STILL, MET, STILL, STILL, STILL, STILL, None),
    Event.TAKEN_OVER: (STILL, MET, STILL, STILL, OFF, STILL, None),
    Event.REPLIED: (STILL, MET, MET, MET, STILL, "paused", Ball.CUSTOMER),
    Event.CUSTOMER_WROTE: (STILL, STILL, STILL, STILL, STILL, STILL, Ball.TEAM),
    Event.NO_REPLY_NEEDED: (STILL, STILL, STILL, "dismissed", STILL, "paused", Ball.CUSTOMER),
    Event.WAITING_ELSEWHERE: (STILL,) * 6 + (Ball.THIRD_PARTY,),
    Event.ELSEWHERE_DONE: (STILL,) * 6 + (Ball.TEAM,),
    Event.RELEASED: (STILL,) * 6 + (None,),
    Event.ASSIGNED: (STILL,) * 6 + (None,),
    Event.TRANSFERRED: (STILL,) * 6 + (None,),
    Event.DECIDED: (STILL, MET, STILL, STILL, MET, MET, None),
    Event.ENDED: (STILL, OFF, OFF, OFF, OFF, MET, None),
    Event.EXPIRED: (STILL, OFF, "breached", OFF, "breached", OFF, None),
    Event.CALLED_OFF: (STILL, OFF, OFF, OFF, OFF, OFF, None),
    Event.REOPENED: (STILL,) * 6 + (Ball.TEAM,),
    Event.ASKED: (STILL,) * 6 + (Ball.TEAM,),
    Event.HANDED_OFF: (STILL,) * 6 + (Ball.TEAM,),
}
KINDS = ("notify", "claim", "first_reply", "next_reply", "decision", "resolution")


@pytest.mark.parametrize("event", list(Event))
def test_each_event_does_to_each_clock_what_the_law_says(event: Event) -> None:
    """F49: nothing but people's public acts and decisions satisfies what people promised."""
    all_of_them = opened(Event.ASKED, NINE, TERMS)
    all_of_them = happened(all_of_them, Event.HANDED_OFF, NINE, TERMS)
    answered = replace(all_of_them, answered_at=NINE, unanswered=None)
    all_of_them = customer_wrote(answered, NINE, TERMS)
    assert set(statuses(all_of_them)) == set(KINDS)

    done = happened(replace(all_of_them, ball=Ball.THIRD_PARTY), event, after(seconds=20), TERMS)
    *wanted, ball = LAW[event]
    assert statuses(done) == dict(zip(KINDS, wanted, strict=True))
    assert done.ball is (ball or Ball.THIRD_PARTY)
    again = happened(done, event, after(seconds=20), TERMS)
    assert again.clocks == done.clocks, "the same event again changes nothing"


def test_the_table_has_a_row_for_every_event() -> None:
    assert set(TABLE) == set(Event) == set(LAW)


def test_clocks_run_from_the_commit_and_only_those_that_are_promised() -> None:
    """F50: clock not started at handoff."""
    assert statuses(a_handoff()) == dict.fromkeys(
        ("notify", "claim", "first_reply", "resolution"), STILL
    )
    assert statuses(an_approval()) == dict.fromkeys(
        ("notify", "claim", "decision", "resolution"), STILL
    )
    assert statuses(an_escalation()) == {"notify": STILL}
    assert the(a_handoff(), "first_reply").due_at == after(minutes=15)


def test_high_stakes_are_decided_by_the_wall_clock_and_others_when_the_team_is_there() -> None:
    office = a_calendar()
    saturday = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    queue = a_queue(sla=SLA, hours=office)
    for stakes, due_at in (
        (Stakes.HIGH, saturday + timedelta(minutes=20)),
        (Stakes.NORMAL, datetime(2026, 11, 23, 8, 20, tzinfo=UTC)),
    ):
        promise = an_escalation(judgement=a_judgement(queue)).promise
        timing = opened(Event.ASKED, saturday, promise.terms(Priority.NORMAL, stakes))
        assert the(timing, "decision").due_at == due_at


def test_a_decision_satisfies_what_was_promised_of_it() -> None:
    decided = after_choice(an_approval(), Approve(), ANA_ACTS, after(minutes=20), seen=1)
    assert statuses(decided) == {
        "notify": STILL,
        "claim": "breached",  # ten minutes were promised
        "decision": MET,
        "resolution": MET,
    }
    assert decided.timing.answered_at == after(minutes=20)


def test_silence_is_no_answer_even_where_it_approves() -> None:
    """F49: a bot or the system never satisfies."""
    approval = an_approval(on_timeout=OnTimeout.APPROVE, stakes=Stakes.LOW)
    approved = after_silence(approval, approval.expires_at + timedelta(days=3))
    assert approved.decision is not None
    assert the(approved, "decision").status is ClockStatus.BREACHED
    assert the(approved, "decision").breached_at == after(minutes=20)
    assert approved.timing.answered_at is None


def test_who_is_answered_in_time_is_and_the_next_answer_is_owed_from_their_next_words() -> None:
    case = a_handoff().take_over(ANA_ACTS, after(minutes=5), since="1.0")
    assert the(case, "first_reply").status is ClockStatus.RUNNING, "taking over is no answer"
    case = case.replied(after(minutes=6), after(minutes=7))
    assert the(case, "first_reply").satisfied_at == after(minutes=7), "counted when it arrived"
    assert statuses(case)["resolution"] == "paused"
    assert "next_reply" not in statuses(case)

    for minute in (20, 21, 22, 23, 24):  # five messages in a row are one wait, from the first
        case = case.customer_wrote(after(minutes=minute))
    assert (the(case, "next_reply").started_at, the(case, "next_reply").number) == (
        after(minutes=20),
        1,
    )
    assert (case.timing.ball, statuses(case)["resolution"]) == (Ball.TEAM, STILL)
    case = case.replied(after(minutes=40), after(minutes=41))
    assert the(case, "next_reply").status is ClockStatus.MET

    case = case.customer_wrote(after(minutes=50))
    assert the(case, "next_reply").number == 2
    assert the(case, "resolution").due_at == after(hours=2, minutes=13 + 9)


def test_no_next_reply_is_owed_before_the_first_was_given() -> None:
    """F53: update clock overrules first response."""
    case = a_handoff().customer_wrote(after(minutes=1))
    assert "next_reply" not in statuses(case)
    assert the(case, "first_reply").due_at == after(minutes=15)


def test_an_answer_on_its_way_does_not_answer_what_was_written_after_it() -> None:
    first = a_handoff().replied(after(minutes=1), after(minutes=1))
    asked = first.customer_wrote(after(minutes=10))
    late = asked.replied(after(minutes=9), after(minutes=11), wrote_since=after(minutes=10))
    assert the(late, "next_reply").status is ClockStatus.RUNNING
    assert late.timing.ball is Ball.TEAM
    assert the(late, "resolution").status is ClockStatus.RUNNING


def test_words_while_the_first_answer_is_on_its_way_are_owed_a_next_one_from_then() -> None:
    case = a_handoff().replied(after(minutes=5), after(minutes=9), wrote_since=after(minutes=7))
    assert statuses(case)["first_reply"] == MET
    assert the(case, "next_reply").started_at == after(minutes=7)


def test_words_and_an_answer_of_the_same_moment_are_answered() -> None:
    first = a_handoff().replied(after(minutes=1), after(minutes=1))
    asked = first.customer_wrote(after(minutes=10))
    answered = asked.replied(after(minutes=10), after(minutes=10))
    assert the(answered, "next_reply").status is ClockStatus.MET


def test_an_older_answer_that_arrives_after_a_later_one_changes_nothing() -> None:
    case = a_handoff().replied(after(minutes=8), after(minutes=8))
    assert case.replied(after(minutes=2), after(minutes=9), wrote_since=after(minutes=5)) is case


def test_reply_and_close_in_one_go_is_a_reply_first() -> None:
    """F54: escalates though answered; the receipt comes when it is closed already."""
    closed = a_handoff().resolve(ANA_ACTS, after(minutes=10))
    assert the(closed, "first_reply").why == "no_response"
    assert statuses(closed)["resolution"] == MET
    received = closed.replied(after(minutes=10), after(minutes=10, seconds=3))
    assert the(received, "first_reply").status is ClockStatus.MET
    unrelated = closed.replied(after(minutes=11), after(minutes=11))
    assert the(unrelated, "first_reply").why == "no_response", "reported, not hidden"


def test_resolved_exactly_when_it_was_due_is_in_time() -> None:
    assert the(a_handoff().resolve(ANA_ACTS, after(hours=2)), "resolution").status == MET
    late = a_handoff().resolve(ANA_ACTS, after(hours=2, microseconds=1))
    assert the(late, "resolution").status == "breached"


def test_nothing_runs_on_in_what_is_closed() -> None:
    """F52: counts after resolve."""
    for closed in (
        a_handoff().resolve(ANA_ACTS, after(minutes=1)),
        a_handoff().cancel(ANA_ACTS, after(minutes=1)),
        a_handoff().supersede(after(minutes=1)),
        after_silence(a_handoff(), after(days=1)),
    ):
        owed = [each.kind for each in closed.timing.clocks if each.is_owed]
        assert owed == [ClockKind.NOTIFY], "the card is still owed, and nothing else"
        month = closed.customer_wrote(after(days=30)) if closed.is_open else closed
        assert month is closed


def test_asked_for_again_counts_from_the_new_words_and_not_from_the_old() -> None:
    """F51: reopen inflates the first response time."""
    closed = a_handoff().replied(after(minutes=4), after(minutes=5))
    closed = closed.resolve(ANA_ACTS, after(minutes=30))
    friday = after(days=4, hours=5)
    again = closed.reopen(friday)
    assert statuses(again)["first_reply"] == MET
    assert (the(again, "next_reply").started_at, statuses(again)["resolution"]) == (friday, STILL)
    assert the(again, "resolution").due_at == friday + timedelta(hours=2, minutes=-5)
    answered = again.replied(friday + timedelta(minutes=9), friday + timedelta(minutes=10))
    assert the(answered, "next_reply").satisfied_at == friday + timedelta(minutes=10)


def test_asked_for_again_whoever_had_it_is_named_and_what_is_timed_begins_anew() -> None:
    """F51: reopen inflates the first response time."""
    first = a_handoff().replied(after(minutes=4), after(minutes=5), by=ANA_ACTS)
    closed = first.resolve(ANA_ACTS, after(minutes=30))
    friday = after(days=4, hours=5)
    again = closed.reopen(friday)
    assert (again.status, again.assignee, again.reopened) == (Status.PENDING, ANA_ACTS, 1)
    assert [each.name for each in phases(again)] == ["created"]
    answered = again.replied(
        friday + timedelta(minutes=9), friday + timedelta(minutes=10), by=actor_of(BEN)
    )
    assert (answered.status, answered.assignee) == (Status.CLAIMED, actor_of(BEN))
    assert {each.name: each.wall for each in phases(answered)} == {
        "created": 0.0,
        "claimed": 540.0,
        "answered": 540.0,
        "delivered": 600.0,
    }


def test_words_from_before_it_was_asked_for_again_claim_nothing() -> None:
    closed = a_handoff().resolve(ANA_ACTS, after(minutes=30))
    again = closed.reopen(after(hours=1))
    late = again.replied(after(minutes=29), after(hours=1, minutes=1), by=actor_of(BEN))
    assert late.status is Status.PENDING


def test_who_asked_for_it_claims_nothing_by_words_nor_does_anybody_after_its_end() -> None:
    case = replace(a_handoff(), requester="U0ANA")
    assert case.replied(after(minutes=1), after(minutes=2), by=ANA_ACTS).status is Status.PENDING
    over = case.expires_at
    assert case.replied(over, over, by=actor_of(BEN)).status is Status.PENDING


def test_ten_people_one_after_another_are_no_new_time() -> None:
    case = a_handoff()
    for number in range(10):
        who = ANA_ACTS if number % 2 else actor_of(BEN)
        case = case.assign(who, after(minutes=number))
    assert case.timing.clocks == a_handoff().timing.clocks


def test_another_team_takes_over_what_is_left_by_its_own_promises() -> None:
    """F59: what was met stays met; a team that promises nothing owes nothing."""
    claimed = a_handoff().claim(ANA_ACTS, after(minutes=5))
    quick = a_queue(name="quick", sla={"claim": 60.0, "first_reply": 420.0, "resolution": 7200.0})
    moved = claimed.transfer(quick, after(minutes=6))
    assert statuses(moved)["claim"] == MET
    assert the(moved, "first_reply").due_at == after(minutes=7)
    silent = claimed.transfer(a_queue(name="silent"), after(minutes=6))
    assert the(silent, "first_reply").why == "not_promised"


def test_a_new_promise_touches_only_what_is_owed() -> None:
    """F59: priority raised after the first reply was met: still met."""
    timing = a_handoff().replied(after(minutes=1), after(minutes=2)).timing
    urgent = replace(TERMS, targets={**TERMS.targets, "first_reply": 10.0, "resolution": 60.0})
    raised = replanned(timing, after(minutes=30), TERMS, urgent)
    assert statuses(raised)["first_reply"] == MET
    assert (the(raised, "resolution").status, the(raised, "resolution").target) == ("paused", 60.0)


def test_what_nobody_decided_becomes_urgent_and_is_owed_by_the_targets_of_that() -> None:
    queue = a_queue(sla={"decision": {"urgent": 2400.0, "normal": 7200.0}})
    case = an_escalation(judgement=a_judgement(queue, on_timeout=OnTimeout.ESCALATE))
    assert the(case, "decision").due_at == after(hours=2)
    urgent = after_silence(case, case.expires_at)
    assert (urgent.priority, urgent.version) == (Priority.URGENT, case.version + 1)
    assert the(urgent, "decision").due_at == after(minutes=40)


def test_a_person_who_takes_over_a_proposal_owes_an_answer_instead_of_a_decision() -> None:
    case = an_approval().take_over(ANA_ACTS, after(minutes=3), since="1.0")
    assert case.kind is Kind.APPROVAL
    assert the(case, "decision").why == "taken_over"
    assert the(case, "first_reply").started_at == after(minutes=3)


def test_a_conversation_of_years_keeps_its_last_clocks_and_their_numbers() -> None:
    timing = opened(Event.HANDED_OFF, NINE, TERMS)
    for number in range(60):
        timing = replied(timing, after(hours=number), after(hours=number), TERMS)
        timing = customer_wrote(timing, after(hours=number, minutes=30), TERMS)
    assert len(timing.clocks) < 30
    assert the(timing, "next_reply").number == 60


def test_time_out_is_the_clocks_own_and_a_persons_end_is_not() -> None:
    person = Actor(type="human", id="slack:T/U", name="U")
    live = a_handoff().take_over(person, NINE, since="1.0")
    assert statuses(live.hand_back(person, after(minutes=1)))["resolution"] == MET
    assert statuses(live.hand_back(TIMEOUT, after(minutes=1)))["resolution"] == OFF


def test_asked_again_though_nobody_had_answered_the_first_time() -> None:
    again = reopened(opened(Event.HANDED_OFF, NINE, TERMS), after(hours=1), TERMS)
    assert the(again, "next_reply").started_at == after(hours=1)
