"""The auditor: what is not as it must be is mended from the record, or told to the operators."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.flows.cancel import cancel
from bot.flows.look_over import BATCH, look_over
from bot.rules.clock import ClockKind, ClockStatus
from bot.rules.clocks import Ball
from bot.rules.delivery import DeliveryKind
from bot.rules.escalation import Escalation
from store.tables import deliveries, escalations, threads
from tests.flows.conftest import Team
from tests.makers import AGENT, a_judgement, a_queue, a_refund

SLA = {"claim": 900.0, "decision": 1800.0, "resolution": 7200.0, "next_reply": 600.0}
LADDER = ({"after": 900.0, "notify": [{"user": "U0MIA"}]},)


async def opened(team: Team) -> Escalation:
    team.desk = replace(team.desk, ops_channel="C0OPS")
    team.policy.usual = a_judgement(a_queue(sla=SLA, timeout=864_000.0, ladder=LADDER))
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


async def test_a_moment_far_in_the_future_is_planned_again_from_the_record_and_told(
    team: Team,
) -> None:
    """F67: paused or lost, for good."""
    escalation = await opened(team)
    await team.drain()
    far = team.clock.now() + timedelta(days=9_000)
    await change(team, escalations.update().values(next_at=far))
    team.clock.wind(minutes=1)
    both = await asyncio.gather(look_over(team.desk), look_over(team.desk))
    assert sum(each.amiss for each in both) == 1
    assert (await look_over(team.desk)).amiss == 0
    await team.drain()
    assert "planned again" in of_operators(team)[0]
    assert await audit(team, escalation) == ["planned again"]


@pytest.mark.parametrize("lost", [None, timedelta(days=9_000)], ids=["lost", "far away"])
async def test_a_ladder_whose_next_step_is_lost_or_far_away_goes_on(
    team: Team, lost: timedelta | None
) -> None:
    """F67: before its first step as well as after it."""
    escalation = await opened(team)
    await team.drain()
    at = team.clock.now() + lost if lost else None

    def spoil(was: Escalation) -> Escalation:
        assert was.climb is not None
        return replace(was, climb=replace(was.climb, next_at=at))

    await spoilt(team, escalation, spoil)
    assert (await look_over(team.desk)).amiss == 1
    assert (await look_over(team.desk)).amiss == 0
    again = (await team.now(escalation)).climb
    assert again is not None
    assert again.next_at == team.clock.now() + timedelta(minutes=15)
    await team.drain()
    assert "ladder mended" in of_operators(team)[0]


@pytest.mark.parametrize("kind", [ClockKind.DECISION, ClockKind.CLAIM, ClockKind.RESOLUTION])
async def test_a_clock_that_was_lost_runs_again_as_if_it_had_run_on(
    team: Team, kind: ClockKind
) -> None:
    """F67: an escalation pauses or is lost."""
    escalation = await opened(team)
    await team.drain()
    before = (await team.now(escalation)).timing.latest(kind)
    team.clock.wind(minutes=1)
    await spoilt(team, escalation, lambda was: without(was, kind))
    assert (await look_over(team.desk)).amiss == 1
    assert (await look_over(team.desk)).amiss == 0
    assert (await team.now(escalation)).timing.latest(kind) == before
    await team.drain()
    assert "clocks mended" in of_operators(team)[0]


async def test_a_clock_that_is_due_when_its_time_is_not_over_is_due_by_the_rules_of_today(
    team: Team,
) -> None:
    """As when the time zone database has changed since it was planned."""
    escalation = await opened(team)
    await team.drain()
    right = (await team.now(escalation)).timing

    def spoil(was: Escalation) -> Escalation:
        late = [
            replace(each, due_at=each.due_at + timedelta(hours=1))
            if each.due_at and each.is_owed
            else each
            for each in was.timing.clocks
        ]
        return replace(was, timing=replace(was.timing, clocks=tuple(late)))

    await spoilt(team, escalation, spoil)
    assert (await look_over(team.desk)).amiss == 1
    assert [each.due_at for each in (await team.now(escalation)).timing.clocks] == [
        each.due_at for each in right.clocks
    ]


def without(was: Escalation, kind: ClockKind) -> Escalation:
    kept = tuple(each for each in was.timing.clocks if each.kind is not kind)
    return replace(was, timing=replace(was.timing, clocks=kept))


async def spoilt(
    team: Team, escalation: Escalation, spoil: Callable[[Escalation], Escalation]
) -> None:
    def record(memory: Any) -> None:
        was = memory.escalation(escalation.id)
        now_is = replace(spoil(was), version=was.version + 1)
        memory.save(now_is, was=was, change="spoilt", at=team.clock.now())

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
