"""The desk as processes of its own, forked from one that has everything imported already."""

import asyncio
import multiprocessing
import os
import signal
import socket
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from typing import Any

import httpx

from bot.app import App, running
from bot.commands.serve import Server
from bot.flows.sweep import sweep
from bot.logs import set_up_logs
from bot.rules.lanes import Pace
from bot.settings import load
from handlers.clock import courier
from tests.chaos import crashes, disk
from tests.chaos.clock import SharedClock

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.chaos.warm"])
QUICK = Pace(post=0, update=0, whisper=0)
SWEEP_EVERY = 0.5
LOOK_EVERY = 0.2


class DeskProcess:
    """One `handrail serve`, on the same port in all its lives."""

    def __init__(self, environ: Mapping[str, str], ahead: Any, is_full: Any) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environ = {**environ, "HANDRAIL_PORT": str(self.port)}
        self._shared = (ahead, is_full)
        self._process: BaseProcess | None = None

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.is_alive()

    async def start(self, *, crash_at: str = "") -> None:
        """Until it is ready, or dead already when it was told to crash (see `crashes`)."""
        self._process = FORKS.Process(target=serve, args=(self._environ, *self._shared, crash_at))
        await asyncio.to_thread(self._process.start)
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as client:
            while self.is_alive:
                try:
                    if (await client.get("/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.01)
        if not crash_at:
            raise RuntimeError("the desk did not start")

    async def kill(self) -> None:
        """As `kill -9`: nothing is tidied up."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int | None:
        """As an orchestrator does; its exit code."""
        return await self._end(signal.SIGTERM)

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    async def died(self, within: float) -> bool:
        if self._process:
            await asyncio.to_thread(self._process.join, within)
        return not self.is_alive

    async def _end(self, how: signal.Signals) -> int | None:
        self._signal(how)
        if self._process is None:
            return None
        await asyncio.to_thread(self._process.join)
        return self._process.exitcode

    def _signal(self, what: signal.Signals) -> None:
        if self._process and self._process.pid and self.is_alive:
            os.kill(self._process.pid, what)


def serve(environ: Mapping[str, str], ahead: Any, is_full: Any, crash_at: str) -> None:
    """What the forked process does until it is killed."""
    set_up_logs("ERROR", secrets=())
    courier.SLOW_POLL = LOOK_EVERY  # the storm winds the clock on while they sleep
    disk.obey(is_full)
    if crash_at:
        crashes.arm(crash_at)
    asyncio.run(_serve(environ, SharedClock(ahead)))


async def _serve(environ: Mapping[str, str], clock: SharedClock) -> None:
    settings = load(environ).for_serving()
    async with running(settings, clock=clock, lease_clock=clock, pace=QUICK) as app:
        sweeping = asyncio.create_task(_sweep(app))
        await Server(app, settings.host, settings.port).serve()
        sweeping.cancel()


async def _sweep(app: App) -> None:
    """More often than in earnest, because the storm winds the clock."""
    while True:
        await asyncio.sleep(SWEEP_EVERY)
        await sweep(app.desk)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
