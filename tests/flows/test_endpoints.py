"""Webhooks to a place where nobody listens any more: not for ever, and not in silence."""

from dataclasses import replace
from datetime import timedelta

from bot.flows.decide import decide
from bot.flows.deliver import deliver
from bot.rules.decision import Approve
from bot.rules.delivery import Delivery, Failed, Outcome
from bot.rules.endpoint import GONE, ONLY_FAILURES, Endpoint
from bot.rules.escalation import Escalation
from tests.flows.conftest import Team
from tests.makers import NINE, a_refund

URL = "https://agent.example.com/hooks/s3cret?conversation=7"
DEAD_END = Failed(error=GONE, final=True)
NO = Failed(error="status 500")


async def ask(team: Team, turn_id: str = "t-1", url: str = URL) -> Escalation:
    return await team.ask(a_refund(turn_id, callback_url=url, conversation_id=turn_id))


async def endpoint(team: Team, url: str = URL) -> Endpoint:
    return await team.desk.store.read(lambda memory: memory.endpoint("default", url))


async def dead(team: Team) -> list[str]:
    return [each.last_error for each in await team.desk.store.read(lambda memory: memory.dead())]


def operated(team: Team) -> Team:
    team.desk = replace(team.desk, ops_channel="C0OPS")
    return team


def notices(team: Team) -> list[str]:
    return [each for each in team.room.seen if each.startswith("notice")]


async def test_after_a_410_nothing_knocks_there_any_more(team: Team) -> None:
    team.mailbox.answers = [DEAD_END]
    escalation = await ask(team)
    await team.settle()
    await decide(team.desk, team.press(escalation), Approve())
    await ask(team, "t-2")
    await team.settle()

    assert len(team.mailbox.ids) == 1
    assert await dead(team) == [GONE, *["endpoint is disabled: 410 Gone"] * 2]
    assert (await endpoint(team)).disabled_at is not None


async def test_the_endpoint_next_door_hears_on(team: Team) -> None:
    team.mailbox.answers = [DEAD_END]
    await ask(team)
    await team.settle()
    await ask(team, "t-2", "https://agent.example.com/hooks/other")
    await team.settle()
    assert team.mailbox.told == [("escalation.opened", "pending")]


async def test_operators_hear_once_of_an_endpoint_and_never_read_its_path(team: Team) -> None:
    team = operated(team)
    team.mailbox.answers = [DEAD_END, DEAD_END]
    for turn_id in ("t-1", "t-2", "t-3"):
        await ask(team, turn_id)
        await team.settle()

    (told,) = notices(team)
    assert "agent.example.com are disabled (410 Gone)" in told
    assert "s3cret" not in told


async def test_five_days_of_only_failures_disable_with_a_notice(team: Team) -> None:
    team = operated(team)
    team.mailbox.answers = [NO] * 100
    for turn in range(5):
        await ask(team, f"t-{turn}")
        await wind_through(team, days=1)
    assert not (await endpoint(team)).is_disabled
    assert not [each for each in notices(team) if "disabled" in each]

    await wind_through(team, days=1)
    assert (await endpoint(team)).disabled_because == ONLY_FAILURES
    knocked = len(team.mailbox.ids)
    await ask(team, "t-9")
    await wind_through(team, days=3)
    assert len(team.mailbox.ids) == knocked
    assert len([each for each in notices(team) if ONLY_FAILURES in each]) == 1


async def test_a_success_within_the_five_days_leaves_it_as_it_was(team: Team) -> None:
    team.mailbox.answers = [NO]
    await ask(team)
    await wind_through(team, days=6)
    assert team.mailbox.told == [("escalation.opened", "pending")]
    assert (await endpoint(team)).failing_since is None


async def test_what_is_driven_again_opens_the_endpoint_again(team: Team) -> None:
    team.mailbox.answers = [DEAD_END]
    await ask(team)
    await team.settle()
    store, now = team.desk.store, team.clock.now()
    (gone,) = await store.read(lambda memory: memory.dead())
    assert await store.write(lambda memory: memory.redrive(gone.id, now))
    await team.settle()
    assert team.mailbox.ids == [gone.id, gone.id], "the same webhook-id, so a double is told apart"
    assert await dead(team) == []
    assert (await endpoint(team)).last_success_at is not None


async def test_one_that_was_on_its_way_and_arrives_opens_the_endpoint_again(team: Team) -> None:
    await ask(team)
    team.mailbox.answers = []
    arrives = team.mailbox.send

    async def slowly(delivery: Delivery, card: object) -> Outcome:
        gone = replace(await endpoint(team), disabled_at=NINE, disabled_because=GONE, last_error="")
        await team.desk.store.write(lambda memory: memory.save_endpoint(gone))
        return await arrives(delivery, card)  # type: ignore[arg-type]

    team.mailbox.send = slowly  # type: ignore[method-assign]
    await team.drain()
    assert not (await endpoint(team)).is_disabled


async def wind_through(team: Team, *, days: float) -> None:
    """From one thing that is due to the next, until that much time has passed."""
    end = team.clock.now() + timedelta(days=days)
    while team.clock.now() < end:
        while await deliver(team.desk, "courier"):
            pass
        now = team.clock.now()
        due = await team.desk.store.read(lambda memory, now=now: memory.next_due(now))
        wait = min(due or end, end) - now
        team.clock.wind(seconds=max(wait.total_seconds(), 1))
