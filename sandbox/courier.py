"""Every event reaches the app, or is tried again at once, after a minute and after five."""

import asyncio
import copy
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import perf_counter
from typing import Protocol

from sandbox.clock import Clock
from sandbox.faults import Fault, Faults
from sandbox.journal import Attempt, Journal, since
from sandbox.model import Json
from sandbox.parcels import EVENT, Answer, Parcel
from sandbox.post import Post
from sandbox.socket_mode import Sockets

RETRIES_AFTER = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))


class Way(Protocol):
    @property
    def is_open(self) -> bool: ...

    async def send(self, parcel: Parcel) -> Answer: ...


@dataclass
class Courier:
    post: Post
    sockets: Sockets
    journal: Journal
    faults: Faults
    clock: Clock
    retries_by_itself: bool
    due: list[tuple[datetime, Parcel]] = field(default_factory=list)
    held: list[Parcel] = field(default_factory=list)
    at_work: set[asyncio.Task[None]] = field(default_factory=set)
    timers: set[asyncio.Task[None]] = field(default_factory=set)
    _lost_until: dict[str, int] = field(default_factory=dict)

    async def ask(self, parcel: Parcel) -> Answer:
        """One attempt, by socket if the app has opened one, else by HTTP."""
        way, transport = self._way()
        began = perf_counter()
        lost = parcel.kind == EVENT and self._is_lost(parcel)
        answer = Answer(reason="http_timeout") if lost else await way.send(parcel)
        self.journal.sent(
            Attempt(
                at=self.clock.now(),
                kind=parcel.kind,
                name=parcel.name,
                body=parcel.body,
                attempt=parcel.attempt,
                transport="lost" if lost else transport,
                status=answer.status,
                answer=answer.body,
                reason=answer.reason,
                ms=since(began),
            )
        )
        return answer

    def soon(self, body: Json) -> None:
        """Deliver in the background, as for what the app itself caused."""
        task = asyncio.ensure_future(self.deliver(body))
        self.at_work.add(task)
        task.add_done_callback(self._finished)

    async def deliver(self, body: Json) -> None:
        """The first attempt of an event, struck by whatever faults are standing."""
        if not self.can_reach_the_app:
            return
        parcel = Parcel(kind=EVENT, body=body)
        if fault := self.faults.take("reorder", parcel.name, parcel.channel):
            self.held.append(parcel)
            if fault.times == 0:
                await self.release_held()
            return
        copies = self._copies(parcel)
        concurrently = any(one for _, one in copies)
        if concurrently:
            await asyncio.gather(self._attempt(parcel), *(self._attempt(one) for one, _ in copies))
            return
        for one in (parcel, *(one for one, _ in copies)):
            await self._attempt(one)

    async def release_held(self) -> None:
        held, self.held = self.held, []
        for parcel in reversed(held):
            await self._attempt(parcel)

    async def again(self, body: Json, *, times: int, concurrently: bool) -> None:
        """An event sent before, sent again as it was."""
        parcels = [Parcel(kind=EVENT, body=body) for _ in range(times)]
        if concurrently:
            await asyncio.gather(*(self._attempt(one) for one in parcels))
            return
        for one in parcels:
            await self._attempt(one)

    async def advance(self) -> int:
        """Deliver every retry that is due by the clock; what fails becomes due again later."""
        now = self.clock.now()
        ready = [parcel for at, parcel in self.due if at <= now]
        self.due = [(at, parcel) for at, parcel in self.due if at > now]
        for parcel in ready:
            await self._attempt(parcel)
        return len(ready)

    async def settled(self) -> None:
        while self.at_work:
            await asyncio.gather(*self.at_work)

    async def aclose(self) -> None:
        running = [*self.at_work, *self.timers]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self.post.aclose()

    @property
    def can_reach_the_app(self) -> bool:
        return self.post.is_open or self.sockets.is_open

    def _way(self) -> tuple[Way, str]:
        return (self.sockets, "socket") if self.sockets.is_open else (self.post, "http")

    def _is_lost(self, parcel: Parcel) -> bool:
        if parcel.attempt:
            return parcel.attempt < self._lost_until.get(parcel.body.get("event_id", ""), 0)
        fault = self.faults.take("lose", parcel.name, parcel.channel)
        if fault:
            self._lost_until[parcel.body["event_id"]] = fault.attempts
        return fault is not None

    def _copies(self, parcel: Parcel) -> list[tuple[Parcel, bool]]:
        same = self.faults.take("duplicate", parcel.name, parcel.channel)
        twin = self.faults.take("twin", parcel.name, parcel.channel)
        return [
            *_again(parcel, same, lambda body: body),
            *_again(
                parcel, twin, lambda body: body | {"event_id": f"Ev{secrets.token_hex(5).upper()}"}
            ),
        ]

    async def _attempt(self, parcel: Parcel) -> None:
        answer = await self.ask(parcel)
        if answer.ok or answer.no_retry or parcel.attempt >= len(RETRIES_AFTER):
            return
        again = Parcel(
            kind=EVENT, body=parcel.body, attempt=parcel.attempt + 1, reason=answer.reason
        )
        wait = RETRIES_AFTER[parcel.attempt]
        self.due.append((self.clock.now() + wait, again))
        if self.retries_by_itself:
            timer = asyncio.ensure_future(self._advance_in(wait.total_seconds()))
            self.timers.add(timer)
            timer.add_done_callback(self.timers.discard)

    async def _advance_in(self, seconds: float) -> None:
        await asyncio.sleep(seconds + 0.01)  # so that it is due by a clock that ticks unevenly
        await self.advance()

    def _finished(self, task: asyncio.Task[None]) -> None:
        self.at_work.discard(task)
        self.journal.changed.ring()


def _again(
    parcel: Parcel, fault: Fault | None, change: Callable[[Json], Json]
) -> list[tuple[Parcel, bool]]:
    if fault is None:
        return []
    return [
        (Parcel(kind=EVENT, body=change(copy.deepcopy(parcel.body))), fault.concurrently)
        for _ in range(fault.copies)
    ]
