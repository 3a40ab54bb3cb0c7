from datetime import UTC, date, datetime

from bot.rules.calendar import Calendar, Hours
from bot.rules.hours import ALWAYS_OPEN, opening

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
