import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.rules.delivery import DeliveryKind, DeliveryState, Failed, Sent
from bot.rules.endpoint import GONE, endpoint_of, tried
from store.memory import SqlMemory
from store.store import SqlStore
from tests.makers import NINE, WindUpClock
from tests.store.world import claim, delivery, must_claim, opened, owe, owed, settle

URL = "https://agent.example.com/hook?conversation=7"
TOLD = {"type": "escalation.decided", "url": URL}
NEW = endpoint_of("default", URL)
WEBHOOK = owed(kind=DeliveryKind.WEBHOOK, lane="webhook:agent.example.com", payload=TOLD)


async def test_an_endpoint_is_as_new_until_something_was_heard_of_it(store: SqlStore) -> None:
    assert await store.read(lambda memory: memory.endpoint("default", URL)) == NEW
    assert await store.read(lambda memory: memory.endpoints()) == []


async def test_what_was_heard_of_an_endpoint_is_kept_and_replaced(store: SqlStore) -> None:
    gone = tried(NEW, Failed(error=GONE, final=True), NINE)
    well = tried(gone, Sent(), NINE + timedelta(days=1))
    for each in (gone, well, well):
        await store.write(lambda memory, each=each: memory.save_endpoint(each))
        assert await store.write(lambda memory: memory.endpoint("default", URL)) == each
    other = endpoint_of("other", URL)
    await store.write(lambda memory: memory.save_endpoint(other))
    assert await store.read(lambda memory: memory.endpoints()) == [well, other]


async def test_an_endpoint_with_the_longest_path_is_kept_too(store: SqlStore) -> None:
    long = endpoint_of("default", "https://agent.example.com/" + "ä/" * 5_000)
    await store.write(lambda memory: memory.save_endpoint(long))
    assert await store.read(lambda memory: memory.endpoints()) == [long]


async def test_what_died_with_its_endpoint_is_owed_again_and_the_endpoint_enabled(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, WEBHOOK)
    taken = await must_claim(store, clock)
    await settle(store, clock, taken, Failed(error=GONE, final=True))
    gone = tried(NEW, Failed(error=GONE, final=True), NINE)
    await store.write(lambda memory: memory.save_endpoint(gone))

    assert await store.write(lambda memory: memory.redrive(taken.delivery.id, clock.now()))
    assert not (await store.read(lambda memory: memory.endpoint("default", URL))).is_disabled
    assert not await store.write(lambda memory: memory.enable_endpoint(NEW.id)), "it is already"


async def test_a_webhook_that_was_sent_may_be_owed_again_under_the_same_id(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, WEBHOOK, owed(kind=DeliveryKind.NOTE))
    sent = []
    while taken := await claim(store, clock):
        await settle(store, clock, taken, Sent(ts="1.0"))
        sent.append(taken.delivery)
    again = {each.id: each.kind is DeliveryKind.WEBHOOK for each in sent}
    for id, may in again.items():
        assert await store.write(lambda m, id=id: m.redrive(id, clock.now())) is may
        assert await store.write(lambda m, id=id: m.redrive(id, clock.now())) is False

    taken = await must_claim(store, clock)
    assert (taken.delivery.kind, taken.delivery.attempts) == (DeliveryKind.WEBHOOK, 1)
    assert again[taken.delivery.id]
    assert await claim(store, clock) is None


async def test_webhooks_are_found_by_when_they_were_answered_or_given_up(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, WEBHOOK, owed(kind=DeliveryKind.NOTE), WEBHOOK, WEBHOOK)
    ids = []
    for outcome in (Sent(), Failed(error=GONE, final=True)):
        clock.wind(hours=1)
        taken = await must_claim(store, clock)
        while taken.delivery.kind is not DeliveryKind.WEBHOOK:
            await settle(store, clock, taken, Sent(ts="1.0"))
            taken = await must_claim(store, clock)
        await settle(store, clock, taken, outcome)
        ids.append(taken.delivery.id)

    async def told(since: float, until: float) -> list[tuple[str, DeliveryState]]:
        span = (NINE + timedelta(hours=since), NINE + timedelta(hours=until))
        found = await store.read(lambda memory: memory.told(*span))
        assert all((each.endpoint, each.type) == (NEW, TOLD["type"]) for each in found)
        return [(each.id, each.state) for each in found]

    assert await told(0, 3) == [(ids[0], DeliveryState.SENT), (ids[1], DeliveryState.DEAD)]
    assert await told(0, 1) == []
    assert await told(1, 2) == [(ids[0], DeliveryState.SENT)]
    assert (await delivery(store, ids[1])).last_error == GONE


async def test_of_many_that_hear_of_an_endpoint_at_once_each_leaves_its_mark(
    store: SqlStore,
) -> None:
    await store.write(lambda memory: memory.save_endpoint(NEW))

    def hear(memory: SqlMemory) -> None:
        was = memory.endpoint("default", URL)
        memory.save_endpoint(replace(was, last_error=f"{was.last_error}x"))

    await asyncio.gather(*(store.write(hear) for _ in range(20)))
    assert (await store.read(lambda m: m.endpoint("default", URL))).last_error == "x" * 20
