"""A claim stays flat however much is owed: what the planner does with ten thousand open rows."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from bot.rules.lanes import Pace
from store.memory import SqlMemory
from store.store import SqlStore
from store.tables import deliveries, escalations, lanes, lines
from tests.makers import NINE, WindUpClock, an_escalation

ROWS = 10_000
PACE = Pace(post=0, update=0, whisper=0)


def fill(memory: SqlMemory) -> None:
    """A crowd behind one parked lane, a crowd due later, and a few that can go."""
    now = NINE
    ids = [f"esc_{number}" for number in range(ROWS)]
    record = an_escalation()
    run = memory.connection.execute
    run(
        escalations.insert(),
        [
            {
                "id": id,
                "workspace": "w",
                "conversation_id": f"c{id}",
                "kind": "approval",
                "status": "pending",
                "queue": "q",
                "reason": "policy",
                "action_digest": "d",
                "created_at": now,
                "open_until": now + timedelta(hours=1) if number % 20 == 0 else None,
                "version": 1,
                "record": record.id,
            }
            for number, id in enumerate(ids)
        ],
    )
    run(
        lines.insert(),
        [
            {
                "id": number + 1,
                "escalation_id": id,
                "target": "slack",
                "workspace": "w",
                "next_seq": 2,
                "lane": f"post:C{number % 10}",
                "urgency": number % 4,
                "next_due_at": None if number % 5 == 4 else now + timedelta(hours=number % 3 != 0),
                "lease_epoch": 0,
            }
            for number, id in enumerate(ids)
        ],
    )
    run(
        deliveries.insert(),
        [
            {
                "id": f"dlv_{number}",
                "line_id": number + 1,
                "seq": 1,
                "place": None if number % 5 == 4 else 1,
                "kind": "note",
                "lane": f"post:C{number % 10}",
                "state": "sent" if number % 5 == 4 else "pending",
                "created_at": now,
                "attempts": 0,
                "looks": 0,
                "next_at": now,
                "result_ts": "",
                "last_error": "",
                "sweeps": 0,
                "payload": "{}",
            }
            for number in range(ROWS)
        ],
    )
    run(
        lanes.insert(),
        [
            {
                "lane": f"post:C{number}",
                "next_at": now,
                "parked_until": now,
                "free_at": now + timedelta(minutes=number == 0),
            }
            for number in range(10)
        ],
    )


class Plans:
    """Asks for the plan of each query before it runs."""

    def __init__(self, connection: Connection) -> None:
        self.plans: list[str] = []
        self._explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
        event.listen(connection, "before_cursor_execute", self._ask)

    def _ask(self, connection: Connection, cursor: Any, sql: str, parameters: Any, *_: Any) -> None:
        if sql.lstrip().split(" ", 1)[0].upper() in {"SELECT", "WITH", "UPDATE"}:
            cursor.execute(self._explain + sql, parameters)
            self.plans.append("\n".join(str(row[-1]) for row in cursor.fetchall()))

    def full_scans(self, *tables: str) -> list[str]:
        wanted = [word for table in tables for word in (f"SCAN {table}", f"Seq Scan on {table}")]
        return [
            line
            for plan in self.plans
            for line in plan.splitlines()
            if any(each in line for each in wanted) and "USING" not in line
        ]


@pytest.fixture
async def full(store: SqlStore) -> SqlStore:
    await store.write(fill)

    def analyze(memory: SqlMemory) -> None:
        memory.connection.exec_driver_sql("ANALYZE")

    await store.write(analyze)
    return store


async def test_a_claim_and_what_it_asks_use_indexes_only(
    full: SqlStore, clock: WindUpClock
) -> None:
    def plan(memory: SqlMemory) -> Plans:
        plans = Plans(memory.connection)
        assert memory.claim("w", clock.now(), PACE)
        memory.next_due(clock.now())
        memory.due(clock.now(), 10)
        memory.unplanned(clock.now(), 10)
        memory.to_sweep(clock.now(), 10)
        memory.dead()
        memory.open_in_conversation("w", "cesc_1")
        return plans

    plans = await full.write(plan)
    assert len(plans.plans) > 8
    assert plans.full_scans("lines", "deliveries", "escalations") == []
    assert any("ix_lines_due" in plan for plan in plans.plans)
    assert any("ix_deliveries_waiting" in plan for plan in plans.plans)
    assert any("ix_escalations_open_until" in plan for plan in plans.plans)
