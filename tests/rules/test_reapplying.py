"""Promises that change while something is open: from then on, and never backwards."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.rules.approvers import actor_of
from bot.rules.clock import Clock, ClockKind, ClockStatus
from bot.rules.escalation import Escalation
from bot.rules.on_time import at as passed
from bot.rules.policy import FhrStart, Queue, Verdict
from bot.rules.reapplying import following, reapplied
from bot.rules.transcript import LONGEST_WAIT, waits_since
from bot.rules.turn import Message
from bot.rules.waiting import waits_elsewhere
from tests.calendars import a_calendar
from tests.makers import AGENT, ANA, NINE, a_judgement, a_queue, a_turn, an_escalation

SLA = {"claim": 600.0, "first_reply": 3600.0}
OFFICE = a_calendar("UTC")


def promising(**changes: Any) -> Queue:
    return a_queue(**{"sla": SLA, "timeout": 864_000.0, **changes})


def a_case(queue: Queue, *messages: Message) -> Escalation:
    turn = a_turn(messages=messages)
    return an_escalation(turn, a_judgement(queue, verdict=Verdict.HANDOFF))


def the(case: Escalation, kind: str) -> Clock:
    clock = case.timing.latest(ClockKind(kind))
    assert clock is not None
    return clock


def wrote(minutes_ago: float | None, role: Any = "customer") -> Message:
    at = None if minutes_ago is None else NINE - timedelta(minutes=minutes_ago)
    return Message(role=role, text="words", at=at)


@pytest.mark.parametrize(
    ("messages", "ago"),
    [
        ((), 0),
        ((wrote(None),), 0),
        ((wrote(7),), 7),
        ((wrote(9), wrote(4), wrote(1)), 9),
        ((wrote(9), wrote(4, "agent"), wrote(1)), 1),
        ((wrote(9), wrote(4, "tool"), wrote(1)), 9),
        ((wrote(9), wrote(4, "human")), 0),
        ((wrote(-5),), 0),
        ((wrote(99_999_999),), LONGEST_WAIT.total_seconds() / 60),
    ],
)
def test_a_customer_waits_since_the_oldest_words_that_nobody_has_answered(
    messages: tuple[Message, ...], ago: float
) -> None:
    assert waits_since(a_turn(messages=messages), NINE) == NINE - timedelta(minutes=ago)


def test_a_first_reply_is_owed_since_people_were_asked_unless_the_policy_says_otherwise() -> None:
    from_handoff = a_case(promising(), wrote(20))
    from_customer = a_case(promising(fhr_start=FhrStart.FROM_CUSTOMER), wrote(20))
    assert the(from_handoff, "first_reply").due_at == NINE + timedelta(minutes=60)
    assert the(from_customer, "first_reply").due_at == NINE + timedelta(minutes=40)
    assert the(from_customer, "claim").started_at == NINE


def test_who_has_waited_too_long_already_is_late_when_people_are_asked() -> None:
    case = a_case(promising(fhr_start=FhrStart.FROM_CUSTOMER, remind_at=(0.5,)), wrote(90))
    seen = passed(case, NINE)
    assert [each.kind for each in seen.broken] == [ClockKind.FIRST_REPLY]
    assert the(seen.escalation, "first_reply").breached_at == NINE - timedelta(minutes=30)


def test_shares_that_were_over_before_people_were_asked_are_told_to_nobody() -> None:
    queue = promising(fhr_start=FhrStart.FROM_CUSTOMER, remind_at=(0.5, 0.75, 0.9), sla=SLA)
    case = a_case(queue, wrote(40))
    assert [each.kind for each in passed(case, NINE).told] == []
    assert the(case, "first_reply").remind_at == NINE + timedelta(minutes=5)


def test_another_target_takes_what_was_left_of_the_old_one_from_now_on() -> None:
    case, later = a_case(promising()), NINE + timedelta(minutes=5)
    now_is = reapplied(case, promising(sla={"claim": 1200.0, "first_reply": 240.0}), later)
    assert the(now_is, "claim").due_at == NINE + timedelta(minutes=20)
    assert the(now_is, "first_reply").due_at == later
    assert now_is.version == case.version + 1
    assert now_is.expires_at == case.expires_at


def test_what_was_broken_or_is_promised_no_more_stays_and_goes() -> None:
    case = passed(a_case(promising()), NINE + timedelta(minutes=11)).escalation
    now_is = reapplied(case, promising(sla={"claim": 7200.0}), NINE + timedelta(minutes=12))
    assert the(now_is, "claim") == the(case, "claim")
    assert the(now_is, "first_reply").status is ClockStatus.CANCELLED
    assert the(now_is, "first_reply").why == "not_promised"


def test_the_same_promise_again_changes_nothing() -> None:
    case, later = a_case(promising()), NINE + timedelta(minutes=5)
    changed = reapplied(case, promising(sla={"claim": 1200.0}), later)
    assert reapplied(case, promising(), later) is case
    assert reapplied(changed, promising(sla={"claim": 1200.0}), later) is changed


def test_who_decides_and_where_it_hangs_stay_as_they_were_told() -> None:
    case = a_case(promising())
    other = promising(sla={}, channel="C0OTHER", timeout=60.0, approvers=a_queue().approvers)
    now_is = reapplied(case, other, NINE)
    kept = ("channel", "timeout", "approvers", "rule", "policy_version")
    assert all(getattr(now_is.promise, each) == getattr(case.promise, each) for each in kept)


def test_another_ladder_goes_on_behind_the_steps_that_were_taken() -> None:
    step = {"notify": [{"user": "U1"}]}
    old = ({"after": 600.0, **step}, {"after": 1200.0, **step}, {"after": 9000.0, **step})
    new = ({"after": 300.0, **step}, {"after": 600.0, **step}, {"after": 1200.0, **step})
    case = a_case(promising(ladder=old))
    assert case.climb is not None
    climbed = replace(case, climb=replace(case.climb, taken=2))
    now_is = reapplied(climbed, promising(ladder=new), NINE)
    assert now_is.climb is not None
    assert (now_is.climb.taken, now_is.climb.next_at) == (2, NINE + timedelta(minutes=10))


def test_what_is_closed_keeps_its_history() -> None:
    closed = a_case(promising()).cancel(AGENT, NINE)
    assert reapplied(closed, promising(sla={}), NINE) is closed


def edited(day: datetime) -> Queue:
    closed = a_calendar("UTC", overrides={f"{day:%Y-%m-%d}": []})
    return promising(hours=closed, calendar=closed.name)


def test_a_holiday_that_was_forgotten_moves_deadlines_only_where_the_policy_says_so() -> None:
    usual = {"hours": OFFICE, "calendar": OFFICE.name, "sla": {"first_reply": 9 * 3600.0}}
    keeps, follows = (
        a_case(promising(**usual, follow_calendar_edits=each)) for each in (False, True)
    )
    tomorrow = NINE + timedelta(days=1)
    assert following(keeps, edited(tomorrow), NINE) is keeps
    moved = following(follows, edited(tomorrow), NINE)
    assert the(follows, "first_reply").due_at == tomorrow + timedelta(hours=1)
    assert the(moved, "first_reply").due_at == tomorrow + timedelta(days=1, hours=1)
    assert moved.promise.sla == follows.promise.sla


def test_a_holiday_found_out_late_takes_nothing_back() -> None:
    """Half of the time ran this morning; the rest runs when the team is there again."""
    usual = {"hours": OFFICE, "calendar": OFFICE.name, "sla": {"first_reply": 4 * 3600.0}}
    case = a_case(promising(**usual, follow_calendar_edits=True))
    noon = NINE + timedelta(hours=2)
    moved = following(case, edited(NINE), noon)
    assert the(moved, "first_reply").due_at == NINE + timedelta(days=1, hours=2)


def test_another_calendar_is_no_edit_of_the_old_one() -> None:
    case = a_case(promising(hours=OFFICE, calendar=OFFICE.name, follow_calendar_edits=True))
    other = a_calendar("Europe/Berlin")
    assert following(case, promising(hours=other, calendar=other.name), NINE) is case


@pytest.mark.parametrize("pauses", [True, False])
def test_what_waits_for_somebody_outside_rests_or_goes_on_as_the_policy_says_now(
    *, pauses: bool
) -> None:
    sla = {**SLA, "next_reply": 600.0, "resolution": 7200.0}
    case = a_case(promising(sla=sla, third_party_pauses=not pauses))
    case = waits_elsewhere(case.take_over(actor_of(ANA), NINE, since="1.0"), actor_of(ANA), NINE)
    assert the(case, "resolution").status == ("running" if pauses else "paused")
    later = NINE + timedelta(minutes=5)
    now_is = reapplied(case, promising(sla=sla, third_party_pauses=pauses), later)
    left = the(now_is, "resolution")
    assert left.status == ("paused" if pauses else "running")
    assert left.due_at == (None if pauses else later + timedelta(hours=2))
    assert left.consumed == (300.0 if pauses else 0.0)
    assert the(now_is, "first_reply").due_at == the(case, "first_reply").due_at
