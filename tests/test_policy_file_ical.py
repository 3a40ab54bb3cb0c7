"""Closures that somebody keeps in a calendar of their own."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.policy_file import Loaded, PolicyErrors, Shelf, load_file
from bot.rules.calendars.open_time import due, open_seconds

POLICY = """\
queues:
  support: {channel: C0123, approvers: {any_of: [{user: U0123}]}, calendar: berlin}
calendars:
  berlin:
    timezone: Europe/Berlin
    hours: {mon-fri: ["09:00-17:00"]}
    ical: closures.ics
    overrides: {2026-12-31: ["10:00-12:00"]}
"""
RETREAT = """\
BEGIN:VEVENT
UID:retreat
SUMMARY:Team retreat
DTSTART;VALUE=DATE:20261117
DTEND;VALUE=DATE:20261119
TRANSP:TRANSPARENT
END:VEVENT
"""
EVERY_FRIDAY = """\
BEGIN:VEVENT
UID:all-hands
SUMMARY:All hands
DTSTART;TZID=Europe/Berlin:20260102T150000
DTEND;TZID=Europe/Berlin:20260102T170000
RRULE:FREQ=WEEKLY
EXDATE;TZID=Europe/Berlin:20261120T150000
END:VEVENT
"""
HOUR = 3600


def event(*lines: str) -> str:
    return "\n".join(("BEGIN:VEVENT", "UID:e", "SUMMARY:Event", *lines, "END:VEVENT", ""))


def repeated(rule: str, start: str = "20261116") -> str:
    return event(f"DTSTART;VALUE=DATE:{start}", f"RRULE:{rule}")


def loaded(folder: Path, events: str, policy: str = POLICY) -> Loaded:
    write(folder, events)
    (folder / "handrail.yaml").write_text(policy)
    return load_file(folder / "handrail.yaml")


def write(folder: Path, events: str) -> None:
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n{events}END:VCALENDAR\n"
    (folder / "closures.ics").write_text(text)


def told(folder: Path, events: str, policy: str = POLICY) -> str:
    with pytest.raises(PolicyErrors) as errors:
        loaded(folder, events, policy)
    return str(errors.value)


def open_hours(found: Loaded, first: str, last: str) -> float:
    """From the midnight of one date until that of the other, in the calendar's zone in winter."""
    start, end = (datetime.fromisoformat(f"{each}T00:00+01:00") for each in (first, last))
    return open_seconds(found.policy.calendars["berlin"], start, end) / HOUR


def test_whole_days_are_closed_and_the_week_around_them_is_not(tmp_path: Path) -> None:
    found = loaded(tmp_path, RETREAT)
    assert open_hours(found, "2026-11-17", "2026-11-19") == 0
    assert open_hours(found, "2026-11-16", "2026-11-21") == 24
    monday = datetime(2026, 11, 16, 15, 30, tzinfo=UTC)
    then = due(found.policy.calendars["berlin"], monday, HOUR)
    assert then == datetime(2026, 11, 19, 8, 30, tzinfo=UTC)


def test_some_hours_of_each_friday_are_closed_but_not_the_one_left_out(tmp_path: Path) -> None:
    found = loaded(tmp_path, EVERY_FRIDAY)
    assert open_hours(found, "2026-11-13", "2026-11-14") == 6
    assert open_hours(found, "2026-11-20", "2026-11-21") == 8
    assert open_hours(found, "2036-11-14", "2036-11-15") == 6


def test_one_time_of_a_repeated_event_may_be_moved_or_cancelled(tmp_path: Path) -> None:
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20261113T150000",
        "DTSTART;TZID=Europe/Berlin:20261112T120000",
        "DTEND;TZID=Europe/Berlin:20261112T130000",
    ).replace("UID:e", "UID:all-hands")
    found = loaded(tmp_path, EVERY_FRIDAY + moved)
    assert open_hours(found, "2026-11-12", "2026-11-13") == 7
    assert open_hours(found, "2026-11-13", "2026-11-14") == 8
    gone = moved.replace("UID:all-hands\n", "UID:all-hands\nSTATUS:CANCELLED\n")
    found = loaded(tmp_path, EVERY_FRIDAY + gone)
    assert open_hours(found, "2026-11-12", "2026-11-14") == 16


