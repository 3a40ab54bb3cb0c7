from datetime import date, datetime

from bot.rules.calendars.closure import Closure
from bot.rules.calendars.doubts import doubts
from tests.calendars import a_calendar

TODAY = date(2026, 11, 21)


def a_closure(day: str, repeat: str = "") -> Closure:
    start, end = (datetime.fromisoformat(f"{day}T{hour}") for hour in ("00:00", "23:00"))
    return Closure(start=start, end=end, repeat=repeat)


def test_overrides_that_are_all_over_are_told() -> None:
    over = a_calendar(overrides={"2025-12-24": [], "2026-11-20": []})
    assert list(doubts(over, TODAY)) == [
        "the overrides of calendar Berlin are over, the last was 2026-11-20"
    ]
    assert not list(doubts(a_calendar(overrides={"2025-12-24": [], "2026-11-21": []}), TODAY))


def test_closures_without_one_to_come_are_told_unless_they_repeat() -> None:
    old = a_calendar(closures=(a_closure("2025-12-24"),))
    assert list(doubts(old, TODAY)) == [
        "the iCalendar file of calendar Berlin has no event after 2026-11-21"
    ]
    yearly = a_closure("2020-12-24", "FREQ=YEARLY")
    assert not list(doubts(a_calendar(closures=(a_closure("2025-12-24"), yearly)), TODAY))


def test_holidays_that_nobody_has_worked_out_yet_are_told() -> None:
    here = a_calendar(holidays="DE")
    assert not list(doubts(here, TODAY))
    assert list(doubts(here, date(2150, 1, 1))) == [
        "the holidays of DE are not known for 2151, so calendar Berlin will be open on them"
    ]
