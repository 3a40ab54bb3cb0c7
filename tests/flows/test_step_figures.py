"""How far up their ladders a week's cases came, and how often a step called nobody."""

from datetime import timedelta

import pytest

from bot.flows.on_time import on_time
from bot.rules.calendars.week import Window
from bot.rules.weekly.parts import Burden
from tests.flows.conftest import Team
from tests.flows.test_ladder import LADDER, LEADS, MIA, climbing, refusing, wound
from tests.makers import NINE, a_refund

A_WEEK = Window(NINE, NINE + timedelta(days=7))
AFTER = Window(A_WEEK.end, A_WEEK.end + timedelta(days=7))
DIRECT = {"direct": "U0SAM"}


async def burden(team: Team, window: Window = A_WEEK, queue: str | None = None) -> Burden:
    now = team.clock.now()
    facts = await team.desk.store.read(
        lambda memory: memory.facts("default", window, queue=queue, now=now)
    )
    return facts.burden


async def test_each_case_counts_for_how_far_it_came(team: Team) -> None:
    await climbing(team)
    assert (await burden(team)).steps == {}
    await wound(team, minutes=15)
    await team.ask(a_refund("t-2", conversation_id="conv-2"))
    await wound(team, minutes=15)
    found = await burden(team)
    assert (found.steps, found.steps_empty) == ({2: 1, 1: 1}, 0)
    assert (await burden(team, queue="refunds")).steps == found.steps
    assert (await burden(team, queue="other")).steps == {}
    assert (await burden(team, AFTER)).steps == {}, "it counts where the case began"


async def test_a_ladder_that_is_climbed_again_counts_on(team: Team) -> None:
    await climbing(team, ladder_repeats=1)
    for _ in range(6):
        await wound(team, minutes=30)
    assert (await burden(team)).steps == {2 * len(LADDER) + 1: 1}, "two rounds, and the end of it"


@pytest.mark.parametrize(
    ("left", "reached", "empty"), [({"S0LEADS"}, 2, 1), ({"S0LEADS", "U0MIA"}, 3, 2)]
)
async def test_a_step_of_which_everybody_has_left_called_nobody(
    team: Team, left: set[str], reached: int, empty: int
) -> None:
    team.directory.left = left
    await climbing(team)
    await wound(team, minutes=15)
    found = await burden(team)
    assert (found.steps, found.steps_empty) == ({reached: 1}, empty)
    assert (await burden(team, AFTER)).steps_empty == 0
    assert (await burden(team, queue="other")).steps_empty == 0


async def test_a_step_whose_message_slack_refused_called_nobody_either_and_counts_once(
    team: Team,
) -> None:
    steps = ({"after": 900.0, "notify": [DIRECT]}, {"after": 7200.0, "notify": [MIA]})
    await climbing(team, ladder=steps)
    refusing(team, "U0SAM")
    await wound(team, minutes=15)
    for _ in range(3):
        await on_time(team.desk)
        await team.drain()
    assert (await burden(team)).steps_empty == 1


async def test_the_same_step_of_two_cases_counts_for_each(team: Team) -> None:
    team.directory.left = {"S0LEADS"}
    await climbing(team)
    await team.ask(a_refund("t-2", conversation_id="conv-2"))
    await wound(team, minutes=15)
    found = await burden(team)
    assert (found.steps, found.steps_empty) == ({2: 2}, 2)


async def test_a_step_that_reached_one_of_two_was_not_empty(team: Team) -> None:
    steps = ({"after": 900.0, "notify": [LEADS, MIA]},)
    team.directory.left = {"S0LEADS"}
    await climbing(team, ladder=steps)
    await wound(team, minutes=15)
    assert (await burden(team)).steps_empty == 0
