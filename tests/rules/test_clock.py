"""One clock: met up to and including the last moment, broken from then on, whoever looks when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import open_seconds
from bot.rules.clock import (
    Clock,
    ClockKind,
    ClockStatus,
    breach,
    cancel,
    dismiss,
    give_up,
    pause,
    restart,
    resume,
    retarget,
    revive,
    satisfy,
    start,
)
from tests.calendars import a_calendar
from tests.makers import NINE

INSTANT = timedelta(microseconds=1)
OFFICE = a_calendar()
TEN = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # a Monday, in Berlin


def an_hour(calendar: Calendar | None = None, at: datetime = NINE, **changes: object) -> Clock:
    return replace(start(ClockKind.DECISION, 3600.0, at, calendar), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("late", "status"),
    [(-INSTANT, "met"), (timedelta(), "met"), (INSTANT, "breached"), (timedelta(1), "breached")],
    ids=["before", "exactly", "after", "much after"],
)
def test_met_is_up_to_the_last_moment_and_broken_from_then_on(late: timedelta, status: str) -> None:
    """F60: equality limbo. Whether or not a tick has looked in between."""
    clock = an_hour()
    at = NINE + timedelta(hours=1) + late
    assert satisfy(clock, at, None).status == status
    assert satisfy(breach(clock, at), at, None).status == status


def test_a_breach_is_of_its_true_moment_however_late_we_look() -> None:
    late = breach(an_hour(), NINE + timedelta(days=3))
    assert (late.status, late.breached_at) == (ClockStatus.BREACHED, NINE + timedelta(hours=1))
    assert breach(late, NINE + timedelta(days=4)) is late
    assert breach(an_hour(), NINE + timedelta(hours=1)).status is ClockStatus.RUNNING


def test_a_breach_stays_and_says_how_late_it_was_done() -> None:
    late = breach(an_hour(OFFICE), TEN + timedelta(days=1))
    done = satisfy(late, TEN + timedelta(days=1), OFFICE)
    assert (done.status, done.overrun) == (ClockStatus.BREACHED, 7 * 3600.0)
    assert satisfy(done, TEN + timedelta(days=2), OFFICE) is done


def test_what_was_done_in_time_and_heard_of_late_takes_the_breach_back() -> None:
    """F61"""
    late = breach(an_hour(), NINE + timedelta(hours=2))
    met = satisfy(late, NINE + timedelta(minutes=59), None)
    assert (met.status, met.breached_at, met.overrun) == (ClockStatus.MET, None, 0.0)


def test_a_pause_keeps_what_is_left_over_a_weekend() -> None:
    """F55: pause maths wrong."""
    friday = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)  # 16:30 in Berlin
    paused = pause(an_hour(OFFICE, friday), friday + timedelta(minutes=20), OFFICE)
    assert (paused.status, paused.due_at, paused.consumed) == (ClockStatus.PAUSED, None, 1200.0)
    monday = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # an hour before they open
    resumed = resume(paused, monday, OFFICE)
    assert resumed.due_at == datetime(2026, 11, 23, 8, 40, tzinfo=UTC)


def test_paused_a_moment_before_it_breaks_it_has_that_moment_left() -> None:
    last = NINE + timedelta(hours=1)
    paused = pause(an_hour(), last - INSTANT, None)
    resumed = resume(paused, NINE + timedelta(days=1), None)
    assert resumed.due_at == NINE + timedelta(days=1) + INSTANT
    at_the_last = resume(pause(an_hour(), last, None), NINE + timedelta(days=1), None)
    assert at_the_last.due_at == NINE + timedelta(days=1)
    assert pause(an_hour(), last + INSTANT, None).status is ClockStatus.BREACHED


def test_a_clock_that_is_set_back_counts_no_time_twice_and_none_backwards() -> None:
    """The server's clock steps back five seconds."""
    paused = pause(an_hour(), NINE - timedelta(seconds=5), None)
    assert paused.consumed == 0.0
    assert resume(paused, NINE, None).due_at == NINE + timedelta(hours=1)


def test_a_calendar_replaced_while_paused_counts_from_then_on() -> None:
    paused = pause(an_hour(OFFICE, TEN), TEN + timedelta(minutes=30), OFFICE)
    resumed = resume(paused, datetime(2026, 11, 21, 12, 0, tzinfo=UTC), None)  # a Saturday
    assert resumed.due_at == datetime(2026, 11, 21, 12, 30, tzinfo=UTC)


def test_another_promise_counts_from_now_and_never_from_before() -> None:
    """F59: policy/priority change rewrites history."""
    at = NINE + timedelta(minutes=40)
    shorter = retarget(an_hour(), 1800.0, at, None, None)
    assert (shorter.status, shorter.due_at) == (ClockStatus.RUNNING, at)
    assert breach(shorter, at + INSTANT).breached_at == at
    longer = retarget(an_hour(), 7200.0, at, None, None)
    assert longer.due_at == NINE + timedelta(hours=2)
    met = satisfy(an_hour(), at, None)
    assert retarget(met, 60.0, at, None, None) is met
    paused = pause(an_hour(), at, None)
    assert retarget(paused, 7200.0, at, None, None) == replace(paused, target=7200.0)
    broken = retarget(an_hour(), 7200.0, NINE + timedelta(hours=2), None, None)
    assert (broken.status, broken.target) == (ClockStatus.BREACHED, 3600.0)


