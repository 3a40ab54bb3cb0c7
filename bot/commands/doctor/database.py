"""The record: is it there, at the right version, and is anything owed that does not go out?"""

import asyncio
import os
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.app import open_store
from bot.commands.console import UNREACHABLE
from bot.ports import Clock, Tally
from bot.rules.delivery import Delivery
from bot.rules.finding import Finding, ok, warning, wrong
from bot.rules.rota import Rota
from bot.settings import Settings
from bot.steps.on_call import DEFAULT
from store.errors import StoreError
from store.sqlite import SAFE_SINCE
from store.store import SqlStore

SECONDS = 15
LATE = 60.0


async def check_database(settings: Settings, clock: Clock) -> list[Finding]:
    """Only reads, so that it runs beside a Handrail that has the file for itself."""
    path = sqlite_path(settings)
    findings = [_sqlite_version(sqlite3.sqlite_version_info)] if path else []
    if path and not path.exists():
        return [_not_yet(path), *findings]
    where = str(path) if path else _server(settings.database_url)
    try:
        async with asyncio.timeout(SECONDS), open_store(settings, read_only=True) as store:
            return [*await _look(store, where, clock.now()), *findings]
    except UNREACHABLE as error:
        return [_unreachable(where, error, embedded=path is not None), *findings]


async def rotas_set(settings: Settings) -> Mapping[str, Rota]:
    """As managers have set them; none where the check above has said why they cannot be read."""
    path = sqlite_path(settings)
    if path and not path.exists():
        return {}
    try:
        async with asyncio.timeout(SECONDS), open_store(settings, read_only=True) as store:
            found = await store.schema_version()
            if found != store.expected_version() and not store.is_newer(found):
                return {}
            schedules = await store.read(lambda memory: memory.schedules(DEFAULT))
    except UNREACHABLE:
        return {}
    return {name: each.rota for name, each in schedules.items()}


def sqlite_path(settings: Settings) -> Path | None:
    scheme, _, rest = settings.database_url.partition(":///")
    return Path(unquote(rest)) if scheme == "sqlite" else None


async def redrive(settings: Settings, clock: Clock) -> int:
    """Owe every dead delivery again; how many there were."""
    async with open_store(settings, migrate=False) as store:
        now = clock.now()
        return await store.write(
            lambda memory: sum(memory.redrive(each.id, now) for each in memory.dead())
        )


async def _look(store: SqlStore, where: str, now: datetime) -> list[Finding]:
    found, expected = await store.schema_version(), store.expected_version()
    if found != expected and not store.is_newer(found):
        words = f"Its tables are at version {found or 'none'}; this Handrail needs {expected}."
        remedy = "Run `handrail migrate`."
        return [ok("database", f"{where} answers."), wrong("schema", words, remedy)]
    tally, dead = await store.read(lambda memory: (memory.tally(now), memory.dead()))
    return [
        ok("database", f"{where} answers."),
        ok("schema", f"At version {found}, which serves this Handrail ({expected})."),
        *_deliveries(tally, dead),
    ]


def _deliveries(tally: Tally, dead: Sequence[Delivery]) -> list[Finding]:
    name, found = "deliveries", list[Finding]()
    if dead:
        causes = Counter(each.last_error or "unknown" for each in dead).most_common(3)
        told = ", ".join(f"{cause} ({count})" for cause, count in causes)
        remedy = "Mend the cause, then owe them again with `handrail doctor --redrive`."
        found.append(wrong(name, f"{len(dead)} dead, waiting for you: {told}.", remedy))
    if doubtful := tally.deliveries.get("uncertain", 0):
        words = f"Of {doubtful} nobody knows whether they arrived: the answer was lost."
        remedy = "Nothing to do: Handrail looks for them in Slack. Ask again in a minute."
        found.append(warning(name, words, remedy))
    if tally.overdue_seconds > LATE:
        words = f"The oldest should have gone out {_minutes(tally.overdue_seconds)} ago."
        remedy = "See that `handrail serve` runs, and what it logs."
        found.append(warning(name, words, remedy))
    waiting = tally.deliveries.get("pending", 0)
    rest = f"; {waiting} waiting to go out" if waiting else ""
    return found or [ok(name, f"None is dead, in doubt or late{rest}.")]


def _minutes(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"


def _sqlite_version(version: tuple[int, ...]) -> Finding:
    """Known to whoever compiled Python; a container has one of its own."""
    name, shown = "SQLite", ".".join(map(str, version))
    if version >= SAFE_SINCE:
        return ok(name, f"{shown} has no bug that we know of.")
    return warning(
        name,
        f"{shown} can corrupt a file that two processes write; Handrail lets in only one.",
        f"Nothing is urgent; {'.'.join(map(str, SAFE_SINCE))} has it mended, as has our image.",
    )


def _not_yet(path: Path) -> Finding:
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if os.access(folder, os.W_OK | os.X_OK):
        return ok("database", f"{path} is not there yet; the first start makes it.")
    words = f"{path} is not there, and nothing may be written in {folder}."
    return wrong("database", words, "Make the folder writable, or set HANDRAIL_DATABASE_URL.")


def _server(url: str) -> str:
    """Without the password."""
    return f"PostgreSQL at {urlsplit(url).hostname or 'its socket'}"


def _unreachable(where: str, error: Exception, *, embedded: bool) -> Finding:
    cause = getattr(error, "orig", None) or error
    if isinstance(error, StoreError):
        return wrong("database", str(error), "Check HANDRAIL_DATABASE_URL.")
    if embedded:
        words = f"{where} cannot be read ({type(cause).__name__}: {cause})."
        return wrong("database", words, "See docs/operations.md, “Back it up”.")
    words = f"{where} does not answer ({type(cause).__name__})."
    return wrong("database", words, "Check HANDRAIL_DATABASE_URL, and that the server lets us in.")
