"""Rows by the thousand, as if years had passed: open ones by the store, history by SQL alone."""

import asyncio
import sqlite3
from collections.abc import Mapping
from datetime import timedelta

import asyncpg
from sqlalchemy import Column, Integer, Table

from bot.app import open_store
from bot.clock import SystemClock
from bot.ports import Memory
from bot.rules.owing import card
from bot.settings import load
from store.records import ESCALATION
from store.tables import metadata
from store.types import UtcDateTime
from tests.makers import a_judgement, a_queue, a_refund, an_escalation

AT_A_TIME = 500
BEGINS = 1_700_000_000
"""The first moment of the history, in seconds since 1970."""
TABLES = (
    *("conversations", "turns", "escalations", "contexts", "changes", "threads"),
    *("measures", "clocks", "waits", "taken", "items"),
    *("lines", "deliveries", "audit", "audit_heads", "inbox"),
)
N, ID = "{n}", "'esc_f' || (10000000 + {n})"
SAID = {
    "workspace": "'default'",
    "conversation_id": "'conv-f' || {n}",
    "escalation_id": ID,
    "turn_id": "'t-1'",
    "action_digest": "'sha256:f' || {n}",
    "dedupe_key": "'f' || {n}",
    "once": "'card:' || {n}",
    "root_ts": "'17.' || {n}",
    "line_id": N,
    "version": "1",
    "seq": "1",
    "status": "'approved'",
    "state": "'sent'",
    "verdict": "'hold'",
    "closed_at": "{at}",
    "told_at": "{at}",
    "open_until": "{until}",
    "clocks.kind": "'decision'",
    "clocks.status": "'met'",
    "kind": "'approval'",
    "queue": "'refunds'",
    "reason": "'policy'",
    "stakes": "'normal'",
    "began_at": "{at}",
    "ended_at": "{at}",
    "how": "'answered'",
    "by_people": "true",
    "has_hours": "false",
    "reached_at": "{at}",
    "resolved_at": "{at}",
    "waited_from": "{at}",
    "confidence": "0.5",
    "changes.at": "{at}",
    "turned": "1",
    "type": "'opened'",
    "person": "'slack:T1/U' || ({n} % 10)",
}
RECORD = ESCALATION.dump(an_escalation()).replace("'", "''").replace("{", "{{").replace("}", "}}")
IDS = {
    "conversations": "'conv-f' || {n}",
    "escalations": ID,
    "items": "'itm_f' || {n}",
    "turns": "'trn_f' || {n}",
    "deliveries": "'dlv_f' || {n}",
    "lines": N,
}


def fill_history(url: str, count: int, *, waiting: bool = False, every: int = 1) -> None:
    """So many escalations with all that hangs on them, as short as rows can be: decided, or
    `waiting` for a person for years to come; one began `every` so many seconds.
    """
    if url.startswith("sqlite"):
        _fill_sqlite(url, count, waiting=waiting, every=every)
    else:
        asyncio.run(_fill_postgres(url, count, waiting=waiting, every=every))


def history(engine: str, count: int, *, waiting: bool = False, every: int = 1) -> list[str]:
    """The statements that write it, whole tables each."""
    if engine == "sqlite":
        numbers = (
            f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count})"
        )
        until = "1900000000000000 + n * 1000000" if waiting else "NULL"
        at = f"{BEGINS * 1_000_000} + n * {every * 1_000_000}"
        return [f"{numbers} {each} FROM s" for each in _statements(at, until)]
    at = f"to_timestamp({BEGINS}) + n * interval '{every} seconds'"
    until = "timestamptz '2030-01-01' + n * interval '1 second'" if waiting else "NULL"
    return [f"{each} FROM generate_series(1, {count}) AS s(n)" for each in _statements(at, until)]


def fill_open(
    environ: Mapping[str, str], count: int, *, due: bool = False, late: bool = False
) -> None:
    """So many that wait for a person, with their cards owed; `due`: their time is over; `late`:
    they should have been decided, and people are to hear of it.
    """
    asyncio.run(_fill_open(environ, count, due=due, late=late))


async def _fill_open(environ: Mapping[str, str], count: int, *, due: bool, late: bool) -> None:
    now = SystemClock().now()
    until = now - timedelta(minutes=1) if due else now + timedelta(days=7)

    promise = a_judgement(a_queue(sla={"decision": 1800.0} if late else {}))

    def some(first: int, memory: Memory) -> None:
        for number in range(first, min(first + AT_A_TIME, count)):
            held = an_escalation(
                judgement=promise,
                id=f"esc_o{number}",
                workspace="default",
                conversation_id=f"conv-o{number}",
                created_at=now - timedelta(hours=1),
                expires_at=until,
            )
            memory.add(held, turn=a_refund())
            memory.owe(card(held))

    async with open_store(load(environ), SystemClock()) as store:
        for first in range(0, count, AT_A_TIME):
            await store.write(lambda memory, first=first: some(first, memory))


def _fill_sqlite(url: str, count: int, *, waiting: bool, every: int) -> None:
    connection = sqlite3.connect(url.partition(":///")[2], isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    for statement in history("sqlite", count, waiting=waiting, every=every):
        connection.execute(statement)
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


async def _fill_postgres(url: str, count: int, *, waiting: bool, every: int) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(
        "SET session_replication_role = replica"
    )  # no foreign key is looked up
    for statement in history("postgresql", count, waiting=waiting, every=every):
        await connection.execute(statement)
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
    await connection.close()


def _statements(at: str, until: str) -> list[str]:
    return [
        f"INSERT INTO {table.name} ({', '.join(table.columns.keys())}) SELECT "
        + ", ".join(
            _said(table, column).format(n="n", at=at, until=until) for column in table.columns
        )
        for table in (metadata.tables[name] for name in TABLES)
    ]


def _said(table: Table, column: Column) -> str:
    if column.name == "id":
        return IDS[table.name]
    if table.name == "escalations" and column.name == "record":
        return f"'{RECORD}'"
    if said := SAID.get(f"{table.name}.{column.name}") or SAID.get(column.name):
        return said
    if column.nullable:
        return "NULL"
    if isinstance(column.type, UtcDateTime):
        return "{at}"
    return "0" if isinstance(column.type, Integer) else "''"
