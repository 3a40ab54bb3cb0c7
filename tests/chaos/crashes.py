"""Where a process can die: inside a transaction, after its commit, before a call, after it.

Nothing of this is in the desk itself. A forked process wraps the one method that it is to die in.
"""

import os
from collections.abc import Callable
from itertools import count
from typing import Any

from handlers.slack.outlet import SlackOutlet
from store.memory import SqlMemory
from store.postgres import PostgresDatabase
from store.store import SqlStore

STEPS = ("add_turn", "claim", "settle", "first_time", "save")
CALLS = ("send", "look")
UNANSWERED = "unanswered commits"
EVERY = 7  # of so many commits one is not answered
POINTS = (
    *(f"{step} {when}" for step in STEPS for when in ("before commit", "after commit")),
    *(f"{call} {when}" for call in CALLS for when in ("before", "after")),
)


def arm(point: str) -> None:
    """From now on this process dies the first time it comes to this point."""
    if point == UNANSWERED:
        _leave_commits_unanswered()
        return
    what, _, when = point.partition(" ")
    if what in CALLS:
        _around_call(what, when)
    elif when == "before commit":
        _inside(what, _die)
    else:
        _after_commit_of(what)


def _die(*_: object) -> None:
    os._exit(9)


def _inside(step: str, then: Callable[[Any], None]) -> None:
    original = getattr(SqlMemory, step)

    def wrapped(self: SqlMemory, *args: Any, **named: Any) -> Any:
        result = original(self, *args, **named)
        if result is not None or step in ("add_turn", "save"):
            then(self)
        return result

    setattr(SqlMemory, step, wrapped)


def _after_commit_of(step: str) -> None:
    reached: list[SqlMemory] = []
    _inside(step, reached.append)
    original = SqlStore.write

    async def wrapped(self: SqlStore, work: Any, **named: Any) -> Any:
        result = await original(self, work, **named)
        if reached:
            _die()
        return result

    SqlStore.write = wrapped  # type: ignore[method-assign]


def _leave_commits_unanswered() -> None:
    """The connection breaks after COMMIT was sent: it is done, and nobody hears of it."""
    original, commits = PostgresDatabase._run, count(1)

    async def wrapped(self: PostgresDatabase, work: Any, *, writing: bool, locking: bool) -> Any:
        result = await original(self, work, writing=writing, locking=locking)
        if writing and next(commits) % EVERY == 0:
            raise ConnectionResetError
        return result

    PostgresDatabase._run = wrapped  # type: ignore[method-assign]


def _around_call(name: str, when: str) -> None:
    original = getattr(SlackOutlet, name)

    async def wrapped(self: SlackOutlet, *args: Any) -> Any:
        if when == "before":
            _die()
        await original(self, *args)
        _die()

    setattr(SlackOutlet, name, wrapped)
