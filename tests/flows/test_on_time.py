"""Time passes over a real store: what people in the room see of it, and how often."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.flows.cancel import cancel
from bot.flows.claim import claim
from bot.flows.on_time import on_time
from bot.rules.clock import ClockStatus
from bot.rules.policy import Priority
from tests.calendars import a_calendar
from tests.flows.conftest import Team
from tests.makers import AGENT, a_judgement, a_queue, a_refund

HALF_AN_HOUR = {"sla": {"decision": 1800.0}, "timeout": 86_400.0}
REMINDED = {**HALF_AN_HOUR, "remind_at": (0.5, 0.75, 0.9)}


def promising(team: Team, **queue: object) -> None:
    team.policy.usual = a_judgement(a_queue(**queue))


def notes(team: Team) -> list[str]:
    return [seen.removeprefix("note: ") for seen in team.room.seen if seen.startswith("note: ")]


async def passes(team: Team, **by: float) -> None:
    team.clock.wind(**by)
    await on_time(team.desk)
    await team.drain()


async def test_people_hear_at_each_share_of_the_time_once_and_then_that_it_is_over(
    team: Team,
) -> None:
    promising(team, **REMINDED)
    escalation = await team.ask(a_refund())
    await team.drain()
    for _ in range(62):
        await passes(team, seconds=30)
        await on_time(team.desk)
    assert notes(team) == [
        "50% of the time to decide is over.",
        "75% of the time to decide is over.",
        "90% of the time to decide is over.",
        "Nobody has decided in time.",
    ]
    (clock,) = (each for each in (await team.now(escalation)).timing.clocks if each.target == 1800)
    assert (clock.status, clock.breached_at) == (
        ClockStatus.BREACHED,
        escalation.created_at + timedelta(minutes=30),
    )
    for _ in range(10):
        await passes(team, hours=1)
    assert notes(team)[4:] == ["Still: Nobody has decided in time."] * 3


async def test_after_three_days_in_which_nobody_looked_only_the_highest_is_told_and_the_truth_kept(
    team: Team,
) -> None:
    """F64: lost or doubled."""
    promising(team, **{**REMINDED, "timeout": 864_000.0})
    escalation = await team.ask(a_refund())
    await team.drain()
    team.clock.wind(days=3)
    await asyncio.gather(on_time(team.desk), on_time(team.desk))
    await team.drain()
    assert notes(team) == ["Still: Nobody has decided in time."]
    clock = (await team.now(escalation)).timing.clocks[-1]
    assert clock.breached_at == escalation.created_at + timedelta(minutes=30)


async def test_a_clock_set_back_tells_nothing_twice(team: Team) -> None:
    promising(team, **REMINDED)
    await team.ask(a_refund())
    await team.drain()
    await passes(team, minutes=15)
    await passes(team, seconds=-5)
    await passes(team, seconds=6)
    assert notes(team) == ["50% of the time to decide is over."]


async def test_nobody_is_called_while_the_team_is_away(team: Team) -> None:
    """F62: midnight and weekend reminders."""
    friday = datetime(2026, 11, 20, 15, 45, tzinfo=UTC)  # a quarter of an hour before they close
    team.clock.wind(seconds=(friday - team.clock.now()).total_seconds())
    promising(team, **{**REMINDED, "timeout": 864_000.0}, hours=a_calendar())
    await team.ask(a_refund())
    await team.drain()
    heard: list[tuple[str, str]] = []
    for _ in range(4 * 24 * 12):
        before = len(notes(team))
        await passes(team, minutes=5)
        heard += [(f"{team.clock.now():%a %H:%M}", each) for each in notes(team)[before:]]
    assert heard[:4] == [
        ("Mon 08:00", "50% of the time to decide is over."),  # due as they left on Friday
        ("Mon 08:10", "75% of the time to decide is over."),
        ("Mon 08:15", "90% of the time to decide is over."),
        ("Mon 08:20", "Nobody has decided in time."),
    ]
    assert all("08:00" <= at.split()[1] < "16:00" for at, _ in heard)


async def test_what_fell_due_while_the_desk_was_down_and_the_team_away_waits_until_they_come(
    team: Team,
) -> None:
    """F62"""
    promising(team, **{**HALF_AN_HOUR, "timeout": 864_000.0}, hours=a_calendar())
    await team.ask(a_refund())
    await team.drain()
    await passes(team, hours=13)  # Monday, 23:00 in Berlin
    assert notes(team) == []
    await passes(team, hours=10, minutes=1)
    assert notes(team) == ["Still: Nobody has decided in time."]


async def test_a_calendar_that_opens_no_more_is_told_to_operators_and_the_wall_clock_counts(
    team: Team,
) -> None:
    """F58: an older policy let it in, or the days that it named are over."""
    team.desk = replace(team.desk, ops_channel="C0OPS")
    promising(team, **REMINDED, hours=replace(a_calendar(), week=((),) * 7))
    escalation = await team.ask(a_refund())
    await team.drain()
    await passes(team, minutes=15)
    await claim(team.desk, team.press(escalation))
    await passes(team, minutes=15, seconds=1)
    assert "Nobody has decided in time." in " ".join(notes(team))
    told = [seen for seen in team.room.seen if "never opens again" in seen]
    assert len(told) == 1


async def test_what_is_decided_cancelled_or_over_reminds_nobody(team: Team) -> None:
    """F52: alerts for closed."""
    promising(team, **REMINDED)
    escalation = await team.ask(a_refund())
    await team.drain()
    await cancel(team.desk, escalation.id, workspace="default", by=AGENT)
    for _ in range(30):
        await passes(team, days=1)
    assert notes(team) == []


async def test_its_owner_is_called_and_everybody_where_it_has_none(team: Team) -> None:
    promising(team, **HALF_AN_HOUR)
    alone, owned = await team.ask(a_refund("t-1")), await team.ask(a_refund("t-2", amount=2.0))
    await team.drain()
    team.clock.wind(minutes=20)
    await claim(team.desk, team.press(owned))
    team.clock.wind(minutes=11)
    await on_time(team.desk)
    called = {
        delivery.escalation_id: delivery.payload["mention"] for delivery in await owed_notes(team)
    }
    assert called == {alone.id: [{"usergroup": "S0REFUNDS"}], owned.id: [{"user": "U0ANA"}]}


async def owed_notes(team: Team) -> list:
    sent = []
    room_send = team.room.send

    async def keep(delivery, card):  # noqa: ANN001, ANN202
        if delivery.kind == "note":
            sent.append(delivery)
        return await room_send(delivery, card)

    team.room.send = keep  # type: ignore[method-assign]
    await team.drain()
    return sent


async def test_two_clocks_of_one_card_are_one_message(team: Team) -> None:
    promising(team, sla={"claim": 600.0, "decision": 600.0}, timeout=86_400.0)
    await team.ask(a_refund())
    await team.drain()
    await passes(team, minutes=11)
    assert notes(team) == ["Nobody has taken this on in time. Nobody has decided in time."]


async def test_the_most_important_are_seen_to_first(team: Team) -> None:
    """F65"""
    for number, priority in enumerate([Priority.LOW, Priority.URGENT, Priority.NORMAL]):
        team.policy.usual = a_judgement(a_queue(**HALF_AN_HOUR), priority=priority)
        await team.ask(a_refund(f"t-{number}", amount=float(number)))
        team.clock.wind(seconds=1)
    due = await team.desk.store.read(
        lambda memory: [
            memory.escalation(each).priority
            for each in memory.due(team.clock.now() + timedelta(hours=1), 10)
        ]
    )
    assert due == [Priority.URGENT, Priority.NORMAL, Priority.LOW]


async def test_a_card_that_does_not_reach_slack_breaks_its_promise_and_the_operators_hear_once(
    team: Team,
) -> None:
    ops = {"ops_channel": "C0OPS", "ops_webhook": "https://ops.example/hook"}
    team.desk = replace(team.desk, **ops)
    team.room.down = True
    for number in range(3):
        await team.ask(a_refund(f"t-{number}", amount=float(number)))
    await passes(team, seconds=31)
    assert [type for type, _ in team.mailbox.told] == ["operators.notice"], "Slack may be away"
    team.room.down = False
    await team.settle()
    assert len([seen for seen in team.room.seen if "has not reached Slack in time" in seen]) == 1


@pytest.mark.parametrize("posted", [True, False], ids=["posted", "not posted"])
async def test_two_ticks_at_the_same_moment_have_the_effect_of_one(
    team: Team, posted: bool
) -> None:
    promising(team, **REMINDED)
    for number in range(5):
        await team.ask(a_refund(f"t-{number}", amount=float(number)))
    if posted:
        await team.drain()
    team.clock.wind(minutes=15)
    changed = await asyncio.gather(*(on_time(team.desk) for _ in range(4)))
    assert sum(changed) == 5
    await team.drain()
    assert len(notes(team)) == 5
