"""Whoever's words reach the customer has taken on what nobody had, without pressing Claim."""

from typing import Any

from bot.flows.claim import claim, release
from bot.flows.on_time import on_time
from bot.flows.receipt import handed, stream_of
from bot.flows.reply import reply
from bot.rules.approvers import actor_of
from bot.rules.clock import ClockKind
from bot.rules.conversation import Item, ItemType
from bot.rules.escalation import Escalation
from bot.rules.policy import Verdict
from bot.rules.status import Status
from tests.flows.conftest import Team
from tests.flows.test_conversation import asked, relay
from tests.makers import BEN, a_judgement, a_queue

SLA = {"claim": 600.0, "first_reply": 900.0, "resolution": 36_000.0}
LADDER = ({"after": 1_200.0, "notify": [{"user": "U0MIA"}]},)


async def waiting(team: Team, **queue: Any) -> Escalation:
    usual = {"sla": SLA, "receipts": False, "timeout": 864_000.0, "ladder": LADDER}
    its = a_queue(**{**usual, **queue})
    team.policy.usual = a_judgement(its, verdict=Verdict.HANDOFF)
    team.policy.queues = {"refunds": its}
    return await asked(team)


async def sent(team: Team, escalation: Escalation, user: str = "U0BEN") -> list[Item]:
    """From the form; the agent has not fetched it yet."""
    await reply(team.desk, team.press(escalation, user), "We are looking into it.")
    return [each for each in await relay(team) if each.type is ItemType.MESSAGE]


async def test_a_reply_that_reached_the_customer_is_a_claim_and_stops_the_ladder(
    team: Team,
) -> None:
    escalation = await waiting(team)
    words = await sent(team, escalation)
    assert (await team.now(escalation)).status is Status.PENDING, "nobody has read it yet"
    team.clock.wind(minutes=5)
    await handed(team.desk, words)
    now_is = await team.now(escalation)
    assert (now_is.status, now_is.assignee) == (Status.CLAIMED, actor_of(BEN))
    for kind in (ClockKind.CLAIM, ClockKind.FIRST_REPLY):
        clock = now_is.timing.latest(kind)
        assert clock is not None
        assert (clock.status, clock.satisfied_at) == ("met", team.clock.now())
    for _ in range(12):
        team.clock.wind(minutes=30)
        await on_time(team.desk)
    await team.drain()
    assert not [seen for seen in team.room.seen if seen.startswith("note: Nobody")]
    assert (await team.now(escalation)).status is Status.CLAIMED, "it is the customer's turn"
    lines = await team.desk.store.read(lambda memory: memory.audit(escalation.id))
    assert [line.actor.name for line in lines if line.action == "claimed"] == ["Ben"]


async def test_who_was_answered_and_says_no_more_is_not_told_that_nobody_came(team: Team) -> None:
    escalation = await waiting(team, timeout=86_400.0)
    await handed(team.desk, await sent(team, escalation))
    team.clock.wind(days=1)
    await on_time(team.desk)
    assert (await team.now(escalation)).status is Status.HANDED_BACK
    _, items = await stream_of(team.desk, "conv-1", workspace="default", after=0, limit=100)
    assert items[-1].notice == "You are talking to our assistant again."


async def test_words_from_before_it_was_let_go_do_not_claim_it_again(team: Team) -> None:
    escalation = await waiting(team)
    await claim(team.desk, team.press(escalation, "U0BEN"))
    words = await sent(team, await team.now(escalation))
    team.clock.wind(minutes=1)
    await release(team.desk, team.press(await team.now(escalation), "U0BEN"))
    await handed(team.desk, words)
    now_is = await team.now(escalation)
    assert (now_is.status, now_is.assignee) == (Status.PENDING, None)
    assert now_is.timing.answered_at is not None, "an answer it was all the same"


async def test_what_somebody_has_stays_theirs_when_another_replies(team: Team) -> None:
    escalation = await waiting(team)
    mine = await claim(team.desk, team.press(escalation, "U0ANA"))
    await handed(team.desk, await sent(team, mine, "U0BEN"))
    assert (await team.now(escalation)).assignee == mine.assignee
