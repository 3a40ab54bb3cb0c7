"""Who is on call, at every moment of every zone: always exactly one, and by the wall clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendars.wall_clock import instant
from bot.rules.rota import Handover, Rota, StandIn, beginning_now, in_turn, on_call, shifts, turn

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/St_Johns",
    "America/Havana",
)
PEOPLE = ("U1", "U2", "U3")
INSTANT = timedelta(microseconds=1)


def a_rota(**changes: Any) -> Rota:
    return replace(Rota(name="support", people=PEOPLE, timezone="Europe/Berlin"), **changes)


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


moments = st.integers(0, 24 * 366 * 86_400).map(
    lambda seconds: datetime(2006, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
rotas = st.builds(
    Rota,
    name=st.just("any"),
    people=st.lists(st.sampled_from(PEOPLE), unique=True, min_size=1).map(tuple),
    timezone=st.sampled_from(ZONES),
    handover=st.sampled_from(Handover),
    since=st.dates(date(2008, 1, 1), date(2028, 1, 1)),
    minute=st.integers(0, 24 * 60 - 1),
    stand_ins=st.lists(
        st.builds(
            lambda user, start, hours: StandIn(
                user=user, start=start, end=start + timedelta(hours=hours)
            ),
            st.sampled_from(("U8", "U9")),
            moments,
            st.integers(1, 400),
        ),
        max_size=3,
    ).map(tuple),
)


@pytest.mark.parametrize(
    ("moment", "who"),
    [
        ("2026-11-16T08:59:59", "U1"),
        ("2026-11-16T09:00", "U2"),
        ("2026-11-22T23:00", "U2"),
        ("2026-11-23T09:00", "U3"),
        ("2026-11-30T09:00", "U1"),
    ],
)
def test_weekly_turns_end_at_the_hour_and_come_round(moment: str, who: str) -> None:
    assert on_call(a_rota(since=date(2026, 11, 9)), at(moment)) == who


def test_daily_turns_end_each_day() -> None:
    rota = a_rota(handover=Handover.DAILY, since=date(2026, 11, 16))
    days = [on_call(rota, at(f"2026-11-{day}T12:00")) for day in (16, 17, 18, 19)]
    assert days == ["U1", "U2", "U3", "U1"]


@pytest.mark.parametrize(
    ("start", "hours"),
    [("2026-03-28T09:00", 23), ("2026-10-24T09:00", 25), ("2026-11-16T09:00", 24)],
)
def test_a_day_in_which_clocks_change_is_shorter_or_longer(start: str, hours: int) -> None:
    shift = turn(a_rota(handover=Handover.DAILY), at(start))
    assert shift.start == at(start)
    assert shift.end - shift.start == timedelta(hours=hours)


def test_an_hour_that_is_skipped_hands_over_when_the_clock_jumps() -> None:
    rota = a_rota(handover=Handover.DAILY, minute=150)  # 02:30
    assert turn(rota, at("2026-03-29T12:00")).start == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_who_stands_in_is_on_call_and_then_it_is_whoevers_turn_it_is() -> None:
    away = StandIn(user="U9", start=at("2026-11-17T18:00"), end=at("2026-11-18T08:00"))
    rota = a_rota(since=date(2026, 11, 16), stand_ins=(away,))
    seen = [
        (shift.user, shift.start)
        for shift in shifts(rota, at("2026-11-16T09:00"), at("2026-11-24T09:00"))
    ]
    assert seen == [
        ("U1", at("2026-11-16T09:00")),
        ("U9", at("2026-11-17T18:00")),
        ("U1", at("2026-11-18T08:00")),
        ("U2", at("2026-11-23T09:00")),
    ]


def test_of_two_who_stand_in_the_one_who_was_named_later_does() -> None:
    span = {"start": at("2026-11-17T00:00"), "end": at("2026-11-18T00:00")}
    twice = (StandIn(user="U8", **span), StandIn(user="U9", **span))
    assert on_call(a_rota(stand_ins=twice), at("2026-11-17T12:00")) == "U9"


def test_without_people_nobody_is_on_call_except_who_stands_in() -> None:
    start, end = at("2026-11-17T00:00"), at("2026-11-18T00:00")
    rota = a_rota(people=(), stand_ins=(StandIn(user="U9", start=start, end=end),))
    day = timedelta(days=1)
    assert [each.user for each in shifts(rota, start - day, end + day)] == [None, "U9", None]


@given(rotas, moments)
def test_at_every_moment_exactly_one_is_on_call(rota: Rota, moment: datetime) -> None:
    shift = turn(rota, moment)
    assert shift.user in rota.people
    assert shift.start <= moment < shift.end


@given(rotas, moments)
def test_turns_follow_each_other_without_a_gap(rota: Rota, moment: datetime) -> None:
    shift = turn(rota, moment)
    assert turn(rota, shift.end).start == shift.end
    assert turn(rota, shift.start - INSTANT).end == shift.start
    following = rota.people[(rota.people.index(str(shift.user)) + 1) % len(rota.people)]
    assert turn(rota, shift.end).user == following or _is_short(rota, shift.end)


def _is_short(rota: Rota, begins: datetime) -> bool:
    """A turn whose whole day the zone has skipped takes no time, so the one after it follows."""
    zone = ZoneInfo(rota.timezone)
    day = begins.astimezone(zone).date()
    return instant(day, rota.minute, zone) == instant(day - timedelta(days=1), rota.minute, zone)


@given(rotas, moments)
def test_people_hand_over_at_the_hour_of_their_wall_clock(rota: Rota, moment: datetime) -> None:
    start = turn(rota, moment).start
    local = start.astimezone(ZoneInfo(rota.timezone))
    is_there = local.hour * 60 + local.minute == rota.minute
    before = (start - INSTANT).astimezone(ZoneInfo(rota.timezone))
    jumps = before.utcoffset() != local.utcoffset()
    assert is_there or jumps


@given(rotas, moments, st.integers(1, 60))
def test_shifts_cover_all_of_a_time_once(rota: Rota, start: datetime, days: int) -> None:
    end = start + timedelta(days=days)
    found = list(shifts(rota, start, end))
    assert (found[0].start, found[-1].end) == (start, end)
    for earlier, later in pairwise(found):
        assert earlier.end == later.start
        assert earlier.user != later.user
    for each in found:
        middle = each.start + (each.end - each.start) / 2
        assert {on_call(rota, moment) for moment in (each.start, middle)} == {each.user}
        assert each.start < each.end


@given(rotas, moments)
def test_a_schedule_can_begin_with_whoever_is_first(rota: Rota, now: datetime) -> None:
    begun = beginning_now(rota, now)
    assert turn(begun, now).user == rota.people[0]
    assert turn(begun, now).end == turn(rota, now).end
    assert in_turn(begun, now) == rota.people


@given(rotas, moments)
def test_whoevers_turn_it_is_stands_on_top(rota: Rota, now: datetime) -> None:
    ordered = in_turn(rota, now)
    assert ordered[0] == turn(rota, now).user
    assert sorted(ordered) == sorted(rota.people)
