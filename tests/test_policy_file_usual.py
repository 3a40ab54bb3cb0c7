"""What a queue promises where its policy says nothing, as the page about clocks has it."""

import re
from pathlib import Path

import pytest

from bot.policy_file import PolicyErrors, load
from bot.rules.clock import ClockKind
from bot.rules.durations import say_duration
from bot.rules.policy import Priority, Queue, Stakes
from tests.makers import NINE, a_judgement, a_refund, an_escalation

PAGE = (Path(__file__).parents[1] / "docs" / "clocks.md").read_text()
ROWS = re.findall(r"^\| `(\w+)` \| (\w+) \| (\w+) \| (\w+) \|$", PAGE, re.MULTILINE)
QUEUE = "queues:\n  support:\n    channel: C0123\n    approvers: {any_of: [{user: U0456}]}\n"
OFFICE = 'calendars: {office: {timezone: Europe/Berlin, hours: {mon-fri: ["09:00-17:00"]}}}\n'


def a_queue(more: str = "", calendars: str = "") -> Queue:
    return load(QUEUE + more + calendars).queues["support"]


@pytest.mark.parametrize(("clock", "urgent", "high", "normal"), ROWS)
def test_a_queue_that_says_nothing_promises_what_the_page_says(
    clock: str, urgent: str, high: str, normal: str
) -> None:
    queue = a_queue("    calendar: office\n", OFFICE)
    rising = (Priority.URGENT, Priority.HIGH, Priority.NORMAL)
    found = [say_duration(queue.targets(each)[clock]) for each in rising]
    assert found == [urgent, high, normal]
    assert queue.targets(Priority.LOW) == queue.targets(Priority.NORMAL)


def test_the_page_has_a_row_for_each_clock_that_is_promised() -> None:
    assert {clock for clock, *_ in ROWS} == set(a_queue().sla)
    assert a_queue().remind_at == (0.5, 0.75, 0.9)


def test_where_much_is_at_stake_a_decision_is_due_in_ten_minutes_on_the_wall_clock() -> None:
    queue = a_queue("    calendar: office\n", OFFICE)
    judged = a_judgement(queue, stakes=Stakes.HIGH, timeout=86_400.0)
    found = an_escalation(a_refund(), judged).timing.latest(ClockKind.DECISION)
    assert found is not None
    assert (found.target, found.on_wall) == (600.0, True)
    assert (found.due_at or NINE).timestamp() - NINE.timestamp() == 600
    told = a_queue("    sla: {decision: 30m}\n")
    assert told.targets(Priority.NORMAL, Stakes.HIGH)["decision"] == 1800


def test_without_a_calendar_a_day_is_a_day_and_not_eight_hours() -> None:
    found = a_queue().targets(Priority.NORMAL)["resolution"]
    assert found == 5 * 86_400
    assert (
        a_queue("    calendar: office\n", OFFICE).targets(Priority.NORMAL)["resolution"] == 144_000
    )


def test_nothing_longer_is_promised_than_people_have() -> None:
    queue = a_queue("    timeout: 5m\n")
    assert {queue.targets(each)["claim"] for each in Priority} == {300}
    assert queue.targets(Priority.NORMAL, Stakes.HIGH)["decision"] == 300
    assert queue.targets(Priority.NORMAL)["first_reply"] == 300


def test_what_is_off_is_not_promised_and_what_is_told_takes_the_place_of_the_usual() -> None:
    queue = a_queue("    sla: {claim: off, first_reply: 10m, resolution: off}\n")
    assert queue.targets(Priority.NORMAL) == {
        "first_reply": 600,
        "next_reply": 28_800,
        "decision": 3_600,
    }
    silent = a_queue("    sla: off\n    remind_at: off\n")
    assert (silent.targets(Priority.URGENT, Stakes.HIGH), silent.remind_at) == ({}, ())


def test_that_a_card_is_late_is_always_told() -> None:
    with pytest.raises(PolicyErrors, match="`notify` cannot be off"):
        load(QUEUE + "    sla: {notify: off}\n")


def test_a_calendar_that_cannot_keep_the_usual_times_is_not_refused_for_them() -> None:
    week = 'calendars: {office: {timezone: UTC, hours: {mon: ["09:00-09:01"]}}}\n'
    assert a_queue("    calendar: office\n", week).targets(Priority.NORMAL)["claim"] == 3_600
