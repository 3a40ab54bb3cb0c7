"""Whoever a policy counts on has left: operators hear of it before anybody is called in vain."""

import asyncio
from dataclasses import replace

from bot.flows.look_for_people import look_for_people
from bot.rules.rota import Rota
from tests.flows.conftest import Team
from tests.makers import a_queue, a_refund

LADDER = ({"after": 900.0, "notify": [{"user": "U0MIA"}, {"channel": "C0LOUD"}]},)


async def watched(team: Team) -> None:
    queue = a_queue(ladder=LADDER, fallback={"direct": "U0LEAD"})
    team.policy.queues = {"refunds": queue, "risk": replace(queue, name="risk", fallback=None)}
    team.desk = replace(team.desk, ops_channel="C0OPS")
    await team.ask(a_refund())
    await team.drain()


async def told(team: Team) -> list[str]:
    """Two replicas look at once."""
    before = len(team.room.seen)
    await asyncio.gather(look_for_people(team.desk), look_for_people(team.desk))
    await team.drain()
    return [each for each in team.room.seen[before:] if each.startswith("notice: ")]


async def test_operators_hear_once_a_day_of_whom_nobody_can_reach(team: Team) -> None:
    """F66: nobody to notify."""
    await watched(team)
    assert await told(team) == []
    team.directory.left = {"U0MIA", "S0REFUNDS", "U0NOBODYS"}
    (notice,) = await told(team)
    assert "user group S0REFUNDS (refunds, risk); user U0MIA (refunds, risk)." in notice
    assert await told(team) == []
    team.directory.left |= {"U0LEAD"}
    assert "user U0LEAD (refunds)" in (await told(team))[0]
    team.clock.wind(days=1)
    assert len(await told(team)) == 1
    team.directory.left = set()
    team.clock.wind(days=1)
    assert await told(team) == []


async def test_of_whom_slack_does_not_say_anything_nothing_is_said(team: Team) -> None:
    await watched(team)
    team.directory.left = {"U0MIA"}
    team.directory.answers = False
    assert await told(team) == []


async def test_a_desk_without_a_case_tells_nothing_and_asks_all_the_same(team: Team) -> None:
    team.policy.queues = {"refunds": a_queue(ladder=LADDER)}
    team.directory.left = {"U0MIA"}
    assert await look_for_people(team.desk) == {"U0MIA"}
    await team.drain()
    assert team.room.seen == []


async def test_a_rota_on_which_nobody_is_left_is_named(team: Team) -> None:
    await watched(team)
    team.policy.rotas = {"night": Rota(name="night", timezone="Europe/Berlin", people=("U0BEN",))}
    on_call = ({"after": 900.0, "notify": [{"rota": "night"}]},)
    team.policy.queues = {"refunds": a_queue(ladder=on_call)}
    assert await told(team) == []
    team.directory.left = {"U0BEN"}
    assert "rota night (refunds)" in (await told(team))[0]
