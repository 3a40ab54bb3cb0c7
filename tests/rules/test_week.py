from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendars.week import Week, parse_week, week_of

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    "UTC",
    "Etc/GMT+12",
    "Pacific/Kiritimati",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Asia/Kathmandu",
    "Asia/Singapore",
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "America/Santiago",
    "America/Los_Angeles",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Europe/Berlin",
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
instants = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)).map(  # noqa: DTZ001
    lambda each: each.replace(tzinfo=UTC)
)


def hours(week: str, zone: str) -> float:
    window = parse_week(week).window(ZoneInfo(zone))
    return (window.end - window.start) / timedelta(hours=1)


@given(instants, zones)
def test_every_event_is_in_exactly_one_week(at: datetime, zone: ZoneInfo) -> None:
    near = [week_of(at, zone).later(weeks) for weeks in range(-2, 3)]
    assert [at in each.window(zone) for each in near] == [False, False, True, False, False]


@given(instants, zones)
def test_one_week_begins_where_the_other_ends(at: datetime, zone: ZoneInfo) -> None:
    week = week_of(at, zone)
    assert week.window(zone).end == week.later().window(zone).start
    assert week.later().earlier() == week
    assert week < week.later()


@given(instants, zones)
def test_the_bounds_of_a_week_belong_to_it_and_to_the_next(at: datetime, zone: ZoneInfo) -> None:
    week = week_of(at, zone)
    window = week.window(zone)
    assert week_of(window.start, zone) == week
    assert week_of(window.end - timedelta(microseconds=1), zone) == week
    assert week_of(window.end, zone) == week.later()


@given(instants, zones)
def test_a_week_is_read_as_it_is_written(at: datetime, zone: ZoneInfo) -> None:
    week = week_of(at, zone)
    assert parse_week(str(week)) == week


def test_a_week_has_an_hour_more_or_less_when_the_clocks_change() -> None:
    assert hours("2026-W13", "Europe/Berlin") == 167
    assert hours("2026-W43", "Europe/Berlin") == 169
    assert hours("2026-W47", "Europe/Berlin") == 168
    assert hours("2026-W40", "Australia/Lord_Howe") == 167.5


def test_the_week_of_a_far_zone_is_its_own() -> None:
    sunday_noon = datetime(2026, 11, 22, 11, tzinfo=UTC)
    assert str(week_of(sunday_noon, ZoneInfo("Pacific/Kiritimati"))) == "2026-W48"
    assert str(week_of(sunday_noon, ZoneInfo("UTC"))) == "2026-W47"
    monday_noon = sunday_noon + timedelta(days=1)
    assert str(week_of(monday_noon, ZoneInfo("Etc/GMT+12"))) == "2026-W47"


def test_the_first_days_of_a_year_may_belong_to_the_week_of_the_year_before() -> None:
    assert str(week_of(datetime(2027, 1, 3, 12, tzinfo=UTC), BERLIN)) == "2026-W53"
    assert str(Week(2026, 53).later()) == "2027-W01"
    assert (Week(2026, 53).monday.isoformat(), Week(2026, 53).sunday.isoformat()) == (
        "2026-12-28",
        "2027-01-03",
    )


def test_nine_on_monday_is_nine_where_the_team_is() -> None:
    assert Week(2026, 30).moment(BERLIN, 0, 9 * 60) == datetime(2026, 7, 20, 7, tzinfo=UTC)
    assert Week(2026, 47).moment(BERLIN, 0, 9 * 60) == datetime(2026, 11, 16, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2026-47", "a week is written as 2026-W47"),
        ("2026-W7", "a week is written as 2026-W47"),
        ("", "a week is written as 2026-W47"),
        ("٢٠٢٦-W47", "a week is written as 2026-W47"),
        ("2025-W53", "2025 has no week 53"),
        ("2026-W00", "2026 has no week 0"),
        ("0001-W01", "years go from 1970 to 9998"),
    ],
)
def test_what_is_no_week_is_refused_with_what_is_one(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_week(text)
