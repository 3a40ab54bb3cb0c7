"""Somebody else was quicker: which errors mean that a transaction should simply be run again."""

import sqlite3

import asyncpg
from sqlalchemy.exc import DBAPIError

_UNIQUE, _SERIALIZATION, _DEADLOCK = "23505", "40001", "40P01"


class Stale(Exception):
    """The record changed between reading and saving it."""


def is_race(error: BaseException) -> bool:
    match error:
        case Stale():
            return True
        case DBAPIError(orig=orig) if orig:
            return _is_race_of_driver(orig)
        case sqlite3.Error() | asyncpg.PostgresError():
            return _is_race_of_driver(error)
        case _:
            return False


def _is_race_of_driver(error: BaseException) -> bool:
    if getattr(error, "sqlstate", None) in {_UNIQUE, _SERIALIZATION, _DEADLOCK}:
        return True
    return str(getattr(error, "sqlite_errorname", "")) in {
        "SQLITE_CONSTRAINT_UNIQUE",
        "SQLITE_CONSTRAINT_PRIMARYKEY",
    }
