"""The ladder as a pure rule: which step comes when, and what no order of events can change."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.approvers import Actor
from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.hours import Hours
from bot.rules.calendars.open_time import next_opening
from bot.rules.climbing import climb, climbs_at
from bot.rules.escalation import Escalation
from bot.rules.ladder import begun, rungs
from bot.rules.on_time import next_at
from tests.makers import NINE, a_judgement, a_queue, an_escalation

ANA = Actor(type="human", id="slack:T1/U1", name="Ana")
OFFICE = Calendar(
    name="office",
    timezone="UTC",
    week=tuple((Hours(540, 1020),) if day < 5 else () for day in range(7)),
)
LADDER = (
    {"after": 600.0, "notify": [{"user": "U1"}]},
    {"after": 1800.0, "notify": [{"user": "U2"}]},
    {"after": 3600.0, "notify": [{"user": "U3"}]},
)
NOBODY: frozenset[str] = frozenset()


def posted(**queue: Any) -> Escalation:
    usual = {"timeout": 8_640_000.0, "ladder": LADDER}
    return an_escalation(judgement=a_judgement(a_queue(**{**usual, **queue})))


def climbed(escalation: Escalation, gone: frozenset[str] = NOBODY) -> list[tuple[int, int, bool]]:
    """(minutes since the opening, step, whether it is the last) until nothing comes any more."""
    seen = []
    while at := climbs_at(escalation):
        step = climb(escalation, at, gone)
        assert step.called is not None
        minutes = int((at - NINE).total_seconds() // 60)
        seen.append((minutes, step.called.number, step.called.is_last))
        escalation = step.escalation
    return seen


@pytest.mark.parametrize(
    ("queue", "steps"),
    [
        (
            {"ladder_repeats": 0},
            [(10, 1, False), (30, 2, False), (60, 3, False), (70, 3, True)],
        ),
        (
            {"ladder_repeats": 1, "ladder_from": 2},
            [
                *((10, 1, False), (30, 2, False), (60, 3, False)),
                *((80, 2, False), (110, 3, False), (130, 3, True)),
            ],
        ),
        ({"ladder": ()}, []),
        (
            {"ladder": LADDER[:1]},
            [(10, 1, False), (20, 1, False), (30, 1, False), (40, 1, True)],
        ),
    ],
    ids=["once", "again from the second", "no ladder", "one step, three times"],
)
def test_each_step_waits_its_time_and_the_end_is_told(
    queue: dict[str, Any], steps: list[tuple[int, int, bool]]
) -> None:
    assert climbed(posted(**queue)) == steps


@pytest.mark.parametrize(
    ("gone", "steps"),
    [
        ({"U1"}, [(10, 2, False), (40, 3, False), (50, 3, True)]),
        ({"U2"}, [(10, 1, False), (30, 3, False), (40, 3, True)]),
        ({"U2", "U3"}, [(10, 1, False), (30, 3, True)]),
        ({"U1", "U2", "U3"}, [(10, 3, True)]),
    ],
    ids=["the first", "one between", "the last two", "everybody"],
)
def test_what_calls_nobody_takes_no_time(
    gone: set[str], steps: list[tuple[int, int, bool]]
) -> None:
    """F66: nobody to notify."""
    assert climbed(posted(ladder_repeats=0), frozenset(gone)) == steps


@pytest.mark.parametrize(
    ("step", "opened", "called"),
    [
        ({}, timedelta(hours=7, minutes=50), timedelta(days=1, minutes=5)),
        ({"time": "wall"}, timedelta(hours=7, minutes=50), timedelta(days=1)),
        ({"time": "wall"}, timedelta(hours=1), timedelta(hours=1, minutes=15)),
        ({}, timedelta(hours=7, minutes=45), timedelta(days=1)),
    ],
    ids=["open time", "the wall clock over night", "the wall clock by day", "as they leave"],
)
def test_a_step_waits_in_open_time_or_by_the_wall_and_calls_while_the_team_is_there(
    step: dict[str, Any], opened: timedelta, called: timedelta
) -> None:
    ladder = ({"after": 900.0, "notify": [{"user": "U1"}], **step},)
    promise = posted(hours=OFFICE, ladder=ladder).promise
    escalation = replace(posted(), promise=promise, climb=begun(promise, NINE + opened))
    while (taken := climb(escalation, climbs_at(escalation) or NINE, NOBODY)).called is None:
        escalation = taken.escalation
    assert climbs_at(escalation) == NINE + called


def test_each_step_waits_from_when_the_one_before_it_called() -> None:
    ladder = (LADDER[0], {**LADDER[1], "time": "wall"}, LADDER[2])
    evening = NINE + timedelta(hours=7, minutes=45)
    promise = posted(hours=OFFICE, ladder=ladder, ladder_repeats=0).promise
    escalation = replace(posted(), promise=promise, climb=begun(promise, evening))
    called = []
    while at := climbs_at(escalation):
        step = climb(escalation, at, NOBODY)
        called += [at - evening] if step.called else []
        escalation = step.escalation
    night = timedelta(hours=16)
    minutes = [timedelta(minutes=each) for each in (10, 15, 45)]
    assert called[:3] == [minutes[0], night + minutes[1], night + minutes[2]]


def test_it_is_what_time_does_next_to_an_escalation_and_not_to_one_that_is_taken() -> None:
    escalation = posted()
    assert climbs_at(escalation) == NINE + timedelta(minutes=10)
    timeless = replace(escalation, timing=type(escalation.timing)())
    assert next_at(timeless) == NINE + timedelta(minutes=10)
    assert climbs_at(escalation.claim(ANA, NINE)) is None
    assert climbs_at(replace(escalation, assignee=ANA)) is not None, "only named"


def test_another_team_climbs_its_own_ladder_from_the_beginning() -> None:
    first = climb(posted(), NINE + timedelta(minutes=10), NOBODY).escalation
    queue = a_queue(name="other", ladder=LADDER[:1])
    moved = first.transfer(queue, NINE + timedelta(minutes=20))
    assert climbs_at(moved) == NINE + timedelta(minutes=30)
    assert climbs_at(first.transfer(a_queue(name="none"), NINE)) is None


def test_what_opened_before_ladders_were_climbed_climbs_from_its_opening() -> None:
    assert climbs_at(replace(posted(), climb=None)) == NINE + timedelta(minutes=10)


@given(
    st.lists(st.integers(1, 400), min_size=1, max_size=40),
    st.sets(st.sampled_from(["U1", "U2", "U3"])),
    st.booleans(),
    st.integers(0, 3),
)
def test_however_seldom_anybody_looks_no_step_comes_twice_early_or_at_night(
    looks: list[int], gone: set[str], has_hours: bool, repeats: int
) -> None:
    calendar = OFFICE if has_hours else None
    escalation = posted(hours=calendar, ladder_repeats=repeats)
    now, taken = NINE, 0
    for minutes in looks:
        now += timedelta(minutes=minutes)
        planned = climbs_at(escalation)
        step = climb(escalation, now, frozenset(gone))
        again = climb(step.escalation, now, frozenset(gone))
        assert again.escalation is step.escalation, "two replicas have the effect of one"
        if step.called is None:
            escalation = step.escalation
            continue
        assert planned is not None
        assert planned <= now
        assert next_opening(calendar, now) <= now or now - planned <= timedelta(minutes=1)
        assert step.called.reaches(frozenset(gone)) or step.called.is_last
        taken += 1 + len(step.skipped)
        escalation = step.escalation
        assert escalation.climb is not None
        assert escalation.climb.taken == taken <= len(rungs(escalation.promise))
    assert is_planned_or_done(escalation, now)


def is_planned_or_done(escalation: Escalation, now: datetime) -> bool:
    """The law of the auditor: unclaimed means that somebody will be called, or all were."""
    at = climbs_at(escalation)
    done = escalation.climb is not None and escalation.climb.taken == len(rungs(escalation.promise))
    return done if at is None else at > now
