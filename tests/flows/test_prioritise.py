"""How soon something must be done can be changed: for what is owed still, and from then on."""

from datetime import timedelta

import pytest

from bot.errors import AlreadyClosed, NotAnApprover
from bot.flows.cancel import cancel
from bot.flows.prioritise import prioritise
from bot.rules.clock import ClockKind
from bot.rules.escalation import Escalation
from bot.rules.policy import Priority
from tests.flows.conftest import Team
from tests.makers import AGENT, a_judgement, a_queue, a_refund

SLA = {"claim": 600.0, "decision": {Priority.NORMAL: 7200.0, Priority.URGENT: 1200.0}}


async def opened(team: Team) -> Escalation:
    team.policy.usual = a_judgement(a_queue(sla=SLA, timeout=86_400.0))
    escalation = await team.ask(a_refund())
    await team.drain()
    return escalation


async def test_what_is_owed_has_the_new_target_from_now_on_and_the_old_one_is_kept_in_its_history(
    team: Team,
) -> None:
    """F59: a priority that is changed rewrites history."""
    escalation = await opened(team)
    team.clock.wind(minutes=15)
    urgent = await prioritise(team.desk, team.press(escalation), Priority.URGENT)
    decision, claimed = urgent.timing.latest(ClockKind.DECISION), urgent.timing.clocks[1]
    assert decision is not None
    assert decision.due_at == team.clock.now() + timedelta(minutes=5)
    assert claimed.breached_at == escalation.created_at + timedelta(minutes=10), "broken stays so"
    changes = await team.desk.store.read(lambda memory: memory.changes(escalation.id, 0))
    kept = [(each.type, each.escalation.priority) for each in changes]
    assert kept == [("opened", Priority.NORMAL), ("prioritised", Priority.URGENT)]
    await team.drain()
    assert "note: Ana changed the priority from normal to urgent." in team.room.seen
    lines = await team.desk.store.read(lambda memory: memory.audit(escalation.id))
    assert lines[-1].detail == {"from": "normal", "to": "urgent"}


async def test_over_by_the_new_target_it_breaks_now_and_not_before(team: Team) -> None:
    escalation = await opened(team)
    team.clock.wind(minutes=30)
    urgent = await prioritise(team.desk, team.press(escalation), Priority.URGENT)
    decision = urgent.timing.latest(ClockKind.DECISION)
    assert decision is not None
    assert (decision.due_at, decision.breached_at) == (team.clock.now(), None)


async def test_pressed_twice_or_to_what_it_is_already_nothing_changes(team: Team) -> None:
    escalation = await opened(team)
    press = team.press(escalation)
    first = await prioritise(team.desk, press, Priority.HIGH)
    assert (await prioritise(team.desk, press, Priority.LOW)).version == first.version
    again = await prioritise(team.desk, team.press(first), Priority.HIGH)
    assert again.version == first.version


async def test_neither_a_stranger_nor_anybody_of_what_is_closed_changes_it(team: Team) -> None:
    escalation = await opened(team)
    with pytest.raises(NotAnApprover):
        await prioritise(team.desk, team.press(escalation, "U0SAM"), Priority.HIGH)
    await cancel(team.desk, escalation.id, workspace="default", by=AGENT)
    with pytest.raises(AlreadyClosed):
        await prioritise(team.desk, team.press(escalation), Priority.HIGH)
