"""Calendars and ladders are read when the file is, so that what loads today loads tomorrow."""

import json
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.policy_file import PolicyErrors, load
from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.hours import Hours
from bot.rules.policy import Priority

VECTORS = Path(__file__).parents[2] / "shared" / "vectors" / "sla.json"
QUEUE = """\
queues:
  support:
    channel: C0123
    approvers: {any_of: [{user: U0123}]}
"""
BERLIN = """\
calendars:
  berlin:
    timezone: Europe/Berlin
    hours: {mon-thu: ["08:00-12:00", "13:00-17:00"], fri: ["08:00-14:00"], sat: ["22:00-06:00"]}
    holidays: DE
    overrides: {2026-12-24: ["09:00-13:00"], 2026-12-31: []}
"""


def calendar(text: str) -> Calendar:
    [found] = load(QUEUE + text).calendars.values()
    return found


def told(text: str) -> str:
    with pytest.raises(PolicyErrors) as errors:
        load(QUEUE + text)
    return str(errors.value)


def test_a_calendar_is_read_as_minutes_of_each_day() -> None:
    berlin = calendar(BERLIN)
    monday, sunday = berlin.week[0], berlin.week[6]
    assert (berlin.name, berlin.timezone, berlin.holidays) == ("berlin", "Europe/Berlin", "DE")
    assert monday == berlin.week[3] == (Hours(480, 720), Hours(780, 1020))
    assert (berlin.week[4], berlin.week[5]) == ((Hours(480, 840),), (Hours(1320, 1800),))
    assert sunday == ()
    assert berlin.overrides == {date(2026, 12, 24): (Hours(540, 780),), date(2026, 12, 31): ()}


@pytest.mark.parametrize(
    ("written", "days"),
    [("mon", [0]), ("mon-thu", [0, 1, 2, 3]), ("sat-sun", [5, 6]), ("sat-mon", [0, 5, 6])],
)
def test_a_range_of_days_may_go_round_the_week(written: str, days: list[int]) -> None:
    text = f'calendars: {{c: {{timezone: UTC, hours: {{{written}: ["00:00-24:00"]}}}}}}\n'
    assert [day for day, hours in enumerate(calendar(text).week) if hours] == days


def test_hours_are_put_in_order() -> None:
    text = 'calendars: {c: {timezone: UTC, hours: {mon: ["13:00-17:00", "08:00-12:00"]}}}\n'
    assert calendar(text).week[0] == (Hours(480, 720), Hours(780, 1020))


@pytest.mark.parametrize("holidays", ["NO", "DE-BY", "US-CA", "GB-SCT"])
def test_a_country_or_a_part_of_one_needs_no_quotes(holidays: str) -> None:
    assert calendar(BERLIN.replace("holidays: DE", f"holidays: {holidays}")).holidays == holidays


@pytest.mark.parametrize(
    ("wrong", "right", "sentence"),
    [
        ("Europe/Berlin", "Europe/Berln", "did you mean `Europe/Berlin`?"),
        ("Europe/Berlin", "+01:00", "a time zone is an IANA name such as Europe/Berlin"),
        ("mon-thu:", "mon-thur:", "`hours` in calendar berlin has `mon-thur`; a day is one of mon"),
        ("fri:", "thu:", "thu stands in it twice"),
        ("08:00-14:00", "8-14", "hours are two times of the day such as 09:00-17:00"),
        ("08:00-14:00", "08:00-24:01", "times go from 00:00 to 24:00"),
        ("08:00-14:00", "24:00-06:00", "times go from 00:00 to 24:00"),
        ("08:00-14:00", "08:60-14:00", "times go from 00:00 to 24:00"),
        ("08:00-14:00", "08:00-08:00", "a whole day is 00:00-24:00"),
        ("13:00-17:00", "11:59-17:00", "08:00-12:00 and 11:59-17:00 overlap"),
        (
            "sat: [",
            'sun: ["05:00-06:00"], sat: [',
            "22:00-06:00 of sat and 05:00-06:00 of sun over",
        ),
        (
            "sat: [",
            'sun: ["22:00-08:01"], sat: [',
            "22:00-08:01 of sun and 08:00-12:00 of mon over",
        ),
        (
            '["09:00-13:00"]',
            '["09:00-13:00", "12:00-14:00"]',
            "09:00-13:00 and 12:00-14:00 overlap",
        ),
        ("2026-12-31", "2026-02-29", "there is no such day; a date is written as 2026-12-24"),
        ("2026-12-31", "31.12.2026", "a date is written as 2026-12-24"),
        ("holidays: DE", "holidays: XX", "a country such as DE, or of a part such as DE-BY"),
        ("holidays: DE", "holidays: de", "did you mean `DE`? Allowed: AD, AE, "),
        ("holidays: DE", "holidays: DE-XX", "the parts of DE are: DE-BB, "),
        ("holidays: DE", "holiday: DE", "did you mean `holidays`?"),
        ("timezone: Europe/Berlin", "", "`timezone` is missing in calendar berlin"),
    ],
)
def test_each_mistake_of_a_calendar_is_a_sentence(wrong: str, right: str, sentence: str) -> None:
    assert wrong in BERLIN
    assert sentence in told(BERLIN.replace(wrong, right, 1))


@pytest.mark.parametrize("hours", ["{}", "{mon: []}"])
def test_a_calendar_that_is_never_open_is_refused(hours: str) -> None:
    """V17, F58: before anybody waits for it."""
    text = f"calendars: {{c: {{timezone: UTC, hours: {hours}}}}}\n"
    assert "calendar c: it is never open" in told(text)


