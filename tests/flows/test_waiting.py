"""It is not always the team that has to act next: a thank-you wants no answer, a carrier is late."""

from datetime import timedelta

import pytest

from bot.errors import DecisionNotAllowed
from bot.flows.customer_says import Said, customer_says
from bot.flows.keep import no_reply_needed, third_party_acted, wait_elsewhere
from bot.flows.on_time import on_time
from bot.flows.receipt import handed
from bot.rules.clock import Clock, ClockKind
from bot.rules.clocks import Ball
from bot.rules.escalation import Escalation
from bot.rules.policy import Verdict
from tests.flows.conftest import Team
from tests.flows.test_conversation import live, relay, writes
from tests.makers import AGENT, a_judgement, a_queue

SLA = {"first_reply": 3600.0, "next_reply": 600.0, "resolution": 36_000.0}


async def answered(team: Team, *, pauses: bool = False) -> Escalation:
    """Ana is live and has answered once; her words have reached the customer."""
    queue = a_queue(sla=SLA, receipts=False, timeout=86_400.0, third_party_pauses=pauses)
    team.policy.usual = a_judgement(queue, verdict=Verdict.HANDOFF)
    team.policy.queues = {"refunds": queue}
    escalation = await live(team)
    await writes(team, "Your money is on its way.")
    await handed(team.desk, await relay(team))
    return await team.now(escalation)


async def says(team: Team, id: str, text: str) -> None:
    said = Said(id=id, text=text)
    await customer_says(team.desk, "conv-1", said, workspace="default", by=AGENT)
    await team.drain()


def the(escalation: Escalation, kind: ClockKind) -> Clock:
    clock = escalation.timing.latest(kind)
    assert clock is not None
    return clock


async def test_a_thank_you_is_let_be_and_nobody_is_late_with_an_answer(team: Team) -> None:
    escalation = await answered(team)
    await says(team, "m-2", "Thanks!")
    owed = await team.now(escalation)
    assert the(owed, ClockKind.NEXT_REPLY).is_owed
    done = await no_reply_needed(team.desk, team.press(owed))
    assert the(done, ClockKind.NEXT_REPLY).status == "dismissed"
    assert the(done, ClockKind.RESOLUTION).status == "paused"
    assert done.timing.ball is Ball.CUSTOMER
    team.clock.wind(minutes=30)
    await on_time(team.desk)
    await team.drain()
    assert not any("no further answer" in seen for seen in team.room.seen)


async def test_who_writes_again_after_that_is_owed_an_answer_again(team: Team) -> None:
    escalation = await answered(team)
    await says(team, "m-2", "Thanks!")
    await no_reply_needed(team.desk, team.press(await team.now(escalation)))
    team.clock.wind(minutes=5)
    await says(team, "m-3", "One more thing.")
    again = the(await team.now(escalation), ClockKind.NEXT_REPLY)
    assert (again.is_owed, again.number) == (True, 2)
    assert again.due_at == team.clock.now() + timedelta(minutes=10)


async def test_pressed_twice_it_counts_once_and_without_words_there_is_nothing_to_let_be(
    team: Team,
) -> None:
    escalation = await answered(team)
    with pytest.raises(DecisionNotAllowed, match="waits for no answer"):
        await no_reply_needed(team.desk, team.press(escalation))
    await says(team, "m-2", "Thanks!")
    press = team.press(await team.now(escalation))
    first, second = [await no_reply_needed(team.desk, press) for _ in range(2)]
    assert first.version == second.version
    lines = await team.desk.store.read(lambda memory: memory.audit(escalation.id))
    assert [line.action for line in lines].count("no_reply_needed") == 1


async def test_while_somebody_outside_has_to_act_the_promises_run_on(team: Team) -> None:
    escalation = await answered(team)
    await says(team, "m-2", "Where is my parcel?")
    before = await team.now(escalation)
    done = await wait_elsewhere(team.desk, team.press(before))
    assert done.timing.ball is Ball.THIRD_PARTY
    assert done.timing.clocks == before.timing.clocks
    with pytest.raises(DecisionNotAllowed, match="already"):
        await wait_elsewhere(team.desk, team.press(done))
    await writes(team, "The carrier has found it.")
    await handed(team.desk, await relay(team))
    assert (await team.now(escalation)).timing.ball is Ball.CUSTOMER


async def test_where_the_policy_says_so_the_time_to_be_done_stands_still_meanwhile(
    team: Team,
) -> None:
    escalation = await answered(team, pauses=True)
    await says(team, "m-2", "Where is my parcel?")
    team.clock.wind(minutes=7)
    done = await wait_elsewhere(team.desk, team.press(await team.now(escalation)))
    await team.drain()
    assert (the(done, ClockKind.RESOLUTION).status, the(done, ClockKind.NEXT_REPLY).status) == (
        "paused",
        "running",
    )
    assert any("stands still" in words for _, words in team.room.whispers)
    team.clock.wind(days=4)
    await says(team, "m-3", "Hello?")
    again = the(await team.now(escalation), ClockKind.RESOLUTION)
    assert again.status == "running"
    assert again.consumed == the(done, ClockKind.RESOLUTION).consumed


async def test_who_was_to_write_and_now_somebody_outside_is_to_act_the_time_runs_again(
    team: Team,
) -> None:
    escalation = await answered(team)
    assert the(escalation, ClockKind.RESOLUTION).status == "paused"
    done = await wait_elsewhere(team.desk, team.press(escalation))
    assert the(done, ClockKind.RESOLUTION).status == "running"


async def test_when_whoever_outside_had_to_act_has_acted_the_time_runs_on_where_it_stood(
    team: Team,
) -> None:
    escalation = await answered(team, pauses=True)
    await says(team, "m-2", "Where is my parcel?")
    waits = await wait_elsewhere(team.desk, team.press(await team.now(escalation)))
    team.clock.wind(minutes=4)
    press = team.press(waits)
    done = await third_party_acted(team.desk, press)
    clock = the(done, ClockKind.RESOLUTION)
    assert (done.timing.ball, clock.status) == (Ball.TEAM, "running")
    assert clock.consumed == the(waits, ClockKind.RESOLUTION).consumed
    assert (await third_party_acted(team.desk, press)).version == done.version, "pressed twice"
    with pytest.raises(DecisionNotAllowed, match="not waiting"):
        await third_party_acted(team.desk, team.press(done))


@pytest.mark.parametrize("flow", [no_reply_needed, wait_elsewhere])
async def test_only_whoever_has_the_conversation_says_so(team: Team, flow: object) -> None:
    escalation = await answered(team)
    await says(team, "m-2", "Thanks!")
    before = await team.now(escalation)
    with pytest.raises(DecisionNotAllowed, match="Ana has this"):
        await flow(team.desk, team.press(before, "U0BEN"))  # type: ignore[operator]
    assert await team.now(escalation) == before