def test_a_repeated_event_keeps_its_hour_when_clocks_change(tmp_path: Path) -> None:
    found = loaded(tmp_path, EVERY_FRIDAY)
    summer = datetime(2026, 7, 3, 13, tzinfo=UTC), datetime(2026, 7, 3, 15, tzinfo=UTC)
    assert open_seconds(found.policy.calendars["berlin"], *summer) == 0


def test_what_ends_on_a_day_ends_after_it_and_more_days_may_be_named(tmp_path: Path) -> None:
    yearly = event(
        "DTSTART;VALUE=DATE:20251124",
        "RRULE:FREQ=YEARLY;UNTIL=20271124",
        "RDATE;VALUE=DATE:20261125",
    )
    found = loaded(tmp_path, yearly)
    assert open_hours(found, "2025-11-24", "2025-11-25") == 0
    assert open_hours(found, "2026-11-24", "2026-11-26") == 0
    assert open_hours(found, "2028-11-24", "2028-11-25") == 8


@pytest.mark.parametrize("start", ["16040229", "20240229"])
def test_a_leap_day_of_long_ago_still_repeats(tmp_path: Path, start: str) -> None:
    found = loaded(tmp_path, repeated("FREQ=YEARLY", start))
    assert open_hours(found, "2028-02-29", "2028-03-01") == 0
    assert open_hours(found, "2027-02-26", "2027-03-02") == 16


def test_an_override_beats_every_closure_of_its_date(tmp_path: Path) -> None:
    whole = event("DTSTART;VALUE=DATE:20261231")
    part = event("DTSTART:20261231T093000Z", "DTEND:20261231T100000Z")
    assert open_hours(loaded(tmp_path, whole + part), "2026-12-31", "2027-01-01") == 2


def test_times_without_a_zone_are_the_calendars_and_windows_names_are_known(tmp_path: Path) -> None:
    floating = event("DTSTART:20261116T090000", "DTEND:20261116T100000")
    windows = event("DTSTART;TZID=W. Europe Standard Time:20261116T160000", "DURATION:PT1H")
    elsewhere = event("DTSTART:20261116T110000Z", "DTEND:20261116T120000Z")
    found = loaded(tmp_path, floating + windows + elsewhere)
    assert open_hours(found, "2026-11-16", "2026-11-17") == 5


