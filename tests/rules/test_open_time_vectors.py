"""The agreed examples of open time, in words here and as data beside the checkout, wherever the
machine believes to be (F56, F57).
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import due, next_opening, open_seconds
from tests.calendars import ALL_WEEK, a_calendar

pytestmark = pytest.mark.usefixtures("process_zone")

VECTORS = Path(__file__).parents[3] / "shared" / "vectors" / "sla.json"
GOLDEN = json.loads(VECTORS.read_text()) if VECTORS.exists() else {"due": [], "elapsed": []}
NEW_YORK, BERLIN = "America/New_York", "Europe/Berlin"
MINUTE, HOUR = 60, 3600
CHRISTMAS = {"2026-12-24": ["09:00-13:00"], "2026-12-25": []}
LUNCH = {"mon-fri": ["08:00-12:00", "13:30-18:00"]}


def local(zone: str, text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("calendar", "start", "seconds", "then"),
    [
        pytest.param(
            a_calendar(NEW_YORK),
            local(NEW_YORK, "2026-03-06T16:30"),
            HOUR,
            local(NEW_YORK, "2026-03-09T09:30"),
            id="V1 friday's last half hour goes on on monday, over the night put forward",
        ),
        pytest.param(
            a_calendar(NEW_YORK),
            local(NEW_YORK, "2026-10-30T16:30"),
            HOUR,
            local(NEW_YORK, "2026-11-02T09:30"),
            id="V2 and over the night put back",
        ),
        pytest.param(
            a_calendar(NEW_YORK, ALL_WEEK),
            local(NEW_YORK, "2026-03-08T01:30"),
            HOUR,
            local(NEW_YORK, "2026-03-08T03:30"),
            id="V3 an hour is an hour although the wall shows two",
        ),
        pytest.param(
            a_calendar(NEW_YORK, ALL_WEEK),
            local(NEW_YORK, "2026-11-01T01:30"),
            HOUR,
            local(NEW_YORK, "2026-11-01T01:30", fold=1),
            id="V4 an hour is an hour although the wall shows none",
        ),
        pytest.param(
            a_calendar(BERLIN, overrides=CHRISTMAS),
            local(BERLIN, "2026-12-24T12:00"),
            2 * HOUR,
            local(BERLIN, "2026-12-28T10:00"),
            id="V9 half a day, a holiday, a weekend",
        ),
        pytest.param(
            a_calendar(BERLIN),
            local(BERLIN, "2026-06-05T17:00"),
            30 * MINUTE,
            local(BERLIN, "2026-06-08T09:30"),
            id="V10 what starts as the team closes starts when it opens",
        ),
        pytest.param(
            a_calendar(BERLIN),
            local(BERLIN, "2026-06-05T16:00"),
            HOUR,
            local(BERLIN, "2026-06-05T17:00"),
            id="V11 what fits exactly is due at closing, not on monday",
        ),
        pytest.param(
            a_calendar(BERLIN, LUNCH),
            local(BERLIN, "2026-06-08T12:30"),
            15 * MINUTE,
            local(BERLIN, "2026-06-08T13:45"),
            id="V12 what starts at lunch starts after it",
        ),
        pytest.param(
            a_calendar(BERLIN, LUNCH),
            local(BERLIN, "2026-06-08T11:50"),
            30 * MINUTE,
            local(BERLIN, "2026-06-08T13:50"),
            id="V13 lunch does not count",
        ),
        *(
            pytest.param(
                a_calendar(NEW_YORK),
                local(NEW_YORK, "2026-03-06T15:00"),
                share * 4 * HOUR,
                utc(then),
                id=f"V18 {share:.0%} of four hours",
            )
            for share, then in (
                (0.5, "2026-03-06T22:00"),
                (0.75, "2026-03-09T14:00"),
                (0.9, "2026-03-09T14:36"),
                (1.0, "2026-03-09T15:00"),
            )
        ),
    ],
)
def test_when_it_is_due(
    calendar: Calendar, start: datetime, seconds: float, then: datetime
) -> None:
    assert due(calendar, start, seconds) == then


@pytest.mark.parametrize(
    ("calendar", "start", "end", "hours"),
    [
        pytest.param(
            a_calendar(NEW_YORK, {"sat": ["22:00-06:00"]}),
            local(NEW_YORK, "2026-03-07T00:00"),
            local(NEW_YORK, "2026-03-09T00:00"),
            7,
            id="V5 the night shift is an hour shorter when the clock is put forward",
        ),
        pytest.param(
            a_calendar(NEW_YORK, {"sat": ["22:00-06:00"]}),
            local(NEW_YORK, "2026-10-31T00:00"),
            local(NEW_YORK, "2026-11-02T00:00"),
            9,
            id="V6 and an hour longer when it is put back",
        ),
        pytest.param(
            a_calendar(NEW_YORK, {"sun": ["02:30-05:00"]}),
            local(NEW_YORK, "2026-03-08T00:00"),
            local(NEW_YORK, "2026-03-09T00:00"),
            2,
            id="V7 an opening that the clock jumps over is the jump",
        ),
        pytest.param(
            a_calendar(NEW_YORK, {"sun": ["01:00-01:30"]}),
            local(NEW_YORK, "2026-11-01T00:00"),
            local(NEW_YORK, "2026-11-02T00:00"),
            1.5,
            id="V8 hours that come twice run from the first to the last",
        ),
        pytest.param(
            a_calendar(BERLIN, ALL_WEEK),
            local(BERLIN, "2026-06-08T23:00"),
            local(BERLIN, "2026-06-09T01:00"),
            2,
            id="V14 no minute is lost at midnight",
        ),
        pytest.param(
            a_calendar("Australia/Lord_Howe", ALL_WEEK),
            local("Australia/Lord_Howe", "2026-10-04T00:00"),
            local("Australia/Lord_Howe", "2026-10-05T00:00"),
            23.5,
            id="V15 half an hour of daylight saving",
        ),
        pytest.param(
            a_calendar("Pacific/Apia", {"mon-sun": ["09:00-17:00"]}),
            local("Pacific/Apia", "2011-12-29T00:00"),
            local("Pacific/Apia", "2012-01-01T00:00"),
            16,
            id="V16 a day that never was has no hours",
        ),
    ],
)
def test_how_long_it_was_open(
    calendar: Calendar, start: datetime, end: datetime, hours: float
) -> None:
    assert open_seconds(calendar, start, end) == hours * HOUR


def test_hours_that_begin_in_the_jump_begin_at_its_end() -> None:
    """V7, the instant."""
    calendar = a_calendar(NEW_YORK, {"sun": ["02:30-05:00"]})
    assert next_opening(calendar, utc("2026-03-08T05:00")) == utc("2026-03-08T07:00")


@pytest.mark.data
@pytest.mark.skipif(not VECTORS.exists(), reason="the vectors are not beside the checkout")
@pytest.mark.parametrize("kind", ["due", "elapsed"])
def test_the_golden_vectors_hold(kind: str) -> None:
    calendars = {name: golden_calendar(each) for name, each in GOLDEN["calendars"].items()}
    assert len(GOLDEN[kind]) > 60
    for vector in GOLDEN[kind]:
        calendar = calendars[vector["calendar"]]
        if kind == "due":
            found: Any = due(calendar, golden_time(vector["start"]), vector["target_seconds"])
            assert found == golden_time(vector["due_at"]), vector["name"]
        else:
            between = golden_time(vector["from"]), golden_time(vector["to"])
            assert open_seconds(calendar, *between) == vector["open_seconds"], vector["name"]


def golden_calendar(written: dict[str, Any]) -> Calendar:
    return a_calendar(written["timezone"], written["hours"], written["overrides"])


def golden_time(text: str) -> datetime:
    return datetime.fromisoformat(text)
