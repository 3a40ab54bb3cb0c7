"""Time passes: APScheduler is only the tick on every replica; what is due are rows in the store."""

from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.flows.look_for_people import look_for_people
from bot.flows.on_time import on_time
from bot.flows.open_list import post_open_lists
from bot.flows.post_digests import post_all_digests
from bot.flows.reapply import follow_calendars
from bot.flows.sweep import sweep
from bot.logs import trouble
from bot.ports import Desk
from handlers.clock.heartbeat import Auditor

log = structlog.get_logger(__name__)


def ticking(
    desk: Desk,
    *,
    reload_policy: Callable[[], object],
    catch_up: Callable[[], Awaitable[object]],
    heartbeat: Callable[[], Awaitable[None]],
) -> AsyncIOScheduler:
    """The ticks of one replica. Two replicas ticking have the effect of one: the rows decide."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    every = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    scheduler.add_job(_safely(lambda: on_time(desk)), "interval", seconds=1, id="on-time", **every)
    scheduler.add_job(_safely(lambda: sweep(desk)), "interval", seconds=30, id="sweep", **every)
    audit = Auditor(desk, heartbeat)
    scheduler.add_job(_safely(audit), "interval", seconds=60, id="audit", **every)
    scheduler.add_job(
        _safely(lambda: post_open_lists(desk)), "interval", seconds=20, id="open-list", **every
    )
    scheduler.add_job(
        _safely(lambda: post_all_digests(desk)), "interval", seconds=20, id="digest", **every
    )
    scheduler.add_job(_safely(catch_up), "interval", seconds=20, id="catch-up", **every)
    scheduler.add_job(reload_policy, "interval", seconds=2, id="policy", **every)
    scheduler.add_job(
        _safely(_for_each_policy(desk, lambda: follow_calendars(desk))),
        "interval",
        seconds=5,
        id="calendars",
        **every,
    )
    scheduler.add_job(
        _safely(_for_each_policy(desk, lambda: look_for_people(desk), each_hour=True)),
        "interval",
        seconds=30,
        id="people",
        **every,
    )
    return scheduler


def _for_each_policy(
    desk: Desk, flow: Callable[[], Awaitable[object]], *, each_hour: bool = False
) -> Callable[[], Awaitable[None]]:
    """Once for each version of the policy that comes into force, and for the first; and, if so,
    when an hour has begun.
    """
    done = ""

    async def tick() -> None:
        nonlocal done
        hour = f"{desk.clock.now():%Y-%m-%dT%H}" if each_hour else ""
        version = f"{desk.policies.current.version} {hour}"
        if version != done:
            await flow()
            done = version

    return tick


def _safely(flow: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    """A tick that fails is one log line; the next tick finds the same rows still due."""

    async def tick() -> None:
        try:
            await flow()
        except Exception as error:  # noqa: BLE001
            log.error("tick failed", **trouble(error))  # noqa: TRY400  # see trouble

    return tick
