import asyncio
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from sqlalchemy import text

from store.store import SqlStore
from tests.makers import NINE
from tests.store.world import a_line


async def write_chain(store: SqlStore, escalation_id: str = "esc_1") -> None:
    for action in ("opened", "claimed", "approved", "executed"):
        line = a_line(escalation_id, action, amount=12.5, note="é")
        await store.write(lambda memory, line=line: memory.note(line))


async def tamper(store: SqlStore, *statements: str) -> None:
    def work(memory: object) -> None:
        for statement in statements:
            memory.connection.execute(text(statement))

    await store.write(work)


async def test_lines_come_back_in_the_order_they_were_written(store: SqlStore) -> None:
    await write_chain(store)
    await write_chain(store, "esc_2")

    lines = await store.read(lambda memory: memory.audit("esc_1"))
    assert [line.action for line in lines] == ["opened", "claimed", "approved", "executed"]
    assert lines[0] == a_line("esc_1", "opened", amount=12.5, note="é")


async def test_an_untouched_trail_has_no_fault(store: SqlStore) -> None:
    assert await store.verify_audit() is None
    await write_chain(store)
    await write_chain(store, "esc_2")
    elsewhere = replace(a_line("esc_3"), at=NINE.astimezone(timezone(timedelta(hours=2))))
    await store.write(lambda memory: memory.note(elsewhere, a_line("esc_3")))

    assert await store.verify_audit() is None


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "UPDATE audit SET detail = '{}' WHERE escalation_id = 'esc_1' AND seq = 2",
            "Line 2 of esc_1 was changed after it was written.",
        ),
        (
            "UPDATE audit SET actor = replace(actor, 'Ana', 'Bob') WHERE seq = 3",
            "Line 3 of esc_1 was changed after it was written.",
        ),
        ("DELETE FROM audit WHERE seq = 2", "Line 2 of esc_1 is missing."),
        ("DELETE FROM audit WHERE seq = 1", "Line 1 of esc_1 is missing."),
        (
            "DELETE FROM audit WHERE seq > 2",
            "Line 3 of esc_1 is missing: 4 were written, 2 are left.",
        ),
        ("DELETE FROM audit WHERE escalation_id = 'esc_1'", "All lines of esc_1 are missing."),
        (
            "DELETE FROM audit_heads WHERE escalation_id = 'esc_1'",
            "The end of esc_1 is not on record.",
        ),
    ],
    ids=["edited", "another actor", "deleted", "first deleted", "cut", "all gone", "head gone"],
)
async def test_tampering_is_found_and_named(store: SqlStore, statement: str, fault: str) -> None:
    await write_chain(store)
    await write_chain(store, "esc_2")
    await tamper(store, statement)

    assert await store.verify_audit() == fault


async def test_lines_that_changed_places_are_found(store: SqlStore) -> None:
    await write_chain(store)
    await tamper(
        store,
        "UPDATE audit SET seq = 9 WHERE seq = 2",
        "UPDATE audit SET seq = 2 WHERE seq = 3",
        "UPDATE audit SET seq = 3 WHERE seq = 9",
    )

    assert await store.verify_audit() == "Line 2 of esc_1 does not follow the line before it."


async def test_a_cut_tail_is_found_even_when_its_end_was_rewritten(store: SqlStore) -> None:
    await write_chain(store)
    await tamper(
        store,
        "DELETE FROM audit WHERE seq > 2",
        "UPDATE audit_heads SET lines = 2, hash = (SELECT hash FROM audit WHERE seq = 2)",
    )

    assert await store.verify_audit() == "Line 2 of esc_1 is not the end that was sealed."


async def test_lines_written_at_once_make_one_chain(store: SqlStore) -> None:
    await asyncio.gather(*(store.write(lambda memory: memory.note(a_line())) for _ in range(12)))

    assert len(await store.read(lambda memory: memory.audit("esc_1"))) == 12
    assert await store.verify_audit() is None
