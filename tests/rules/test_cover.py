"""When nobody was on call while the team was there, against somebody who looks every half hour."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.approvers import Actor, Approvers
from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import opening
from bot.rules.calendars.week import Window
from bot.rules.cover import Cover, in_force, left_alone, uncovered
from bot.rules.rota import Rota, Schedule, StandIn, on_call
from tests.calendars import a_calendar
from tests.makers import NINE, a_queue

OFFICE = a_calendar("UTC")
BERLIN = a_calendar("Europe/Berlin", {"mon-fri": ["08:00-12:00", "13:30-18:00"]})
AT_NIGHT = a_calendar("Europe/Berlin", {"mon-sun": ["22:00-06:00"]})
BACK = datetime(2026, 10, 24, 9, tzinfo=UTC)
FORWARD = datetime(2026, 3, 28, 9, tzinfo=UTC)
MIA = Actor(type="human", id="slack:T1/U0MIA", name="Mia")
HOUR, HALF = 3600.0, timedelta(minutes=30)
DAY = Window(NINE - timedelta(hours=9), NINE + timedelta(hours=15))
THREE_DAYS = Window(DAY.start, DAY.start + timedelta(days=3))


def after(hours: float) -> datetime:
    return NINE + timedelta(hours=hours)


def by_turns(name: str = "days") -> Rota:
    return Rota(name=name, people=("U1", "U2"))


def stood_in(*spans: tuple[float, float], name: str = "days") -> Rota:
    """Nobody takes turns; somebody stands in for these hours after Monday nine."""
    stand_ins = (StandIn(user="U1", start=after(a), end=after(b)) for a, b in spans)
    return Rota(name=name, people=(), stand_ins=tuple(stand_ins))


def set_at(hours: float, rota: Rota, version: int = 1) -> Schedule:
    return Schedule(rota=rota, version=version, set_at=after(hours), set_by=MIA)


def of(*rotas: Rota, hours: object = OFFICE, history: Sequence[Schedule] = ()) -> float | None:
    covers = (Cover(hours=hours, rotas=rotas),)  # type: ignore[arg-type]
    return uncovered(covers, DAY, {"days": history})


@pytest.mark.parametrize(
    ("rota", "hours"),
    [
        (by_turns(), 0),
        (stood_in(), 8),
        (stood_in((0, 8)), 0),
        (stood_in((-9, 15)), 0),
        (stood_in((2, 3)), 7),
        (stood_in((-5, 1), (7, 12)), 6),
        (stood_in((2, 4), (3, 5)), 5),
        (stood_in((8, 9)), 8),
    ],
)
def test_what_counts_is_open_time_in_which_nobody_was_on_call(rota: Rota, hours: float) -> None:
    assert of(rota) == hours * HOUR


def test_one_of_a_teams_rotas_is_enough() -> None:
    assert of(stood_in((0, 4)), stood_in((3, 6), name="late")) == 2 * HOUR
    assert of(stood_in(), by_turns("late")) == 0.0


def test_a_rota_that_was_set_at_noon_covers_from_noon_on_and_until_it_is_set_again() -> None:
    assert of(stood_in(), history=[set_at(3, by_turns())]) == 3 * HOUR
    again = [set_at(3, by_turns()), set_at(5, stood_in(), version=2)]
    assert of(stood_in(), history=again) == 6 * HOUR
    assert of(stood_in(), history=[set_at(-900, by_turns())]) == 0.0
    assert of(stood_in(), history=[set_at(900, by_turns())]) == 8 * HOUR


def test_spans_that_touch_or_overlap_are_told_as_one() -> None:
    early = Cover(hours=OFFICE, rotas=(stood_in((3, 8)),))
    later = Cover(hours=OFFICE, rotas=(stood_in((0, 2), (6, 8)),))
    last = Cover(hours=OFFICE, rotas=(stood_in((0, 7)),))
    assert left_alone((early, later, last), DAY, {}) == (
        Window(NINE, after(6)),
        Window(after(7), after(8)),
    )
    assert left_alone((), DAY, {}) == ()


def test_teams_are_counted_together_and_without_a_team_nothing_is_known() -> None:
    alone = Cover(hours=OFFICE, rotas=(stood_in((0, 6)),))
    assert uncovered((alone, alone), DAY, {}) == 4 * HOUR
    assert uncovered((), DAY, {}) is None


@pytest.mark.parametrize(
    ("changes", "is_known"),
    [({"hours": OFFICE}, True), ({}, False), ({"hours": OFFICE, "approvers": Approvers()}, False)],
)
def test_who_should_be_there_is_known_by_a_rota_and_a_calendar_together(
    changes: dict[str, object], *, is_known: bool
) -> None:
    queue = replace(a_queue(approvers=Approvers(rotas=frozenset({"days"}))), **changes)  # type: ignore[arg-type]
    assert bool(queue.covers({"days": by_turns(), "other": by_turns("other")})) is is_known


steps = st.integers(-18, 120).map(lambda each: each / 2)
rotas = st.lists(st.tuples(steps, steps).map(sorted).filter(lambda each: each[0] < each[1])).map(
    lambda spans: stood_in(*spans)
)
histories = st.lists(st.tuples(steps, rotas), max_size=3).map(
    lambda sets: [
        set_at(at, rota, number)
        for number, (at, rota) in enumerate(sorted(sets, key=lambda each: each[0]), 1)
    ]
)


def moved(rota: Rota, by: timedelta) -> Rota:
    spans = (replace(each, start=each.start + by, end=each.end + by) for each in rota.stand_ins)
    return replace(rota, stand_ins=tuple(spans))


@given(
    file=rotas,
    late=rotas,
    history=histories,
    hours=st.sampled_from([BERLIN, AT_NIGHT]),
    by=st.sampled_from([timedelta(), BACK - NINE, FORWARD - NINE]),
)
@settings(max_examples=60, deadline=None)
def test_it_is_what_somebody_finds_who_looks_every_half_hour(
    file: Rota, late: Rota, history: list[Schedule], hours: Calendar, by: timedelta
) -> None:
    """Also in the nights in which an hour comes twice, or not at all."""
    late, file = replace(moved(late, by), name="late"), moved(file, by)
    history = [
        replace(each, rota=moved(each.rota, by), set_at=each.set_at + by) for each in history
    ]
    days = Window(THREE_DAYS.start + by, THREE_DAYS.end + by)
    cover = Cover(hours=hours, rotas=(file, late))
    assert list(in_force(file, history, Window(NINE, NINE))) == []
    found, at = 0.0, days.start
    while at < days.end:
        stood = [file, *(each.rota for each in history if each.set_at <= at)][-1]
        is_alone = on_call(stood, at) is None and on_call(late, at) is None
        if is_alone and opening(hours, at).open_now:
            found += HALF.total_seconds()
        at += HALF
    assert cover.uncovered(days, {"days": history}) == found
    alone = left_alone([cover, cover], days, {"days": history})
    assert sum((each.end - each.start).total_seconds() for each in alone) == found
    for span in alone:
        assert opening(hours, span.start).open_now
        middle = span.start + (span.end - span.start) / 2
        stood = [file, *(each.rota for each in history if each.set_at <= middle)][-1]
        assert on_call(stood, middle) is on_call(late, middle) is None
