"""A week's figures cost what happened in that week: what the planner does with a thousand weeks."""

import re
from datetime import UTC, datetime, timedelta

from bench.filling import BEGINS, TABLES, history
from bot.rules.calendars.week import Window
from bot.rules.weekly.figures import Facts
from store.memory import SqlMemory
from store.store import SqlStore
from tests.store.test_plans import Plans

CASES, WEEKS = 10_000, 1_000
EVERY = WEEKS * 7 * 86_400 // CASES
START = datetime.fromtimestamp(BEGINS, UTC) + timedelta(weeks=998)
A_WEEK = Window(START, START + timedelta(weeks=1))

READS_ALL = re.compile(rf"(Seq Scan on|^SCAN) ({'|'.join(TABLES)}|again|earlier)\b")
"""Those that are filled; of an empty one it is quickest to read all."""


def fill(memory: SqlMemory) -> None:
    for statement in history(memory.driver.dialect, CASES, every=EVERY):
        memory.connection.exec_driver_sql(statement)
    memory.connection.exec_driver_sql("ANALYZE")


async def test_a_week_is_found_without_reading_any_other(store: SqlStore) -> None:
    await store.write(fill)

    def look(memory: SqlMemory) -> tuple[list[str], Facts]:
        plans = Plans(memory.connection)
        for queue in (None, "refunds"):
            memory.facts("default", A_WEEK, queue=queue, now=A_WEEK.end)
        return plans.plans, memory.facts("default", A_WEEK, queue=None, now=A_WEEK.end)

    plans, facts = await store.read(look)
    assert facts.cases == facts.times.waited.n == facts.kept["decision"].met == CASES // WEEKS
    assert len(plans) > 40
    lines = [line for plan in plans for line in plan.splitlines()]
    assert [line for line in lines if READS_ALL.search(line)] == []
