"""A restored record owes what it owed, but no longer trusts itself on what was sent."""

from bot.rules.delivery import DeliveryKind, DeliveryState, NotThere, Sent
from bot.rules.escalation import Thread
from store.restored import doubt_what_is_owed, draw_again_what_is_open
from store.store import SqlStore
from tests.makers import WindUpClock
from tests.store.world import delivery, must_claim, opened, owe, owed, settle

THREAD = Thread(team="T1", channel="C1", root_ts="1.0")


async def test_posts_are_doubted_and_what_may_be_repeated_is_not(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed(), owed(kind=DeliveryKind.REDRAW), owed(kind=DeliveryKind.WEBHOOK))
    assert await store.write(doubt_what_is_owed) == 1
    tally = await store.read(lambda memory: memory.tally(clock.now()))
    assert tally.deliveries == {"uncertain": 1, "pending": 2}


async def test_what_was_on_its_way_is_free_at_once_and_looked_for(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed())
    before = await must_claim(store, clock)
    assert await store.write(doubt_what_is_owed) == 1
    assert not await settle(store, clock, before, Sent(ts="1.0"))
    after = await must_claim(store, clock, "worker-2")
    assert after.delivery.id == before.delivery.id
    assert after.delivery.state is DeliveryState.UNCERTAIN


async def test_what_is_twice_not_there_is_sent_in_the_end(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed())
    await store.write(doubt_what_is_owed)
    for _ in range(2):
        assert await settle(store, clock, await must_claim(store, clock), NotThere())
        clock.wind(seconds=5)
    sending = await must_claim(store, clock)
    assert sending.delivery.state is DeliveryState.SENDING


async def test_said_twice_it_changes_nothing_more(store: SqlStore, clock: WindUpClock) -> None:
    escalation = await opened(store)
    await store.write(lambda memory: memory.link_thread(escalation.id, THREAD))
    await owe(store, owed(once="card:esc_1:"))
    for doubted in (1, 0):
        assert await store.write(doubt_what_is_owed) == doubted
        assert await store.write(draw_again_what_is_open) == 1
        tally = await store.read(lambda memory: memory.tally(clock.now()))
        assert tally.deliveries == {"uncertain": 1, "pending": 1}


async def test_what_was_sent_and_what_died_stays_as_it_is(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed())
    sent = await must_claim(store, clock)
    await settle(store, clock, sent, Sent(ts="1.0"))
    assert await store.write(doubt_what_is_owed) == 0
    assert (await delivery(store, sent.delivery.id)).state is DeliveryState.SENT
