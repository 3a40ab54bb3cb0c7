"""The list of what is open: what is due first on top, for any number of cards."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.ports import Sought
from bot.rules.policy import Reason
from bot.rules.status import Kind
from bot.rules.worklist import Sureness
from store import migrate
from store.store import SqlStore
from tests.makers import NINE, a_judgement, a_queue, a_refund, an_escalation
from tests.store.world import ANA_DID, claimed, opened

ALL = Sought(workspace="default")


async def ids(store: SqlStore, sought: Sought = ALL, limit: int = 50) -> list[str]:
    cards = await store.read(lambda memory: memory.open_cards(sought, limit))
    return [each.escalation.id for each in cards]


async def owing(store: SqlStore, id: str, minutes: float, **changes: Any) -> None:
    """Promised within so many minutes, and open for a day."""
    queue = a_queue(sla={"decision": minutes * 60.0}, timeout=86_400.0)
    await add(store, id, judgement=a_judgement(queue), **changes)


async def add(
    store: SqlStore,
    id: str,
    *,
    judgement: Any = None,
    confidence: float | None = 0.42,
    **changes: Any,
) -> None:
    turn = a_refund(confidence=confidence)
    escalation = replace(an_escalation(turn, judgement), id=id, **changes)
    await store.write(lambda memory: memory.add(escalation, turn=turn))


async def test_open_cards_come_with_their_turn_what_is_due_first_on_top(store: SqlStore) -> None:
    await owing(store, "esc_1", 30)
    await owing(store, "esc_2", 10, expires_at=NINE + timedelta(days=9))
    await owing(store, "esc_3", 20)
    await opened(store, "esc_4", expires_at=NINE + timedelta(minutes=5))
    await opened(store, "esc_5", workspace="other")
    was = await store.read(lambda memory: memory.escalation("esc_3"))
    gone = was.cancel(ANA_DID, NINE)
    await store.write(lambda memory: memory.save(gone, was=was, change="cancelled", at=NINE))

    assert await ids(store) == ["esc_4", "esc_2", "esc_1"]
    first, *_ = await store.read(lambda memory: memory.open_cards(ALL, 1))
    assert first.turn == a_refund()
    assert first == await store.read(lambda memory: memory.card("esc_4"))


async def test_what_was_done_is_due_no_more(store: SqlStore) -> None:
    judgement = a_judgement(a_queue(sla={"claim": 300.0}, timeout=7200.0))
    await add(store, "esc_1", judgement=judgement)
    await owing(store, "esc_2", 30)
    assert await ids(store) == ["esc_1", "esc_2"]
    was = await store.read(lambda memory: memory.escalation("esc_1"))
    mine = claimed(was)
    await store.write(lambda memory: memory.save(mine, was=was, change="claimed", at=NINE))
    assert await ids(store) == ["esc_2", "esc_1"]


async def test_page_by_page_each_card_comes_once(store: SqlStore) -> None:
    for number in range(5):
        await owing(store, f"esc_{number}", 50 - number * 10)
    pages = [await ids(store, replace(ALL, skip=skip), limit=2) for skip in (0, 2, 4, 6)]
    assert pages == [["esc_4", "esc_3"], ["esc_2", "esc_1"], ["esc_0"], []]
    assert await store.read(lambda memory: memory.count_open(ALL)) == 5


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ({"queue": "refunds"}, ["esc_1", "esc_3", "esc_4"]),
        ({"kind": Kind.HANDOFF}, ["esc_3"]),
        ({"reason": Reason.POLICY}, ["esc_4"]),
        ({"queue": "risk", "kind": Kind.HANDOFF}, []),
        ({"assignee": ANA_DID.id}, ["esc_4"]),
        ({"not_of": ANA_DID.id}, ["esc_1", "esc_2", "esc_3"]),
        ({"opened_until": NINE - timedelta(hours=1)}, ["esc_2"]),
    ],
)
async def test_a_list_holds_only_what_is_asked_for(
    store: SqlStore, wish: dict[str, Any], found: list[str]
) -> None:
    before = NINE - timedelta(hours=1)
    await add(store, "esc_1")
    await add(store, "esc_2", judgement=a_judgement(a_queue(name="risk")), created_at=before)
    await add(store, "esc_3", kind=Kind.HANDOFF)
    await add(store, "esc_4", reason=Reason.POLICY, assignee=ANA_DID)
    sought = replace(ALL, **wish)
    assert sorted(await ids(store, sought)) == found
    assert await store.read(lambda memory: memory.count_open(sought)) == len(found)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        (Sureness.LOW, ["0", "49"]),
        (Sureness.MEDIUM, ["50", "79"]),
        (Sureness.HIGH, ["100", "80"]),
        (Sureness.UNKNOWN, ["none"]),
    ],
)
async def test_how_sure_an_agent_was_has_a_word(
    store: SqlStore, word: Sureness, found: list[str]
) -> None:
    for percent in (0, 49, 50, 79, 80, 100):
        await add(store, str(percent), confidence=percent / 100)
    await add(store, "none", confidence=None)
    assert sorted(await ids(store, replace(ALL, confidence=word))) == found


async def test_what_was_open_before_the_update_is_listed_by_what_it_owes(store: SqlStore) -> None:
    await owing(store, "esc_1", 30, confidence=0.9)
    await owing(store, "esc_2", 10, confidence=None)
    before = [await ids(store), await ids(store, replace(ALL, confidence=Sureness.HIGH))]
    await store._database.run_alone(
        lambda connection: migrate.downgrade(connection, "2026_11_21_week")
    )
    await store.migrate()
    assert before == [["esc_2", "esc_1"], ["esc_1"]]
    assert [await ids(store), await ids(store, replace(ALL, confidence=Sureness.HIGH))] == before


async def test_what_the_version_before_opens_is_listed_by_its_end(store: SqlStore) -> None:
    await owing(store, "esc_1", 30, expires_at=NINE + timedelta(minutes=50))
    await owing(store, "esc_2", 40)
    await store._database.run_alone(
        lambda connection: connection.execute(
            text("UPDATE escalations SET due_first = NULL WHERE id = 'esc_1'")
        )
    )
    assert await ids(store) == ["esc_2", "esc_1"]
