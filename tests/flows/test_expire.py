import asyncio

import pytest
from pydantic import ValidationError

from bot.flows.on_time import on_time
from bot.rules.policy import OnTimeout, Stakes
from bot.rules.status import Status
from store.tables import escalations
from tests.flows.conftest import Team
from tests.makers import a_judgement, a_refund


async def test_expiry_happens_once_and_the_agent_hears_expired_not_rejected(team: Team) -> None:
    """F40: timeout reported as denial. F41: never expires."""
    escalation = await team.ask(a_refund(callback_url="https://agent.example/hook"))
    await team.drain()
    team.clock.wind(seconds=1799)
    assert await on_time(team.desk) == 0
    team.clock.wind(seconds=1)
    assert await on_time(team.desk) == 1
    assert await on_time(team.desk) == 0
    closed = await team.now(escalation)
    assert (closed.status, closed.decision) == (Status.EXPIRED, None)
    await team.drain()
    assert team.mailbox.told[-1] == ("escalation.expired", "expired")


async def test_expiry_fires_once_after_three_days_of_downtime_and_with_two_clocks(
    team: Team,
) -> None:
    """F41: never expires."""
    for number in range(20):
        await team.ask(a_refund(f"t-{number}", amount=float(number)))
    team.clock.wind(days=3)
    changed = await asyncio.gather(on_time(team.desk), on_time(team.desk))
    assert sum(changed) == 20
    await team.settle()
    assert len([seen for seen in team.room.seen if seen.startswith("card")]) == 20


async def test_one_that_cannot_be_read_holds_up_none_of_those_due_with_it(team: Team) -> None:
    """F41: never expires."""
    cases = [await team.ask(a_refund(f"t-{number}", amount=float(number))) for number in range(5)]
    broken, *others = cases
    spoil = escalations.update().where(escalations.c.id == broken.id).values(record="{")
    await team.desk.store.write(lambda memory: memory.connection.execute(spoil))  # type: ignore[attr-defined]
    team.clock.wind(days=3)
    with pytest.raises(ValidationError):
        await on_time(team.desk)
    assert [(await team.now(each)).status for each in others] == [Status.EXPIRED] * 4


async def test_silence_may_approve_low_stakes(team: Team) -> None:
    team.policy.usual = a_judgement(on_timeout=OnTimeout.APPROVE, stakes=Stakes.LOW)
    escalation = await team.ask(a_refund(callback_url="https://agent.example/hook"))
    team.clock.wind(hours=1)
    await on_time(team.desk)
    closed = await team.now(escalation)
    assert closed.status is Status.APPROVED
    assert closed.decision is not None
    assert closed.decision.decided_by.type == "timeout"
    await team.drain()
    assert team.mailbox.told[-1] == ("escalation.decided", "approved")


async def test_escalating_on_timeout_calls_everybody_once_and_then_expires(team: Team) -> None:
    team.policy.usual = a_judgement(on_timeout=OnTimeout.ESCALATE)
    escalation = await team.ask(a_refund())
    await team.drain()
    for _ in range(3):
        team.clock.wind(seconds=1800)
        await on_time(team.desk)
        await team.drain()
    assert (await team.now(escalation)).status is Status.EXPIRED
    calls = [seen for seen in team.room.seen if seen.startswith("note: Nobody has decided")]
    assert len(calls) == 1
