"""What an operator pages on is in `/metrics`, and is what truly happened."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.errors import NotFound
from bot.flows.claim import claim
from bot.flows.deliver import deliver
from bot.flows.execute import Right, claim_execution, finish_execution
from bot.flows.look_after_timers import look_after_timers
from bot.flows.tell import tell
from bot.ports import Memory, NoTraces
from bot.rules.approvers import actor_of
from bot.rules.delivery import Failed, Limited, Lost, Outcome
from bot.rules.execution import ExecutionStatus
from bot.rules.json import Json
from bot.rules.phases import PHASES
from bot.rules.press import Press
from handlers.gateway.meters import Meters
from store.tables import escalations
from store.watched import WatchedStore
from tests.calendars import a_calendar
from tests.fakes import Mailbox, Room
from tests.handlers.gateway_world import Gateway, a_gateway
from tests.makers import AGENT, ANA, WindUpClock, a_judgement, a_queue


@dataclass
class Watched:
    """A desk whose every step is counted, and what its `/metrics` says."""

    gateway: Gateway
    room: Room
    mailbox: Mailbox
    meters: Meters

    async def figure(self, name: str, **labels: str) -> float:
        told = (await self.gateway.client.get("/metrics")).text
        found = [
            sample.value
            for family in text_string_to_metric_families(told)
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        ]
        assert len(found) == 1, (name, labels, found)
        return found[0]

    async def attempts(self, target: str, outcome: str) -> float:
        name = "handrail_delivery_attempts_total"
        return await self.figure(name, target=target, outcome=outcome)

    def people(self, phase: str, *, time: str = "wall") -> tuple[float, float]:
        return people_of(self.meters, phase, time=time)

    async def ask(self, **changes: object) -> Json:
        return await self.gateway.an_escalation(messages=None, **changes)

    async def deliver(self, *outcomes: Outcome, **wind: float) -> None:
        self.room.answers += outcomes
        self.gateway.clock.wind(**wind)
        while await deliver(self.gateway.desk, "courier"):
            pass


@pytest.fixture
async def watched(tmp_path: Path, clock: WindUpClock) -> AsyncGenerator[Watched]:
    meters, room, mailbox = Meters(), Room(), Mailbox()
    async with a_gateway(tmp_path, clock, meters=meters) as gateway:
        gateway.desk = replace(
            gateway.desk,
            figures=meters,
            store=WatchedStore(gateway.store, meters, NoTraces()),
            slack=room,
            webhooks=mailbox,
        )
        yield Watched(gateway, room, mailbox, meters)


def people_of(meters: Meters, phase: str, *, time: str = "wall") -> tuple[float, float]:
    """How many escalations got as far, and the sum of their seconds."""
    labels = {"queue": "refunds", "reason": "high_stakes", "phase": phase, "time": time}
    name = "handrail_time_to_human_seconds"
    count, total = (
        meters.registry.get_sample_value(f"{name}_{each}", labels) for each in ("count", "sum")
    )
    return count or 0, total or 0.0


async def test_the_time_to_a_card_runs_from_the_turn_until_slack_has_it(watched: Watched) -> None:
    await watched.ask()
    await watched.deliver(Failed(error="internal_error"))
    assert await watched.figure("handrail_time_to_card_seconds_count") == 0.0
    await watched.deliver(seconds=7)
    assert await watched.figure("handrail_time_to_card_seconds_count") == 1.0
    assert await watched.figure("handrail_time_to_card_seconds_sum") == 7.0


async def test_each_step_towards_a_person_is_timed_once(watched: Watched) -> None:
    asked, desk = await watched.ask(), watched.gateway.desk
    watched.gateway.clock.wind(seconds=7)
    await watched.deliver()
    watched.gateway.clock.wind(seconds=53)
    await watched.gateway.press(asked)
    watched.gateway.clock.wind(seconds=10)
    for _ in range(2):
        await tell(desk, asked["id"])
    right = await claim_execution(desk, asked["id"], workspace="default", by=AGENT)
    assert isinstance(right, Right)
    watched.gateway.clock.wind(seconds=5)
    for _ in range(2):
        await finish_execution(
            desk,
            asked["id"],
            workspace="default",
            token=right.token,
            status=ExecutionStatus.SUCCEEDED,
            detail="",
            by=AGENT,
        )
    await watched.deliver()
    counted = {phase: watched.people(phase) for phase in PHASES}
    assert counted == {
        "created": (0, 0.0),
        "posted": (1, 7.0),
        "claimed": (1, 60.0),
        "answered": (1, 60.0),
        "delivered": (1, 70.0),
        "executed": (1, 75.0),
    }


async def test_open_hours_are_timed_where_a_team_goes_home(watched: Watched) -> None:
    """From an hour before the team opens until a quarter of an hour after that."""
    late = a_calendar("UTC", {"mon-fri": ["10:00-17:00"]})
    queue = a_queue(hours=late, calendar=late.name, timeout=86_400.0)
    watched.gateway.policy.usual = a_judgement(queue)
    watched.gateway.policy.queues = {"refunds": queue}
    asked = await watched.ask()
    watched.gateway.clock.wind(minutes=75)
    await watched.gateway.press(asked)
    assert watched.people("answered") == (1, 4_500.0)
    assert watched.people("answered", time="open") == (1, 900.0)


async def test_what_two_replicas_do_is_counted_by_the_one_that_did_it(watched: Watched) -> None:
    asked = await watched.ask()
    here, elsewhere = watched.meters, Meters()
    store = WatchedStore(watched.gateway.store, elsewhere, NoTraces())
    other = replace(watched.gateway.desk, figures=elsewhere, store=store)
    press = Press(
        escalation_id=asked["id"], version=1, team=ANA.team, user=ANA.user, key="clicked twice"
    )
    for desk in (watched.gateway.desk, other):
        await claim(desk, press)
    counted = [people_of(each, "claimed") for each in (here, elsewhere)]
    assert counted == [(1, 0.0), (0, 0.0)]


async def test_what_was_not_written_down_is_not_timed(watched: Watched) -> None:
    asked = await watched.ask()

    def claimed_in_vain(memory: Memory) -> None:
        was = memory.escalation(asked["id"])
        now = watched.gateway.clock.now()
        memory.save(was.claim(actor_of(ANA), now), was=was, change="claimed", at=now)
        raise NotFound

    with pytest.raises(NotFound):
        await watched.gateway.desk.store.write(claimed_in_vain)
    assert watched.people("claimed") == (0, 0.0)


async def test_each_attempt_is_counted_by_what_came_of_it(watched: Watched) -> None:
    assert await watched.attempts("slack", "sent") == 0.0
    await watched.ask()
    await watched.deliver(Limited(seconds=1))
    await watched.deliver(Lost(error="timeout"), seconds=1)
    await watched.deliver(seconds=5)
    await watched.deliver(seconds=5)
    counted = {
        outcome: await watched.attempts("slack", outcome)
        for outcome in ("limited", "lost", "not_there", "sent", "failed", "dead")
    }
    assert counted == {
        "limited": 1.0,
        "lost": 1.0,
        "not_there": 2.0,
        "sent": 1.0,
        "failed": 0.0,
        "dead": 0.0,
    }


async def test_what_became_of_webhooks_is_told_apart_from_slack(watched: Watched) -> None:
    watched.mailbox.answers += [Failed(error="status 500"), Failed(error="410 Gone", final=True)]
    await watched.ask(callback_url="https://agent.example/hook")
    await watched.deliver()
    await watched.deliver(seconds=30)
    assert await watched.attempts("webhook", "failed") == 1.0
    assert await watched.attempts("webhook", "dead") == 1.0
    assert await watched.figure("handrail_deliveries_owed", state="dead") == 1.0


async def test_an_agents_end_that_is_gone_for_good_is_counted(watched: Watched) -> None:
    watched.mailbox.answers += [Failed(error="410 Gone", final=True)]
    await watched.ask(callback_url="https://agent.example/hook")
    assert await watched.figure("handrail_webhook_endpoints_disabled") == 0.0
    await watched.deliver(seconds=6)
    assert await watched.figure("handrail_webhook_endpoints_disabled") == 1.0


async def test_what_is_in_doubt_is_a_figure_of_its_own(watched: Watched) -> None:
    await watched.ask()
    await watched.deliver(Lost(error="timeout"))
    assert await watched.figure("handrail_deliveries_owed", state="uncertain") == 1.0
    assert await watched.figure("handrail_deliveries_owed", state="pending") == 0.0


async def test_a_parked_lane_says_how_long_it_waits_and_not_whose_it_is(watched: Watched) -> None:
    await watched.ask()
    await watched.deliver(Limited(seconds=90))
    assert await watched.figure("handrail_lane_parked_seconds", lane="post") == 90.0
    assert await watched.figure("handrail_lane_parked_seconds", lane="webhook") == 0.0
    watched.gateway.clock.wind(seconds=60)
    assert await watched.figure("handrail_lane_parked_seconds", lane="post") == 30.0
    assert "C0REFUNDS" not in (await watched.gateway.client.get("/metrics")).text


async def test_a_write_counts_once_it_is_durable_and_a_refused_one_does_not(
    watched: Watched,
) -> None:
    store = watched.gateway.desk.store
    with pytest.raises(NotFound):
        await store.write(lambda memory: memory.escalation("esc_none"))
    name = "handrail_store_write_seconds_count"
    assert await watched.figure(name, engine="sqlite") == 0.0
    await store.write(lambda memory: memory.park("update", watched.gateway.clock.now()))
    assert await watched.figure(name, engine="sqlite") == 1.0


async def test_a_database_that_is_away_is_a_figure_and_hides_no_other(watched: Watched) -> None:
    await watched.ask()
    assert await watched.figure("handrail_database_up") == 1.0
    await watched.gateway.store.close()
    watched.gateway.clock.wind(seconds=6)
    assert await watched.figure("handrail_database_up") == 0.0
    assert await watched.figure("handrail_turns_total", verdict="hold") == 1.0


async def test_a_timer_that_had_to_be_mended_is_counted(watched: Watched) -> None:
    """F67: paused or lost escalation."""
    await watched.ask()
    lost = escalations.update().values(next_at=None)
    await watched.gateway.desk.store.write(lambda memory: memory.connection.execute(lost) and None)  # type: ignore[attr-defined]
    assert await watched.figure("handrail_timers_mended_total") == 0
    await look_after_timers(watched.gateway.desk)
    assert await watched.figure("handrail_timers_mended_total") == 1


async def test_a_policy_that_is_not_in_force_is_told(tmp_path: Path, clock: WindUpClock) -> None:
    meters, refused = Meters(), [True]
    meters.watch_policy(lambda: refused[0])
    async with a_gateway(tmp_path, clock, meters=meters) as gateway:
        watched = Watched(gateway, Room(), Mailbox(), meters)
        assert await watched.figure("handrail_policy_refused") == 1.0
        refused[0] = False
        assert await watched.figure("handrail_policy_refused") == 0.0
