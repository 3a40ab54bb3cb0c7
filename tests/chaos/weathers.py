"""What can befall a desk: deaths at random, deaths at every step, pauses, and a bad Slack."""

import asyncio
from collections.abc import Mapping
from typing import Any

import asyncpg

from tests.chaos.crashes import POINTS, UNANSWERED
from tests.chaos.desk import DeskProcess
from tests.chaos.storm import LEASE_AND_MORE, Storm, Weather
from tests.databases import Postgres

COMES_TO_IT = 20.0  # seconds in which a process reaches the point where it is to die

CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
    "AND application_name = 'handrail' AND pid <> pg_backend_pid()"
)

FAULTS: Mapping[str, Mapping[str, Any]] = {
    "accepted, then dropped": {"kind": "drop", "method": "chat.*", "times": 3},
    "slow": {"kind": "slow", "seconds": 0.5, "times": 4},
    "rate limited": {"kind": "rate_limited", "retry_after": 2, "times": 5},
    "an error page": {"kind": "server_error", "html": True, "times": 4},
    "a server error": {"kind": "server_error", "times": 4},
    "away": {"kind": "down", "times": 12},
    "an event twice": {"kind": "duplicate", "copies": 2, "times": 6, "concurrently": True},
    "an event under another id": {"kind": "twin", "copies": 2, "times": 6},
    "events out of order": {"kind": "reorder", "times": 3},
    "events lost": {"kind": "lose", "attempts": 1, "times": 3},
}


def kills(number: int) -> Weather:
    """`kill -9` at any moment, and a new life at once."""

    async def blow(it: Storm) -> None:
        for _ in range(number):
            desk = it.dice.choice(it.desks)
            await asyncio.sleep(it.dice.uniform(0.0, 0.6))
            await desk.kill()
            it.count("kills")
            await it.restart(desk)

    return blow


async def every_step(it: Storm) -> None:
    """A death inside each transaction and after it, before each call and after it."""
    desk = it.desks[0]
    for point in POINTS:
        await desk.kill()
        it.clock.move(LEASE_AND_MORE)
        await _provoke(it, point)
        await desk.start(crash_at=point)
        if await desk.died(COMES_TO_IT):
            it.count("steps")
        else:
            raise AssertionError(f"the desk never came to {point!r}")
        await it.restart(desk)


async def every_fault(it: Storm) -> None:
    for fault in FAULTS.values():
        await it.slack.faults.add(**fault)
        it.count("faults")
        for _ in range(6):
            await asyncio.sleep(0.1)
            it.clock.move(1.0)


def pauses(number: int) -> Weather:
    """SIGSTOP beyond the lease: another replica takes over, and then the first one wakes up."""

    async def blow(it: Storm) -> None:
        for _ in range(number):
            desk = it.dice.choice(it.desks)
            await asyncio.sleep(it.dice.uniform(0.0, 0.3))
            await _hand_events_to_another(it, desk)
            desk.pause()
            it.clock.move(LEASE_AND_MORE)
            await asyncio.sleep(it.dice.uniform(0.1, 0.4))
            desk.go_on()
            it.count("pauses")

    return blow


async def _provoke(it: Storm, point: str) -> None:
    """A look only happens after an answer was lost."""
    if point.startswith("look"):
        await it.slack.faults.add("drop", method="chat.postMessage", times=4)


async def _hand_events_to_another(it: Storm, desk: DeskProcess) -> None:
    others = [each for each in it.desks if each is not desk]
    await it.slack.deliver_to(f"{it.dice.choice(others).url}/slack/events")


def cut_connections(number: int) -> Weather:
    """Every connection to PostgreSQL, at any moment: before a commit, in it, after it."""

    async def blow(it: Storm) -> None:
        connection = await asyncpg.connect(it.database_url)
        try:
            for _ in range(number):
                await asyncio.sleep(it.dice.uniform(0.0, 0.05))
                await connection.execute(CUT)
                it.count("cuts")
        finally:
            await connection.close()

    return blow


def restarts(server: Postgres, number: int) -> Weather:
    """PostgreSQL falls over and gets up again, under load."""

    async def blow(it: Storm) -> None:
        for _ in range(number):
            await asyncio.sleep(it.dice.uniform(0.3, 0.8))
            await asyncio.to_thread(server.restart)
            it.count("restarts")
        await asyncio.sleep(0.5)

    return blow


async def unanswered_commits(it: Storm) -> None:
    """What was committed is committed, though whoever asked for it heard of an error."""
    desk = it.desks[0]
    await desk.kill()
    await desk.start(crash_at=UNANSWERED)
    await asyncio.sleep(3.0)
    await desk.kill()
    await it.restart(desk)
    it.count("lives")


async def slack_is_down(it: Storm) -> None:
    """For ten minutes. Turns are taken all the while, and the cards come afterwards."""
    await asyncio.sleep(0.3)
    await it.slack.faults.add("down", times=None)
    for _ in range(20):
        it.clock.move(30.0)
        await asyncio.sleep(0.05)
    await it.slack.faults.clear()
    it.count("outages")


async def agents_vanish(it: Storm) -> None:
    """In the middle of a request; each comes back and asks the same again."""
    it.crowd.vanishing = 0.5
    await asyncio.sleep(3.0)
    it.crowd.vanishing = 0.0
    it.counted["vanished"] = it.crowd.gave_up


async def full_disk(it: Storm) -> None:
    """Agents are told 507 until there is room again."""
    for _ in range(3):
        await asyncio.sleep(0.5)
        it.disk_is_full.value = 1
        await asyncio.sleep(0.5)
        it.disk_is_full.value = 0
    it.counted["told 507"] = it.crowd.told_to_wait[507]


async def rolling_restart(it: Storm) -> None:
    """One replica after the other is told to stop and started anew; half-way comes a migration
    of tomorrow's version. Agents ask another replica where a door is shut, and see no error.
    """
    it.crowd.forgiving = False
    await asyncio.sleep(0.5)
    for number, desk in enumerate(it.desks):
        await _hand_events_to_another(it, desk)
        assert await desk.stop() == 0
        if number == 1:
            await _migrate_to_tomorrow(it)
        await desk.start()
        await asyncio.sleep(0.5)
        it.count("restarts")


async def _migrate_to_tomorrow(it: Storm) -> None:
    connection = await asyncpg.connect(it.database_url)
    try:
        await connection.execute("ALTER TABLE escalations ADD COLUMN tomorrow TEXT")
        await connection.execute("UPDATE alembic_version SET version_num = 'v2099_01_01_tomorrow'")
    finally:
        await connection.close()
