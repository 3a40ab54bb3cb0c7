"""Ten thousand fall due at one moment: who is looked at, called and sent to first, on both engines."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Table, insert, select

from bot.rules.calling import LEAST_URGENT, Call
from bot.rules.delivery import DeliveryKind
from bot.rules.owing import note
from bot.rules.policy import Priority
from store.records import CALL
from store.store import SqlStore
from store.tables import calls, deliveries, escalations, lines
from tests.makers import NINE, WindUpClock
from tests.store.world import must_claim, opened, owe, owed

MANY = 10_000
FALLING = [*reversed(Priority)]
URGENCIES = range(len(FALLING))
MICROSECOND = timedelta(microseconds=1)


def shuffled() -> Iterator[tuple[int, int, datetime]]:
    """(number, urgency, when it began), in no order that anybody could count on."""
    dice = Random(20)
    numbers = [*range(MANY)]
    dice.shuffle(numbers)
    for number in numbers:
        yield number, dice.choice(URGENCIES), NINE + timedelta(seconds=dice.randrange(3_600))


async def multiplied(store: SqlStore, table: Table, changes: list[Mapping[str, Any]]) -> None:
    """As many rows as there are changes, each like the first one of the table but for those."""

    def copy(memory: Any) -> None:
        row = memory.connection.execute(select(table).limit(1)).mappings().one()
        memory.connection.execute(insert(table), [{**row, **each} for each in changes])

    await store.write(copy)


async def test_ten_thousand_that_are_due_together_are_looked_at_by_importance_then_age(
    store: SqlStore,
) -> None:
    """F65: the throttle holds back the important one."""
    await opened(store, "esc_first")
    rows = {f"esc_{number:05}": (urgency, at) for number, urgency, at in shuffled()}
    due_at = NINE + timedelta(hours=2)
    changes = [
        {"id": id, "urgency": urgency, "created_at": at, "next_at": due_at, "open_until": None}
        for id, (urgency, at) in rows.items()
    ]
    await multiplied(store, escalations, changes)
    found = await store.read(lambda memory: memory.due(due_at, MANY + 1))
    those = [each for each in found if each in rows]
    assert len(those) == MANY
    assert [rows[each] for each in those] == sorted(rows.values())
    batch = await store.read(lambda memory: memory.due(due_at, 100))
    assert [rows[each] for each in batch] == sorted(rows.values())[:100], "as they are drained"


async def test_ten_thousand_calls_are_made_by_importance_then_age(store: SqlStore) -> None:
    """F65: the throttle holds back the important one."""
    escalation = await opened(store)
    said = note(escalation, "Nobody has decided in time.", once="reminder")
    await store.write(
        lambda memory: memory.add_call(
            Call(urgency=0, at=NINE, owed=said, is_for_anybody=True), due_at=NINE
        )
    )
    those = [*shuffled()]
    changes = [
        {
            "id": f"call_{number:05}",
            "urgency": urgency,
            "at": at,
            "record": CALL.dump(Call(urgency=urgency, at=at, owed=said, is_for_anybody=True)),
        }
        for number, urgency, at in those
    ]
    await multiplied(store, calls, changes)
    found = await store.write(lambda memory: memory.new_calls(NINE, MANY + 1))
    assert [(each.urgency, each.at) for each in found[1:]] == sorted(
        (urgency, at) for _, urgency, at in those
    )


async def test_a_new_card_goes_out_before_ten_thousand_calls_and_they_by_importance(
    store: SqlStore, clock: WindUpClock
) -> None:
    """F65: the throttle holds back the important one."""
    await opened(store)
    await owe(store, owed(kind=DeliveryKind.NOTE, target="calls", once="first", at=NINE))
    those = [(number, urgency) for number, urgency, _ in shuffled()]
    due_at = {urgency: NINE - (LEAST_URGENT - urgency) * MICROSECOND for urgency in URGENCIES}
    new_lines = [
        {"id": 10 + number, "escalation_id": f"esc_{urgency}", "target": f"calls {number}"}
        | {"next_due_at": due_at[urgency]}
        for number, urgency in those
    ]
    await multiplied(store, lines, new_lines)
    await multiplied(
        store,
        deliveries,
        [
            {"id": f"dlv_{number}", "line_id": 10 + number, "once": f"{number}"}
            | {"next_at": due_at[urgency]}
            for number, urgency in those
        ],
    )
    clock.wind(seconds=1)
    await owe(store, owed(kind=DeliveryKind.CARD))
    assert (await must_claim(store, clock)).delivery.kind is DeliveryKind.CARD
    for urgency in URGENCIES:
        claimed = [(await must_claim(store, clock)).delivery.escalation_id for _ in range(20)]
        assert claimed == [f"esc_{urgency}"] * 20
        sent = lines.update().where(lines.c.escalation_id == f"esc_{urgency}")
        await store.write(
            lambda memory, sent=sent: (
                memory.connection.execute(sent.values(next_due_at=None))  # type: ignore[attr-defined]
                and None
            )
        )
