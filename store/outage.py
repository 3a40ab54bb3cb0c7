"""When the database is away or full: one word for it, whatever the driver calls it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from bot.errors import StorageFull, Unavailable

_FULL = frozenset({"SQLITE_FULL", "53100"})
_AWAY_IN_SQLITE = ("SQLITE_IOERR", "SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_READONLY")
_AWAY_IN_POSTGRES = ("08", "53", "57P", "25006")  # connection, resources, shutdown, read-only
_LOST = (
    OSError,
    TimeoutError,
    NoConnectionFree,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)


@contextmanager
def told_plainly() -> Iterator[None]:
    """What goes wrong inside leaves as `Unavailable` when it is the database's and may pass."""
    try:
        yield
    except Exception as error:
        if outage := as_outage(error):
            raise outage from error
        raise


def as_outage(error: BaseException) -> Unavailable | None:
    orig = error.orig if isinstance(error, DBAPIError) and error.orig else error
    code = _code(orig)
    if code in _FULL:
        return StorageFull()
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    if lost or isinstance(error, _LOST) or isinstance(orig, _LOST) or _is_away(code):
        return Unavailable()
    return None


def _is_away(code: str) -> bool:
    return code.startswith(_AWAY_IN_SQLITE) or code.startswith(_AWAY_IN_POSTGRES)


def _code(error: BaseException) -> str:
    if isinstance(error, sqlite3.Error):
        return str(getattr(error, "sqlite_errorname", ""))
    return str(getattr(error, "sqlstate", "") or getattr(error, "pgcode", "") or "")
