"""The auditor: what is not as it must be is mended from the record, or told to the operators."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.flows.cancel import cancel
from bot.flows.look_over import BATCH, look_over
from bot.rules.clock import ClockStatus
from bot.rules.clocks import Ball
from bot.rules.delivery import DeliveryKind
from bot.rules.escalation import Escalation
from store.tables import deliveries, threads
from tests.flows.conftest import Team
from tests.makers import AGENT, a_judgement, a_queue, a_refund

SLA = {"resolution": 7200.0, "next_reply": 600.0}


async def opened(team: Team) -> Escalation:
    team.desk = replace(team.desk, ops_channel="C0OPS")
    team.policy.usual = a_judgement(a_queue(sla=SLA, timeout=864_000.0))
    return await team.ask(a_refund())


async def change(team: Team, statement: Any) -> None:
    """As a bad restore or a careless hand in the database would."""
    await team.desk.store.write(lambda memory: memory.connection.execute(statement) and None)  # type: ignore[attr-defined]


def of_operators(team: Team) -> list[str]:
    return [seen for seen in team.room.seen if seen.startswith("notice: ")]


async def audit(team: Team, escalation: Escalation) -> list[str]:
    lines = await team.desk.store.read(lambda memory: memory.audit(escalation.id))
    return [line.action for line in lines[1:]]


async def test_where_all_is_well_nothing_is_changed_and_nothing_said(team: Team) -> None:
    escalation = await opened(team)
    await team.drain()
    team.clock.wind(minutes=6)
    assert (await look_over(team.desk)).amiss == 0
    await cancel(team.desk, escalation.id, workspace="default", by=AGENT)
    await team.drain()
    assert (await look_over(team.desk)).amiss == 0
    assert of_operators(team) == []


async def test_a_card_that_nobody_owes_any_more_is_hung_up_again(team: Team) -> None:
    escalation = await opened(team)
    await change(team, deliveries.delete().where(deliveries.c.kind == DeliveryKind.CARD))
    team.clock.wind(minutes=4)
    assert (await look_over(team.desk)).amiss == 0, "it may still be on its way"
    team.clock.wind(minutes=2)
    both = await asyncio.gather(look_over(team.desk), look_over(team.desk))
    assert all(each.amiss for each in both)
    await team.drain()
    assert (await team.now(escalation)).thread is not None
    assert [seen for seen in team.room.seen if seen.startswith("card")] == ["card as pending"]
    assert len([each for each in of_operators(team) if "card owed again" in each]) == 1
    assert await audit(team, escalation) == ["card owed again"]
    assert (await look_over(team.desk)).amiss == 0


async def test_a_card_that_slack_does_not_take_is_told_and_owed_once(team: Team) -> None:
    await opened(team)
    team.room.down = True
    await team.drain()
    team.clock.wind(minutes=6)
    assert (await look_over(team.desk)).amiss
    team.room.down = False
    await team.settle()
    assert [seen for seen in team.room.seen if seen.startswith("card")] == ["card as pending"]
    assert any("has not reached Slack in time" in each for each in of_operators(team))


@pytest.mark.parametrize(
    ("ball", "was", "is_now"),
    [
        (Ball.CUSTOMER, ClockStatus.RUNNING, ClockStatus.PAUSED),
        (Ball.TEAM, ClockStatus.PAUSED, ClockStatus.RUNNING),
    ],
    ids=["the customer's turn", "the team's turn"],
)
async def test_clocks_that_do_not_fit_to_whose_turn_it_is_are_mended_once(
    team: Team, ball: Ball, was: ClockStatus, is_now: ClockStatus
) -> None:
    escalation = await opened(team)
    await team.drain()
    await spoil(team, escalation, ball, was)
    team.clock.wind(minutes=1)
    assert (await look_over(team.desk)).amiss == 1
    assert (await look_over(team.desk)).amiss == 0
    clock = (await team.now(escalation)).timing.clocks[-1]
    assert clock.status is is_now
    assert (clock.due_at is None) == (is_now is ClockStatus.PAUSED)
    await team.drain()
    assert "clocks mended" in of_operators(team)[0]


async def spoil(team: Team, escalation: Escalation, ball: Ball, status: ClockStatus) -> None:
    def record(memory: Any) -> None:
        was = memory.escalation(escalation.id)
        *others, last = was.timing.clocks
        spoilt = replace(last, status=status)
        timing = replace(was.timing, clocks=(*others, spoilt), ball=ball)
        memory.save(was.timed(timing), was=was, change="spoilt", at=team.clock.now())

    await team.desk.store.write(record)


async def test_what_nobody_sends_is_told_after_five_minutes_and_a_parked_lane_is_not(
    team: Team,
) -> None:
    await opened(team)
    team.clock.wind(minutes=4)
    assert (await look_over(team.desk)).amiss == 0
    parked_until = team.clock.now().replace(minute=59)
    await team.desk.store.write(lambda memory: memory.park("post:C0REFUNDS", parked_until))
    team.clock.wind(minutes=2)
    amiss_by_the_card = (await look_over(team.desk)).amiss
    team.clock.wind(hours=2)
    assert (await look_over(team.desk)).amiss == amiss_by_the_card + 1
    await team.drain()
    assert any("nobody sends it" in each for each in of_operators(team))


async def test_each_round_goes_on_where_the_last_one_ended(team: Team) -> None:
    await opened(team)
    await change(team, threads.delete())
    found = await look_over(team.desk, "esc_9999")
    assert (found.amiss, found.behind) == (0, "")
    assert BATCH >= 100
