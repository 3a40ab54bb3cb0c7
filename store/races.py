"""Somebody else was quicker: which errors mean that a transaction should simply be run again."""

from sqlalchemy.exc import DBAPIError

_UNIQUE, _SERIALIZATION, _DEADLOCK = "23505", "40001", "40P01"


class Stale(Exception):
    """The record changed between reading and saving it."""


def is_race(error: BaseException) -> bool:
    match error:
        case Stale():
            return True
        case DBAPIError(orig=orig):
            state = getattr(orig, "sqlstate", None)
            return state in {_UNIQUE, _SERIALIZATION, _DEADLOCK} or _is_unique_in_sqlite(orig)
        case _:
            return False


def _is_unique_in_sqlite(orig: BaseException | None) -> bool:
    return str(getattr(orig, "sqlite_errorname", "")) in {
        "SQLITE_CONSTRAINT_UNIQUE",
        "SQLITE_CONSTRAINT_PRIMARYKEY",
    }
