"""When a digest comes, and which week it tells, wherever the team and its readers live."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.approvers import Managers, Standing
from bot.rules.calendars.week import Week
from bot.rules.edition import (
    Copy,
    Edition,
    OwnTime,
    Schedule,
    concerns,
    copies,
    parse_time,
    parse_weekday,
)
from tests.makers import ANA, BEN, NINE, SAM

ZONES = (
    *("Etc/GMT+12", "Pacific/Apia", "America/New_York", "America/St_Johns", "UTC"),
    *("Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Auckland", "Etc/GMT-14"),
    *("Pacific/Kiritimati", "Africa/Cairo", "America/Asuncion", "Australia/Lord_Howe"),
)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
WEEKS = 60


def a_copy(team: str, reader: str = "", **schedule: int) -> Copy:
    edition = Edition(queue="q", zone=team, schedule=Schedule(zone=team), to=("C1",))
    own = Schedule(zone=reader or team, **schedule)
    return Copy(edition=edition, recipient="C1", schedule=own)


@pytest.mark.parametrize("zone", ZONES)
def test_it_comes_on_the_local_monday_at_nine_and_tells_the_week_before(zone: str) -> None:
    """F76: not on the Tuesday of whoever is eight hours ahead."""
    copy, now = a_copy(zone), datetime(2026, 1, 1, tzinfo=UTC)
    told: list[Week] = []
    while len(told) < WEEKS:
        now = copy.schedule.next(now)
        local = now.astimezone(ZoneInfo(zone))
        assert (local.weekday(), local.hour, local.minute) == (0, 9, 0)
        week = copy.due(now)
        assert week.window(ZoneInfo(zone)).end <= now
        assert copy.due(now + 7 * DAY - 2 * HOUR) == week
        assert copy.due(now - SECOND) == week.earlier()
        told.append(week)
    assert told == [told[0].later(number) for number in range(len(told))]
    windows = [week.window(ZoneInfo(zone)) for week in told]
    assert all(one.end == next.start for one, next in pairwise(windows))
    assert {(each.end - each.start) / HOUR for each in windows} <= {167, 167.5, 168, 168.5, 169}


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Auckland"])
def test_weeks_in_which_clocks_change_are_an_hour_shorter_or_longer(zone: str) -> None:
    """F76: 167 and 169 hours, each of them in one digest."""
    weeks = [Week(2026, number).window(ZoneInfo(zone)) for number in range(1, 54)]
    lengths = [(each.end - each.start) / HOUR for each in weeks]
    assert sorted(set(lengths)) == [167, 168, 169]
    assert lengths.count(167) == lengths.count(169) == 1


minutes = st.integers(0, 24 * 60 - 1)


@given(
    st.sampled_from(ZONES),
    st.sampled_from(ZONES),
    st.integers(0, 6),
    minutes,
    st.integers(0, 366 * 24 * 60),
)
def test_every_event_is_told_once_wherever_its_reader_lives(
    team: str, reader: str, weekday: int, minute: int, at: int
) -> None:
    """F76: of the digests that come, one and no other holds it."""
    copy = a_copy(team, reader, weekday=weekday, minute=minute)
    event = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=at)
    told: list[Week] = []
    moment = copy.schedule.next(event)
    for _ in range(4):
        told.append(copy.due(moment))
        moment = copy.schedule.next(moment)
    assert len(set(told)) == len(told)
    assert sum(event in week.window(ZoneInfo(team)) for week in told) == 1


def test_the_next_one_is_the_first_that_has_not_come() -> None:
    nine = Schedule(zone="UTC")
    assert nine.last(NINE) == NINE
    assert nine.next(NINE) == NINE + timedelta(days=7)
    assert nine.next(NINE - timedelta(seconds=1)) == NINE
    assert nine.last(NINE - timedelta(seconds=1)) == NINE - timedelta(days=7)
    assert str(Schedule(zone="Europe/Berlin", weekday=4, minute=975)) == "Fri 16:15 (Europe/Berlin)"


def test_a_readers_own_time_moves_theirs_and_nobody_elses() -> None:
    edition = Edition(queue="q", zone="UTC", schedule=Schedule(), to=("C1", "U1", "U2"))
    friday = Schedule(weekday=4)
    own = [
        OwnTime(team="T1", user="U1", schedule=friday),
        OwnTime(team="T1", user="U2", schedule=friday, is_off=True),
        OwnTime(team="T1", user="U3", schedule=friday),
        OwnTime(team="T1", user="U4", schedule=friday, is_off=True),
    ]
    made = copies([edition], own)
    assert {each.recipient: each.schedule for each in made} == {
        "C1": Schedule(),
        "U1": friday,
        "U3": friday,
    }
    assert [each.recipient for each in made if each.wished] == ["U3"]


def test_whoever_it_is_sent_to_or_who_manages_the_queue_may_see_how_it_does() -> None:
    leads = Managers(users=frozenset({"U0BEN"}), usergroups=frozenset({"S0LEADS"}))
    edition = Edition(queue="q", zone="UTC", schedule=Schedule(), to=("U0SAM",), managers=leads)
    assert concerns(edition, SAM)
    assert concerns(edition, BEN)
    assert not concerns(edition, ANA)
    assert concerns(edition, replace(ANA, groups=frozenset({"S0LEADS"})))
    assert not concerns(edition, replace(BEN, standing=Standing.GUEST))


@pytest.mark.parametrize("text", ["9:00", "24:00", "09:60", "nine", "", "0900", "٠٩:٠٠"])
def test_a_time_that_is_none_is_refused_with_how_it_is_written(text: str) -> None:
    with pytest.raises(ValueError, match="a time is written as 09:00"):
        parse_time(text)


def test_days_and_times_are_read_as_people_write_them() -> None:
    assert [parse_weekday(each) for each in ("mon", " Sun ")] == [0, 6]
    assert parse_time(" 09:30 ") == 570
    with pytest.raises(ValueError, match="a day is one of mon, tue"):
        parse_weekday("someday")
