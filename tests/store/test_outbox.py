from datetime import timedelta

import pytest

from bot.errors import NotFound
from bot.rules.delivery import DeliveryKind, DeliveryState, Failed, Lost, Sent, swept
from store.store import SqlStore
from tests.makers import NINE, WindUpClock
from tests.store.world import claim, delivery, must_claim, opened, owe, owed, settle

REDRAW, NOTE, CARD = DeliveryKind.REDRAW, DeliveryKind.NOTE, DeliveryKind.CARD
TOLD = {"type": "escalation.decided", "url": "https://agent.example.com/hook"}


async def send_all(store: SqlStore, clock: WindUpClock) -> list[DeliveryKind]:
    kinds = []
    while taken := await claim(store, clock):
        kinds.append(taken.delivery.kind)
        await settle(store, clock, taken, Sent(ts="1.0"))
    return kinds


async def test_what_is_owed_comes_back_with_its_place_in_line(
    store: SqlStore, clock: WindUpClock
) -> None:
    was = await opened(store)
    await owe(store, owed(payload={"title": "hé \x00"}, subject=was), owed(kind=NOTE))

    first = (await must_claim(store, clock)).delivery
    assert (first.seq, first.kind, first.payload) == (1, CARD, {"title": "hé \x00"})
    assert (first.workspace, first.escalation_id, first.target) == ("default", "esc_1", "slack")
    assert first.subject == was
    assert first.created_at == NINE


async def test_what_is_owed_once_is_owed_once_for_ever(store: SqlStore, clock: WindUpClock) -> None:
    await opened(store)
    await owe(store, owed(once="card:esc_1"), owed(once="card:esc_1"))
    assert await send_all(store, clock) == [CARD]

    await owe(store, owed(once="card:esc_1"))
    assert await send_all(store, clock) == []


async def test_a_pending_redraw_absorbs_another(store: SqlStore, clock: WindUpClock) -> None:
    await opened(store)
    await owe(store, owed(kind=REDRAW), owed(kind=NOTE), owed(kind=REDRAW))
    await owe(store, owed(kind=REDRAW))

    assert await send_all(store, clock) == [REDRAW, NOTE]


async def test_a_redraw_on_its_way_absorbs_nothing_for_it_drew_what_was(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed(kind=REDRAW))
    on_its_way = await must_claim(store, clock)
    await owe(store, owed(kind=REDRAW))
    assert await settle(store, clock, on_its_way, Sent())

    assert await send_all(store, clock) == [REDRAW]


async def test_what_is_owed_for_later_waits_and_so_does_its_line(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed(kind=NOTE, at=NINE + timedelta(minutes=5)), owed(kind=NOTE))
    assert await claim(store, clock) is None
    assert await store.read(lambda m: m.next_due(clock.now())) == NINE + timedelta(minutes=5)

    clock.wind(minutes=5)
    assert await send_all(store, clock) == [NOTE, NOTE]


async def test_nothing_is_owed_for_an_escalation_that_is_not_there(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        await owe(store, owed("esc_404"))


async def test_a_dead_delivery_is_passed_over_listed_and_owed_again(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed(kind=NOTE), owed(kind=NOTE))
    dead = (await must_claim(store, clock)).delivery
    taken = await must_claim_again(store, clock, dead.id)
    assert await settle(store, clock, taken, Failed(error="is_archived", final=True))

    assert [each.id for each in await store.read(lambda m: m.dead())] == [dead.id]
    assert [each.id for each in await store.read(lambda m: m.dead("default"))] == [dead.id]
    assert await store.read(lambda m: m.dead("other")) == []
    assert await send_all(store, clock) == [NOTE]

    assert await store.write(lambda m: m.redrive(dead.id, clock.now())) is True
    assert await store.write(lambda m: m.redrive(dead.id, clock.now())) is False
    again = await must_claim(store, clock)
    assert again.delivery.id == dead.id
    assert await store.read(lambda m: m.dead()) == []


async def must_claim_again(store: SqlStore, clock: WindUpClock, id: str):  # noqa: ANN201
    """The one that runs now is overtaken after its lease."""
    clock.wind(seconds=31)
    taken = await must_claim(store, clock, "worker-2")
    assert taken.delivery.id == id
    return taken


async def test_a_post_that_died_is_looked_for_before_it_is_sent_again(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(
        store, owed(kind=NOTE), owed(kind=DeliveryKind.WEBHOOK, lane="webhook:x", payload=TOLD)
    )
    for _ in range(2):
        taken = await must_claim(store, clock)
        await settle(store, clock, taken, Failed(error="no", final=True))
    for dead in await store.read(lambda m: m.dead()):
        assert await store.write(lambda m, dead=dead: m.redrive(dead.id, clock.now()))

    states = {}
    while taken := await claim(store, clock):
        states[taken.delivery.kind] = taken.delivery.state
    assert states == {
        NOTE: DeliveryState.UNCERTAIN,
        DeliveryKind.WEBHOOK: DeliveryState.SENDING,
    }


async def test_a_dead_card_holds_its_line_until_it_is_driven_again(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed(), owed(kind=NOTE))
    taken = await must_claim(store, clock)
    await settle(store, clock, taken, Failed(error="channel_not_found", final=True))
    await owe(store, owed(kind=REDRAW))

    assert await claim(store, clock) is None
    assert await store.read(lambda m: m.next_due(clock.now())) is None
    assert await store.write(lambda m: m.redrive(taken.delivery.id, clock.now()))
    assert await send_all(store, clock) == [CARD, NOTE, REDRAW]


async def test_what_was_once_in_doubt_is_swept_twice(store: SqlStore, clock: WindUpClock) -> None:
    await opened(store)
    await owe(store, owed())
    await settle(store, clock, await must_claim(store, clock), Lost(error="timeout"))
    clock.wind(seconds=5)
    looking = await must_claim(store, clock)
    assert looking.delivery.state is DeliveryState.UNCERTAIN
    sent = await delivery(store, looking.delivery.id)
    await settle(store, clock, looking, Sent(ts="1.0"))
    sent = await delivery(store, sent.id)

    async def due() -> list[str]:
        return [each.id for each in await store.read(lambda m: m.to_sweep(clock.now(), 10))]

    expected = [sent.id] if sent.sweep_at else []
    clock.wind(minutes=2)
    assert await due() == expected
    if expected:
        await store.write(lambda m: m.save_sweep(swept(sent, clock.now())))
        assert await due() == []
        clock.wind(minutes=13)
        assert await due() == expected


async def test_what_a_thread_was_told_of_its_clocks_is_found_once_it_hangs_there(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await opened(store, "esc_10")
    told = ("reminder:esc_1:claim.1.1", "ladder:esc_1:1+reminder:esc_1:decision.1.1")
    await owe(store, *(owed(kind=NOTE, once=once) for once in told))
    await owe(store, owed(kind=NOTE, once="reminder:esc_10:claim.1.1", escalation_id="esc_10"))
    await owe(store, owed(kind=NOTE, once="closed:esc_1"))

    async def found() -> list[str]:
        rows = await store.read(lambda memory: memory.reminders("esc_1"))
        return [each.result_ts for each in rows]

    assert await found() == [], "nothing hangs yet"
    await send_all(store, clock)
    assert await found() == ["1.0", "1.0"]