def test_what_was_cancelled_or_takes_no_time_closes_nothing(tmp_path: Path) -> None:
    moment = event("DTSTART:20261116T100000Z")
    cancelled = RETREAT.replace("TRANSP:TRANSPARENT", "STATUS:CANCELLED")
    assert loaded(tmp_path, moment + cancelled).policy.calendars["berlin"].closures == ()


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        (event("DTSTART:2026111"), "the event “Event” has a broken DTSTART"),
        (event("DURATION:PT1H"), "the event “Event” has no start"),
        (
            event("DTSTART;VALUE=DATE:20261116", "DTEND:20261116T100000Z"),
            "the event “Event” has no start, or an end that does not fit it",
        ),
        (event("DTSTART;VALUE=DATE:20261116", "RRULE:FREQ=HOURLY"), "more often than daily"),
        (repeated("FREQ=WEEKLY;INTERVAL=0"), "the event “Event” repeats after no time at all"),
        (repeated("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), "repeats on days that never come"),
        (
            event("DTSTART:20261116T100000Z", "DTEND:20361116T100000Z", "RRULE:FREQ=YEARLY"),
            "repeats although it lasts more than a year",
        ),
        (repeated("FREQ=DAILY;BYMINUTE=1,2,3"), "repeats more often than daily"),
        (repeated("FREQ=DAILY;BYSETPOS=400;BYDAY=MO"), "by a rule that contradicts itself"),
        (repeated("FREQ=DAILY", "00010101"), "repeats since before 1970; let it begin later"),
        (
            event("DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=DAILY"),
            "calendar berlin: it is never open",
        ),
        (
            event("DTSTART;VALUE=DATE:20270101", "DTEND;VALUE=DATE:20400101")
            + event("DTSTART;VALUE=DATE:20391231", "DTEND;VALUE=DATE:20500101"),
            "calendar berlin: it is never open",
        ),
        ("x" * 1_000_001, "closures.ics is longer than 1,000,000 bytes"),
        (RETREAT * 1_001, "closures.ics has 1,001 closures; there may be 1,000"),
        (
            event("DTSTART;TZID=Europe:20261116T100000"),
            "closures.ics is no iCalendar file that can be read",
        ),
        (
            "nothing\n",
            "`ical` in calendar berlin is `closures.ics`; closures.ics is no iCalendar file",
        ),
    ],
    ids=lambda each: each[-40:].strip() if isinstance(each, str) else None,
)
def test_each_mistake_of_a_file_is_a_sentence(tmp_path: Path, events: str, sentence: str) -> None:
    assert sentence in told(tmp_path, events)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("elsewhere.ics", "elsewhere.ics cannot be read: No such file or directory"),
        ("https://shop.example/team.ics", "fetch it from its address now and then"),
        ("[]", "it must be the name of an iCalendar file, such as closures.ics"),
    ],
)
def test_a_file_that_is_not_there_is_told_on_its_line(
    tmp_path: Path, name: str, sentence: str
) -> None:
    found = told(tmp_path, RETREAT, POLICY.replace("closures.ics", name))
    assert found.startswith("handrail.yaml:7: ")
    assert sentence in found


def test_a_zone_that_only_the_file_knows_is_fine_once_but_not_for_ever(tmp_path: Path) -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
        "TZOFFSETFROM:+0200\nTZOFFSETTO:+0200\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    once = ("DTSTART;TZID=Ours:20261116T110000", "DTEND;TZID=Ours:20261116T120000")
    found = loaded(tmp_path, zone + event(*once))
    nine_utc = datetime(2026, 11, 16, 9, tzinfo=UTC), datetime(2026, 11, 16, 10, tzinfo=UTC)
    assert open_seconds(found.policy.calendars["berlin"], *nine_utc) == 0
    assert "no IANA name" in told(tmp_path, zone + event(*once, "RRULE:FREQ=WEEKLY"))


def test_a_running_desk_reads_the_file_again_when_it_changes(tmp_path: Path) -> None:
    loaded(tmp_path, RETREAT)
    shelf = Shelf(tmp_path / "handrail.yaml")
    before = shelf.current.version
    shelf.reload()
    assert shelf.current.version == before
    write(tmp_path, EVERY_FRIDAY)
    assert shelf.reload()
    assert shelf.current.version != before
    assert shelf.current.calendars["berlin"].closures[0].repeat == "FREQ=WEEKLY"


def test_a_file_that_breaks_or_goes_leaves_the_old_closures_until_it_is_mended(
    tmp_path: Path,
) -> None:
    loaded(tmp_path, RETREAT)
    shelf = Shelf(tmp_path / "handrail.yaml")
    in_force = shelf.current
    for spoil in (lambda path: path.unlink(), lambda path: path.write_text("no calendar")):
        spoil(tmp_path / "closures.ics")
        assert not shelf.reload()
        assert (shelf.is_refused, shelf.current) == (True, in_force)
        shelf.reload()
    write(tmp_path, EVERY_FRIDAY)
    assert shelf.reload()
    assert not shelf.is_refused


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 9), st.text(max_size=4)), max_size=3))
@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_scribble_on_a_file_loads_or_is_told(
    tmp_path: Path, scribbles: list[tuple[int, int, str]]
) -> None:
    events = EVERY_FRIDAY + RETREAT
    for at, gone, put in scribbles:
        events = events[:at] + put + events[at + gone :]
    try:
        found = loaded(tmp_path, events)
    except PolicyErrors as errors:
        assert all(each.sentence for each in errors.problems)
    else:
        assert open_hours(found, "2026-11-01", "2026-11-30") >= 0
