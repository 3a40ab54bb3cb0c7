"""What holds of open time for every calendar and every moment, wherever the machine is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.open_time import walked_due, walked_seconds
from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.hours import DAY, Hours
from bot.rules.calendars.open_time import due, next_opening, open_seconds
from store.records import Record

pytestmark = pytest.mark.usefixtures("process_zone")

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of daylight saving
    "Pacific/Apia",  # jumped over a whole day
    "America/Havana",  # puts its clock back to midnight
    "America/Sao_Paulo",  # began days at one o'clock
    "Asia/Kathmandu",
    "Africa/Casablanca",  # four changes a year
)
EIGHT_HOURS = 480
ZULU = st.just(UTC)
OFTEN = settings(deadline=None, max_examples=20)

minutes = st.integers(0, DAY - 1) | st.sampled_from((0, 60, 90, 120, 150, 180, 1380))
some_hours = st.lists(
    st.builds(lambda start, long: Hours(start, start + long), minutes, st.integers(1, DAY)),
    max_size=3,
).map(tuple)


def opens(week: tuple[tuple[Hours, ...], ...]) -> int:
    """Minutes: less than a working day a week would need more than twenty years now and then."""
    return sum(hours.end - hours.start for day in week for hours in day)


days = st.dates(date(2011, 6, 1), date(2012, 7, 1)) | st.dates(date(2026, 1, 1), date(2027, 3, 1))
calendars = st.builds(
    Calendar,
    name=st.just("c"),
    timezone=st.sampled_from(ZONES),
    week=st.tuples(*[some_hours] * 7).filter(lambda week: opens(week) >= EIGHT_HOURS),
    holidays=st.sampled_from(("", "DE", "US-CA")),
    overrides=st.dictionaries(days, some_hours, max_size=3),
)
in_2011 = st.datetimes(
    datetime.fromisoformat("2011-06-01"), datetime.fromisoformat("2012-06-01"), timezones=ZULU
)
in_2026 = st.datetimes(
    datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2026-12-31"), timezones=ZULU
)
moments = in_2011 | in_2026
two_moments = (st.tuples(*[in_2011] * 2) | st.tuples(*[in_2026] * 2)).map(sorted)
three_moments = (st.tuples(*[in_2011] * 3) | st.tuples(*[in_2026] * 3)).map(sorted)
lengths = st.timedeltas(timedelta(), timedelta(days=40)).map(timedelta.total_seconds)
short = st.timedeltas(timedelta(), timedelta(days=3)).map(timedelta.total_seconds)


@given(calendars, moments, lengths)
@OFTEN
def test_by_when_it_is_due_so_much_has_passed(
    calendar: Calendar, start: datetime, seconds: float
) -> None:
    assert open_seconds(calendar, start, due(calendar, start, seconds)) == seconds


@given(calendars, moments, lengths)
@OFTEN
def test_it_is_due_at_the_first_such_moment(
    calendar: Calendar, start: datetime, seconds: float
) -> None:
    then = due(calendar, start, seconds)
    earlier = open_seconds(calendar, start, then - timedelta(microseconds=1))
    assert then == start or earlier < seconds


@given(calendars, three_moments)
@OFTEN
def test_adjacent_stretches_add_up(calendar: Calendar, times: list[datetime]) -> None:
    first, between, last = times
    whole = open_seconds(calendar, first, last)
    parts = open_seconds(calendar, first, between) + open_seconds(calendar, between, last)
    assert round(whole * 1e6) == round(parts * 1e6)
    assert 0 <= whole <= (last - first).total_seconds()
    assert open_seconds(calendar, last, first) == 0


@given(calendars, moments, lengths, lengths)
@OFTEN
def test_what_is_due_in_two_steps_is_due_in_one(
    calendar: Calendar, start: datetime, one: float, other: float
) -> None:
    stepwise = due(calendar, due(calendar, start, one), other)
    assert due(calendar, start, one + other) == stepwise
    assert stepwise >= due(calendar, start, one)


@given(calendars, two_moments, lengths)
@OFTEN
def test_what_starts_later_is_due_no_earlier(
    calendar: Calendar, times: list[datetime], seconds: float
) -> None:
    earlier, later = (due(calendar, each, seconds) for each in times)
    assert earlier <= later


@given(calendars, moments)
@OFTEN
def test_between_now_and_the_next_opening_nothing_is_open(
    calendar: Calendar, now: datetime
) -> None:
    opens = next_opening(calendar, now)
    assert open_seconds(calendar, now, opens) == 0
    assert open_seconds(calendar, opens, opens + timedelta(microseconds=1)) == 1e-6


@given(calendars, moments, short)
@OFTEN
def test_looking_up_says_what_walking_each_day_says(
    calendar: Calendar, start: datetime, seconds: float
) -> None:
    then = due(calendar, start, seconds)
    assert then == walked_due(calendar, start, seconds)
    assert walked_seconds(calendar, start, then) == seconds


@given(calendars, moments, lengths)
@OFTEN
def test_the_zone_of_a_moment_does_not_matter(
    calendar: Calendar, start: datetime, seconds: float
) -> None:
    elsewhere = start.astimezone(ZoneInfo("Asia/Tokyo"))
    assert due(calendar, elsewhere, seconds) == due(calendar, start, seconds)


@given(calendars)
@OFTEN
def test_a_calendar_comes_back_from_a_record_as_it_was(calendar: Calendar) -> None:
    record = Record(Calendar)
    back = record.load(record.dump(calendar))
    assert (back, back.week, back.overrides) == (calendar, calendar.week, calendar.overrides)