def test_a_team_in_another_zone_takes_over_what_is_left() -> None:
    at = TEN + timedelta(minutes=15)
    tokyo = replace(OFFICE, name="tokyo", timezone="Asia/Tokyo")
    moved = retarget(an_hour(OFFICE, TEN), 3600.0, at, OFFICE, tokyo)
    assert moved.due_at == datetime(2026, 11, 17, 0, 45, tzinfo=UTC)


def test_what_is_dismissed_or_cancelled_is_owed_no_more_and_a_breach_stays_one() -> None:
    at = NINE + timedelta(minutes=5)
    assert dismiss(an_hour(), at, None).status is ClockStatus.DISMISSED
    off = cancel(an_hour(), at, None, "called_off")
    assert (off.status, off.why, off.is_owed) == (ClockStatus.CANCELLED, "called_off", False)
    late = cancel(an_hour(), NINE + timedelta(hours=2), None, "called_off")
    assert (late.status, late.is_owed) == (ClockStatus.BREACHED, False)
    assert breach(off, NINE + timedelta(days=1)) is off


def test_nobody_did_it_and_now_nobody_can() -> None:
    at = NINE + timedelta(minutes=30)
    gone = give_up(an_hour(), at, None)
    assert (gone.status, gone.breached_at, gone.is_owed) == (ClockStatus.BREACHED, at, False)
    assert give_up(an_hour(), NINE + timedelta(days=1), None).breached_at == NINE + timedelta(
        hours=1
    )


def test_what_was_cancelled_lives_again_for_a_deed_from_before_and_no_later_one() -> None:
    at = NINE + timedelta(minutes=5)
    off = cancel(an_hour(), at, None, "no_response")
    assert satisfy(revive(off, at), at + INSTANT, None).status is ClockStatus.MET
    assert revive(off, at + INSTANT) is off


def test_what_was_done_and_must_be_done_again_has_the_time_that_was_left() -> None:
    done = satisfy(an_hour(OFFICE, TEN), TEN + timedelta(minutes=20), OFFICE)
    again = restart(done, TEN + timedelta(days=1), OFFICE)
    assert again.due_at == TEN + timedelta(days=1, minutes=40)
    assert restart(an_hour(), NINE, None).status is ClockStatus.RUNNING


MOMENTS = st.integers(0, 14 * 86_400 * 1_000_000).map(lambda n: TEN + timedelta(microseconds=n))
CALENDARS = st.sampled_from([None, OFFICE])


@given(at=MOMENTS, calendar=CALENDARS, target=st.integers(1, 200_000))
def test_a_pause_and_at_once_a_resume_change_nothing(
    at: datetime, calendar: Calendar | None, target: int
) -> None:
    """F55: at whatever moment, in open hours or not."""
    clock = start(ClockKind.RESOLUTION, float(target), TEN, calendar)
    if clock.due_at is None or at > clock.due_at:
        return
    assert resume(pause(clock, at, calendar), at, calendar).due_at == clock.due_at


@given(moments=st.lists(MOMENTS, min_size=1, max_size=9), calendar=CALENDARS)
def test_what_it_consumed_is_the_open_time_in_which_it_ran(
    moments: list[datetime], calendar: Calendar | None
) -> None:
    """F55: over any number of pauses."""
    clock = start(ClockKind.RESOLUTION, 10_000_000.0, TEN, calendar)
    ran, since = 0.0, TEN
    for number, at in enumerate(sorted(moments)):
        if number % 2 == 0:
            clock, ran = pause(clock, at, calendar), ran + open_seconds(calendar, since, at)
        else:
            clock, since = resume(clock, at, calendar), at
    stopped = pause(clock, max(moments), calendar)
    if clock.status is ClockStatus.RUNNING:
        ran += open_seconds(calendar, since, max(moments))
    assert stopped.consumed == pytest.approx(ran, abs=1e-6)


@given(done=MOMENTS, looked=MOMENTS, calendar=CALENDARS)
def test_who_looked_before_makes_no_difference_to_the_verdict(
    done: datetime, looked: datetime, calendar: Calendar | None
) -> None:
    clock = start(ClockKind.DECISION, 20_000.0, TEN, calendar)
    seen = satisfy(breach(clock, looked), done, calendar)
    unseen = satisfy(clock, done, calendar)
    assert (seen.status, seen.breached_at, seen.overrun) == (
        unseen.status,
        unseen.breached_at,
        unseen.overrun,
    )
    assert (seen.status is ClockStatus.MET) == (clock.due_at is not None and done <= clock.due_at)