def test_touching_hours_do_not_overlap() -> None:
    week = "{mon: ['00:00-12:00', '12:00-24:00'], tue: ['22:00-06:00'], wed: ['06:00-07:00']}"
    calendar(f"calendars: {{c: {{timezone: UTC, hours: {week}}}}}\n")


@pytest.mark.data
@pytest.mark.skipif(not VECTORS.exists(), reason="the vectors are not beside the checkout")
def test_every_calendar_of_the_golden_vectors_loads() -> None:
    calendars = json.loads(VECTORS.read_text())["calendars"]
    loaded = load(QUEUE + yaml.safe_dump({"calendars": calendars})).calendars
    assert set(loaded) == set(calendars)


def test_what_later_clocks_need_is_kept_on_the_queue() -> None:
    queue = load(
        QUEUE
        + "    calendar: berlin\n"
        + "    sla: {claim: 10m, decision: 30m, resolution: 2d}\n"
        + "    remind_at: [90%, 50%]\n"
        + "    ladder: [{after: 15m, notify: [{usergroup: S0123}]}, {after: 1h, notify: [{user: U0789}]}]\n"
        + BERLIN
    ).queues["support"]
    assert queue.calendar == "berlin"
    told = {"claim": 600.0, "decision": 1800.0, "resolution": 172_800.0}
    assert queue.sla | told == queue.sla
    assert queue.remind_at == (0.5, 0.9)
    assert queue.ladder == (
        {"after": 900.0, "notify": [{"usergroup": "S0123"}]},
        {"after": 3600.0, "notify": [{"user": "U0789"}]},
    )


def test_a_step_may_wait_by_the_wall_clock_and_be_more_urgent_than_its_case() -> None:
    written = "{after: 15m, time: wall, urgency: urgent, notify: [{user: U0789}]}"
    (step,) = load(QUEUE + f"    ladder: [{written}]\n").queues["support"].ladder
    assert step == {
        "after": 900.0,
        "time": "wall",
        "urgency": "urgent",
        "notify": [{"user": "U0789"}],
    }


def test_a_ladder_says_whom_it_calls_where_how_often_and_who_stands_behind_it() -> None:
    queue = load(
        QUEUE
        + "    ladder: [{after: 15m, notify: [{channel: C0123}, {direct: U0789}]}, {after: 1h, notify: [{user: U0456}]}]\n"
        + "    ladder_repeats: 0\n    ladder_from: 2\n    fallback: {usergroup: S0123}\n"
    ).queues["support"]
    assert queue.ladder[0]["notify"] == [{"channel": "C0123"}, {"direct": "U0789"}]
    assert (queue.ladder_repeats, queue.ladder_from) == (0, 2)
    assert queue.fallback == {"usergroup": "S0123"}


def test_a_target_may_differ_by_priority_and_the_nearest_lower_one_stands_in() -> None:
    queue = load(QUEUE + "    sla: {claim: 10m, first_reply: {urgent: 15m, normal: 4h}}\n").queues[
        "support"
    ]
    assert [queue.targets(each)["first_reply"] for each in Priority] == [14_400] * 3 + [900]
    assert {queue.targets(each)["claim"] for each in Priority} == {600}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("sla: {claim: {}}", "`claim` in queue support: it is empty; write one duration"),
        ("sla: {claim: {hgh: 10m}}", "there is no priority `hgh`; did you mean `high`?"),
        ("sla: {claim: {high: soon}}", "a duration is a number and"),
        (
            "calendar: berlin\n    sla: {resolution: 3650d}",
            "support is 3650d, which calendar berlin is not open within twenty years",
        ),
        ("calendar: berln", "calendar `berln` does not exist; did you mean `berlin`?"),
        ("sla: {clam: 10m}", "`sla` in queue support has `clam`; did you mean `claim`?"),
        ("sla: {claim: 10}", "`claim` in queue support is `10`; a duration is a number and"),
        ("sla: {claim: 0s}", "a duration is longer than nothing"),
        ("timeout: 9999d", "a duration is at most 3650d"),
        ("remind_at: [0%]", "a reminder comes after some of the time"),
        ("remind_at: [110%]", "a share is a percentage from 0% to 100%"),
        ("remind_at: [50%, 50%]", "something stands in it twice"),
        ("remind_at: 50%", "`remind_at` in queue support is `50%`; it must be a list"),
        ("ladder: [{notify: [{user: U0789}]}]", "`after` is missing in queue support"),
        ("ladder: [{after: 5m, notify: []}]", "it names nobody and nothing"),
        (
            "ladder: [{after: 5m, notify: [{user: U1}]}]",
            "it must be a Slack id such as U0123456789",
        ),
        (
            "ladder: [{after: 5m, notfy: []}]",
            "did you mean `notify`? Allowed: after, notify, time, urgency",
        ),
        (
            "ladder: [{after: 5m, notify: [{user: U0789}]}, {after: 5m, notify: [{user: U0123}]}]",
            "step 2 must come later than the one before it",
        ),
        (
            "ladder: [{after: 5m, notify: [{user: U0789, direct: U0789}]}]",
            "each entry is one `usergroup`, `user`, `rota`, `channel` or `direct`",
        ),
        (
            "ladder: [{after: 5m, notify: [{user: U0789}]}]\n    ladder_from: 2",
            "`ladder_from` is 2, and its ladder ends before",
        ),
        ("fallback: {user: U0789}", "stands behind a ladder, and there is no `ladder`"),
        (
            "calendar: berlin\n    ladder: [{after: 3650d, notify: [{user: U0789}]}]",
            "3650d long, which calendar berlin is not open within twenty years",
        ),
    ],
)
def test_each_mistake_of_a_promise_is_a_sentence(line: str, sentence: str) -> None:
    text = f"    {line}\n{BERLIN}"
    assert sentence in told(text)
