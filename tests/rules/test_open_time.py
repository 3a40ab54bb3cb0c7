from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.hours import Hours
from bot.rules.calendars.open_time import (
    ALWAYS_OPEN,
    NeverOpen,
    due,
    next_opening,
    open_seconds,
    opening,
)
from tests.calendars import ALL_WEEK, a_calendar

DAY = (Hours(540, 1020),)
WEEK = (DAY, DAY, DAY, DAY, DAY, (), ())


def berlin(**changes: object) -> Calendar:
    return Calendar(**{"name": "b", "timezone": "Europe/Berlin", "week": WEEK, **changes})  # type: ignore[arg-type]


def utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_team_without_a_calendar_is_always_there() -> None:
    assert opening(None, utc(16, 3)) == ALWAYS_OPEN


def test_open_from_the_first_minute_until_before_the_last() -> None:
    assert opening(berlin(), utc(16, 8)).open_now
    assert opening(berlin(), utc(16, 15, 59)).open_now
    assert not opening(berlin(), utc(16, 16)).open_now


def test_after_friday_comes_monday() -> None:
    assert opening(berlin(), utc(20, 17)).opens_at == utc(23, 8)


def test_a_public_holiday_is_closed_and_an_override_beats_it() -> None:
    christmas = utc(24, 18, month=12)
    assert opening(berlin(holidays="DE"), christmas).opens_at == utc(28, 8, month=12)
    open_on_it = {date(2026, 12, 25): (Hours(600, 660),)}
    found = opening(berlin(holidays="DE", overrides=open_on_it), christmas)
    assert found.opens_at == utc(25, 9, month=12)


def test_hours_past_midnight_belong_to_the_day_they_began() -> None:
    night = berlin(week=((), (), (), (), (), (Hours(1320, 1800),), ()))
    assert opening(night, utc(22, 4, 59)).open_now
    assert not opening(night, utc(22, 5)).open_now


def test_what_never_opens_says_so() -> None:
    never = berlin(week=((),) * 7)
    found = opening(never, utc(16, 9))
    assert (found.open_now, found.opens_at) == (False, None)
    with pytest.raises(NeverOpen, match="not open long enough within twenty years"):
        due(never, utc(16, 9), 60)
    with pytest.raises(NeverOpen):
        next_opening(never, utc(16, 9))


def test_what_takes_more_than_twenty_years_is_refused_not_counted() -> None:
    """V17, F58: no calendar and no target can make the arithmetic run for ever."""
    seldom = a_calendar(hours={"mon": ["09:00-09:01"]})
    assert due(seldom, utc(16, 9), 52 * 60).year == 2027
    with pytest.raises(NeverOpen):
        due(seldom, utc(16, 9), 25 * 52 * 60)


def test_without_a_calendar_time_is_the_walls() -> None:
    assert due(None, utc(16, 9), 5400.5) == utc(16, 10, 30) + timedelta(seconds=0.5)
    assert open_seconds(None, utc(16, 9), utc(17, 9)) == 86_400
    assert open_seconds(None, utc(17, 9), utc(16, 9)) == 0
    assert next_opening(None, utc(16, 3)) == utc(16, 3)


@pytest.mark.parametrize("seconds", [0, -60])
def test_what_has_no_time_left_is_due_at_once_even_while_closed(seconds: float) -> None:
    assert due(berlin(), utc(21, 9), seconds) == utc(21, 9)


def test_a_leap_day_is_a_day_of_its_own() -> None:
    leap = a_calendar("UTC", ALL_WEEK, {"2028-02-29": []})
    start, end = datetime(2028, 2, 28, tzinfo=UTC), datetime(2028, 3, 2, tzinfo=UTC)
    assert open_seconds(leap, start, end) == 2 * 86_400
    assert due(leap, start, 86_401) == datetime(2028, 3, 1, 0, 0, 1, tzinfo=UTC)


def test_open_hours_of_two_days_that_overlap_count_once() -> None:
    """A shift of the eve reaches into a date whose own hours begin before it ends."""
    night = a_calendar("UTC", {"sat": ["22:00-06:00"]}, {"2026-11-22": ["05:00-07:00"]})
    assert open_seconds(night, utc(21, 0), utc(23, 0)) == 9 * 3600


def test_the_twenty_thousandth_week_is_as_near_as_the_first() -> None:
    always = a_calendar("Europe/Berlin", ALL_WEEK)
    start, end = datetime(1971, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)
    assert open_seconds(always, start, end) == (end - start).total_seconds()


def test_a_version_is_of_what_the_calendar_says() -> None:
    assert berlin() == berlin()
    assert berlin().version != berlin(holidays="DE").version
    assert len({berlin(), berlin(), berlin(timezone="UTC")}) == 2


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_no_zone_and_no_changed_clock_makes_what_passed_wrong(zone: str) -> None:
    """F56: every working day of a year has its eight hours, and a year around the clock its own."""
    office, always = a_calendar(zone), a_calendar(zone, ALL_WEEK)
    start = datetime(2026, 1, 1, tzinfo=ZoneInfo(zone))
    end = datetime(2027, 1, 1, tzinfo=ZoneInfo(zone))
    assert open_seconds(office, start, end) == 261 * 8 * 3600
    assert open_seconds(always, start, end) == 365 * 86_400
    for working_day in range(261):
        then = due(office, start, working_day * 8 * 3600 + 1).astimezone(ZoneInfo(zone))
        assert f"{then:%H:%M:%S}" == "09:00:01"
        assert then.weekday() < 5


@pytest.mark.parametrize(
    ("hours", "spans"),
    [
        ({"mon-sun": ["00:00-12:00", "12:00-24:00"]}, 24),
        ({"mon-sun": ["00:00-12:00", "13:00-24:00"]}, 23),
        ({"mon-sun": ["13:00-12:59"]}, 24 - 1 / 60),
        ({"mon-sun": ["22:00-06:00", "06:00-07:00"]}, 9),
    ],
)
def test_lunch_midnight_and_hours_past_it_lose_no_minute(
    hours: dict[str, list[str]], spans: float
) -> None:
    """F57: what is open every day is open so long every day, wherever its day begins."""
    calendar = a_calendar("Asia/Kolkata", hours)
    day = timedelta(days=1)
    for start in (utc(16, 0), utc(16, 18, 30), utc(16, 23, 59)):
        assert open_seconds(calendar, start, start + day) == spans * 3600
        assert open_seconds(calendar, start, start + 7 * day) == 7 * spans * 3600
