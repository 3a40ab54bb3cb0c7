"""The policy was edited: what is open moves when somebody says so, or when only its days changed."""

from datetime import timedelta
from typing import Any

from bot.flows.cancel import cancel
from bot.flows.claim import claim
from bot.flows.reapply import follow_calendars, reapply
from bot.rules.clock import ClockKind
from bot.rules.escalation import Escalation
from tests.calendars import a_calendar
from tests.flows.conftest import Team
from tests.makers import AGENT, NINE, a_judgement, a_queue, a_refund

HOUR = timedelta(hours=1)


def promise(team: Team, **queue: Any) -> None:
    made = a_queue(**{"sla": {"resolution": 3600.0}, "timeout": 864_000.0, **queue})
    team.policy.usual = a_judgement(made)
    team.policy.queues = {made.name: made}


async def due(team: Team, escalation: Escalation) -> object:
    clock = (await team.now(escalation)).timing.latest(ClockKind.RESOLUTION)
    return clock.due_at if clock else None


async def three(team: Team) -> list[Escalation]:
    turns = [a_refund(f"t-{each}", conversation_id=f"conv-{each}") for each in range(3)]
    return [await team.ask(turn) for turn in turns]


async def test_all_that_is_open_gets_the_times_of_now_and_the_audit_trail_says_who_did_it(
    team: Team,
) -> None:
    promise(team)
    one, claimed, closed = await three(team)
    await claim(team.desk, team.press(claimed))
    await cancel(team.desk, closed.id, workspace="default", by=AGENT)
    promise(team, sla={"resolution": 7200.0})
    team.policy.version = "later"
    done = await reapply(team.desk, "default", AGENT)
    assert (done.policy_version, done.open, done.changed) == ("later", 2, 2)
    assert [await due(team, each) for each in (one, claimed)] == [NINE + 2 * HOUR] * 2
    assert await due(team, closed) == NINE + HOUR
    line = (await team.desk.store.read(lambda memory: memory.audit(one.id)))[-1]
    assert (line.action, line.actor.id) == ("replanned", AGENT.id)
    assert line.detail == {"policy_version": "later", "opened_by": "abc123"}
    await team.drain()
    assert team.room.seen[-1].startswith("redrawn as")


async def test_done_again_it_changes_nothing(team: Team) -> None:
    promise(team)
    await three(team)
    promise(team, sla={"resolution": 7200.0})
    assert [(await reapply(team.desk, "default", AGENT)).changed for _ in range(2)] == [3, 0]


async def test_only_the_queue_and_the_workspace_that_were_named_are_touched(team: Team) -> None:
    promise(team)
    await three(team)
    promise(team, sla={"resolution": 7200.0})
    elsewhere = [
        await reapply(team.desk, "other", AGENT),
        await reapply(team.desk, "default", AGENT, queue="support"),
    ]
    assert [(each.open, each.changed) for each in elsewhere] == [(0, 0), (0, 0)]
    here = await reapply(team.desk, "default", AGENT, queue="refunds")
    assert (here.open, here.changed) == (3, 3)


async def test_a_queue_that_is_gone_from_the_policy_leaves_its_cases_alone(team: Team) -> None:
    promise(team)
    await three(team)
    team.policy.queues = {}
    assert (await reapply(team.desk, "default", AGENT)).changed == 0


async def test_more_than_a_batch_is_looked_at_once_each(team: Team) -> None:
    promise(team)
    await three(team)
    promise(team, sla={"resolution": 7200.0})
    done = await reapply(team.desk, "default", AGENT, batch=2)
    assert (done.open, done.changed) == (3, 3)


async def test_an_edit_of_a_calendar_moves_what_follows_it_once(team: Team) -> None:
    office = a_calendar("UTC")
    closed = a_calendar("UTC", overrides={"2026-11-17": []})
    eight = {"sla": {"resolution": 9 * 3600.0}, "follow_calendar_edits": True}
    promise(team, hours=office, calendar=office.name, **eight)
    follows = await team.ask(a_refund())
    promise(team, hours=closed, calendar=closed.name, **eight)
    assert [await follow_calendars(team.desk) for _ in range(2)] == [1, 0]
    assert await due(team, follows) == NINE + timedelta(days=2, hours=1)
    line = (await team.desk.store.read(lambda memory: memory.audit(follows.id)))[-1]
    assert (line.action, line.actor.type, line.channel) == ("replanned", "policy", "policy")


async def test_an_edit_of_a_calendar_moves_nothing_else(team: Team) -> None:
    office = a_calendar("UTC")
    closed = a_calendar("UTC", overrides={"2026-11-17": []})
    promise(team, hours=office, calendar=office.name)
    keeps = await team.ask(a_refund())
    before = await team.now(keeps)
    promise(team, hours=closed, calendar=closed.name)
    assert await follow_calendars(team.desk) == 0
    assert await team.now(keeps) == before
