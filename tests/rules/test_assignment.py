from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.approvers import Actor
from bot.rules.assignment import Assignment, Colleague, next_in_line
from tests.makers import NINE

IN_TURN, BY_LOAD = Assignment.ROUND_ROBIN, Assignment.LEAST_LOADED
HOUR = timedelta(hours=1)


def a_colleague(
    name: str, *, last: datetime | None = None, open: int = 0, away: datetime | None = None
) -> Colleague:
    who = Actor(type="human", id=f"slack:T1/U{name}", name=name)
    return Colleague(who=who, last_assigned_at=last, open=open, away_until=away)


@pytest.mark.parametrize(
    ("assignment", "colleagues", "chosen"),
    [
        (Assignment.MANUAL, [a_colleague("Ana")], None),
        (IN_TURN, [], None),
        (IN_TURN, [a_colleague("Ana", last=NINE), a_colleague("Ben", last=NINE - HOUR)], "Ben"),
        (IN_TURN, [a_colleague("Ana", last=NINE), a_colleague("Ben")], "Ben"),
        (IN_TURN, [a_colleague("Ben"), a_colleague("Ana")], "Ana"),
        (IN_TURN, [a_colleague("Ana", open=2), a_colleague("Ben", last=NINE)], "Ana"),
        (BY_LOAD, [a_colleague("Ana", open=2), a_colleague("Ben", open=1, last=NINE)], "Ben"),
        (BY_LOAD, [a_colleague("Ana", last=NINE), a_colleague("Ben", last=NINE - HOUR)], "Ben"),
        (IN_TURN, [a_colleague("Ana", away=NINE + HOUR), a_colleague("Ben", last=NINE)], "Ben"),
        (IN_TURN, [a_colleague("Ana", away=NINE)], "Ana"),
        (BY_LOAD, [a_colleague("Ana", away=NINE + HOUR)], None),
        (IN_TURN, [a_colleague("Ana", open=3), a_colleague("Ben", open=2, last=NINE)], "Ben"),
        (IN_TURN, [a_colleague("Ana", open=3)], None),
    ],
)
def test_a_new_card_is_for_whoever_is_next(
    assignment: Assignment, colleagues: list[Colleague], chosen: str | None
) -> None:
    found = next_in_line(assignment, colleagues, NINE, most_open=3)
    assert (found.who.name if found else None) == chosen


@given(st.lists(st.sampled_from("ABCDE"), unique=True, min_size=1), st.integers(1, 40))
def test_in_turn_nobody_gets_two_more_than_another(names: list[str], cards: int) -> None:
    team = {name: a_colleague(name) for name in names}
    counts = dict.fromkeys(names, 0)
    for number in range(cards):
        now = NINE + timedelta(minutes=number)
        found = next_in_line(IN_TURN, list(team.values()), now)
        assert found is not None
        name = found.who.name
        counts[name] += 1
        team[name] = a_colleague(name, last=now)
    assert max(counts.values()) - min(counts.values()) <= 1
