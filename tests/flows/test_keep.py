"""Claimed and forgotten: asked at half of the time, free at its end, and kept by whoever says so."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import BadInput, DecisionNotAllowed
from bot.flows.claim import claim, release
from bot.flows.keep import keep, snooze
from bot.flows.on_time import on_time
from bot.rules.budget import Budget, Limits
from bot.rules.escalation import Escalation
from bot.rules.status import Status
from bot.steps.owners_told import STILL
from tests.flows.conftest import Team
from tests.makers import a_judgement, a_queue, a_refund

FREE = "note: Ana has not come back to this, so it is free again. Press Claim to take it."


async def claimed(team: Team) -> Escalation:
    team.policy.usual = a_judgement(a_queue(timeout=7_200.0))
    escalation = await team.ask(a_refund())
    await team.drain()
    taken = await claim(team.desk, team.press(escalation))
    await team.drain()
    return taken


async def wound(team: Team, **by: float) -> list[str]:
    """Time passes, and what the room saw of it."""
    team.clock.wind(**by)
    before = len(team.room.seen)
    await on_time(team.desk)
    await team.drain()
    return team.room.seen[before:]


async def test_whoever_forgets_is_asked_and_then_it_is_free(team: Team) -> None:
    """F68: claimed, then forgotten."""
    escalation = await claimed(team)
    assert await wound(team, minutes=14) == []
    asked = await wound(team, minutes=1)
    assert f"note: {STILL}" in asked
    assert f"direct: {STILL}" in asked
    assert await wound(team, minutes=14) == []
    assert FREE in await wound(team, minutes=1)
    now_is = await team.now(escalation)
    assert (now_is.status, now_is.assignee) == (Status.PENDING, None)
    lines = await team.desk.store.read(lambda memory: memory.audit(escalation.id))
    assert [line.action for line in lines][-2:] == ["asked", "lease expired"]


async def test_two_replicas_that_tick_at_once_ask_and_free_once(team: Team) -> None:
    await claimed(team)
    for minutes in (15, 15):
        team.clock.wind(minutes=minutes)
        await asyncio.gather(*(on_time(team.desk) for _ in range(4)))
        await team.drain()
    assert team.room.seen.count(f"note: {STILL}") == 1
    assert team.room.seen.count(FREE) == 1


async def test_a_clock_that_is_set_back_asks_nobody_twice(team: Team) -> None:
    await claimed(team)
    assert f"note: {STILL}" in await wound(team, minutes=15)
    team.clock.wind(seconds=-5)
    assert f"note: {STILL}" not in await wound(team, seconds=10)


async def test_whoever_keeps_it_is_told_until_when_and_asked_again_later(team: Team) -> None:
    escalation = await claimed(team)
    await wound(team, minutes=15)
    press = team.press(escalation)
    kept = await keep(team.desk, press)
    assert await keep(team.desk, press) == await team.now(kept)
    await team.drain()
    assert team.room.whispers[-1][1].startswith("It stays yours until <!date^")
    assert FREE not in await wound(team, minutes=14)
    assert f"note: {STILL}" in await wound(team, minutes=1)


async def test_after_letting_go_nobody_is_asked(team: Team) -> None:
    escalation = await claimed(team)
    await release(team.desk, team.press(escalation))
    assert team.room.whispers[0][1].startswith("It is yours until <!date^")
    await team.drain()
    assert team.room.whispers[-1][1] == "You let go of it: anybody may take it now."
    assert f"note: {STILL}" not in await wound(team, minutes=40)


async def test_only_whoever_has_it_keeps_or_snoozes_it(team: Team) -> None:
    escalation = await claimed(team)
    until = team.clock.now() + timedelta(hours=1)
    for act in (
        lambda press: keep(team.desk, press),
        lambda press: snooze(team.desk, press, until),
    ):
        with pytest.raises(DecisionNotAllowed, match="Ana has this"):
            await act(team.press(escalation, "U0BEN"))


async def test_a_snooze_is_quiet_until_its_end_and_is_confirmed(team: Team) -> None:
    escalation = await claimed(team)
    until = team.clock.now() + timedelta(minutes=25)
    await snooze(team.desk, team.press(escalation), until)
    await team.drain()
    assert "You are not reminded of this until <!date^" in team.room.whispers[-1][1]
    assert await wound(team, minutes=24) == []
    assert f"note: {STILL}" in await wound(team, minutes=1)


async def test_a_snooze_until_tomorrow_keeps_the_card_and_what_is_late_is_told(team: Team) -> None:
    """F69: a snooze hides a breach. With the half hour that everybody has."""
    team.policy.usual = a_judgement(a_queue(timeout=864_000.0, sla={"decision": 14_400.0}))
    escalation = await team.ask(a_refund())
    await claim(team.desk, team.press(escalation))
    until = team.clock.now() + timedelta(days=1)
    await snooze(team.desk, team.press(escalation), until)
    await team.drain()
    heard = await wound(team, hours=3, minutes=54)
    assert [each for each in heard if not each.startswith("redrawn")] == []
    asked = await wound(team, minutes=1)
    assert f"note: {STILL}" in asked, "it ends five minutes before it is due"
    late = await wound(team, minutes=5, seconds=1)
    assert "note: Nobody has decided in time." in late
    assert (await team.now(escalation)).status is Status.CLAIMED
    assert FREE in await wound(team, minutes=10)


async def test_a_snooze_into_the_past_says_what_to_do(team: Team) -> None:
    escalation = await claimed(team)
    with pytest.raises(BadInput, match="Choose a time to come"):
        await snooze(team.desk, team.press(escalation), team.clock.now())


def busied(memory: Any, whose: str, budget: Budget) -> None:
    memory.budget(whose)
    memory.save_budget(whose, budget)


ANSWERS: dict[str, Callable[[Team, Escalation], Awaitable[Any]]] = {
    "kept": lambda team, case: keep(team.desk, team.press(case)),
    "snoozed": lambda team, case: snooze(
        team.desk, team.press(case), team.clock.now() + timedelta(minutes=40)
    ),
    "let go": lambda team, case: release(team.desk, team.press(case)),
}


@pytest.mark.parametrize("answer", [None, *ANSWERS])
async def test_a_question_that_waits_in_a_list_is_not_put_once_it_is_answered(
    team: Team, answer: str | None
) -> None:
    escalation = await claimed(team)
    team.policy.calls_per_hour = Limits(person=1, channel=900)
    called = Budget(spent=(team.clock.now() - timedelta(minutes=35),))
    await team.desk.store.write(lambda memory: busied(memory, "U0ANA", called))
    asked = await wound(team, minutes=15)
    assert [each for each in asked if each.startswith(("note", "direct"))] == [f"note: {STILL}"]
    if answer:
        await ANSWERS[answer](team, escalation)
        await team.drain()
    listed = [each for each in await wound(team, minutes=11) if each.startswith("direct")]
    assert len(listed) == (0 if answer else 1)


@pytest.mark.parametrize("answer", [None, "snoozed", "let go"])
async def test_a_reminder_that_waits_in_the_list_of_its_owner_is_told_while_it_is_theirs(
    team: Team, answer: str | None
) -> None:
    """F69: a snooze silences whoever has it, and nobody else."""
    queue = a_queue(sla={"decision": 7_200.0}, remind_at=(0.25,), timeout=86_400.0)
    team.policy.usual = a_judgement(queue)
    escalation = await team.ask(a_refund())
    await claim(team.desk, team.press(escalation))
    await team.drain()
    team.policy.calls_per_hour = Limits(person=1, channel=900)
    called = Budget(spent=(team.clock.now() - timedelta(minutes=20),))
    await team.desk.store.write(lambda memory: busied(memory, "U0ANA", called))
    for _ in range(2):
        await wound(team, minutes=10)
    await keep(team.desk, team.press(escalation))
    assert "note: 25% of the time to decide is over." in await wound(team, minutes=10)
    if answer:
        await ANSWERS[answer](team, escalation)
    listed = [each for each in await wound(team, minutes=11) if each.startswith("direct: 1 more")]
    assert len(listed) == (0 if answer else 1)
