from dataclasses import replace
from datetime import timedelta

from bot.ports import Memory
from bot.rules.calendars.week import Window
from bot.rules.delivery import (
    LEASE,
    DeliveryKind,
    DeliveryState,
    Limited,
    Lost,
    NotThere,
    Sent,
    after,
)
from bot.rules.lanes import Pace
from store.store import SqlStore
from tests.makers import NINE, WindUpClock, a_delivery
from tests.store.world import claim, delivery, must_claim, opened, owe, owed, settle

CARD, NOTE, REDRAW = DeliveryKind.CARD, DeliveryKind.NOTE, DeliveryKind.REDRAW
PACED = Pace(post=1.0, post_burst=1)


async def test_a_claim_leases_the_line_and_marks_the_delivery_sending(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed())
    taken = await must_claim(store, clock, "worker-7")

    assert (taken.owner, taken.epoch, taken.was_state) == ("worker-7", 1, "pending")
    assert taken.until == NINE + LEASE
    assert taken.delivery.state is DeliveryState.SENDING
    assert (taken.delivery.attempts, taken.delivery.first_attempt_at) == (1, NINE)
    assert await delivery(store, taken.delivery.id) == taken.delivery


async def test_nothing_owed_nothing_claimed(store: SqlStore, clock: WindUpClock) -> None:
    assert await claim(store, clock) is None
    assert await store.read(lambda m: m.next_due(clock.now())) is None


async def test_only_the_head_of_a_line_and_one_at_a_time(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed(), owed(kind=NOTE))
    first = await must_claim(store, clock)
    assert await claim(store, clock) is None

    assert await settle(store, clock, first, Sent(ts="1.0"))
    second = await must_claim(store, clock)
    assert (first.delivery.kind, second.delivery.kind) == (CARD, NOTE)


async def test_slack_and_the_webhook_of_one_escalation_do_not_wait_for_each_other(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed(), owed(kind=DeliveryKind.WEBHOOK, lane="webhook:x"))

    kinds = {(await must_claim(store, clock)).delivery.kind for _ in range(2)}
    assert kinds == {CARD, DeliveryKind.WEBHOOK}


async def test_the_most_urgent_goes_first_and_among_equals_the_oldest(
    store: SqlStore, clock: WindUpClock
) -> None:
    for number, kind in enumerate((REDRAW, NOTE, CARD, NOTE, CARD)):
        await opened(store, f"esc_{number}")
        await owe(
            store, owed(f"esc_{number}", kind, lane="update" if kind is REDRAW else "post:C1")
        )
        clock.wind(seconds=1)

    order = [(await must_claim(store, clock)).delivery.escalation_id for _ in range(5)]
    assert order == ["esc_2", "esc_4", "esc_1", "esc_3", "esc_0"]


async def test_a_line_is_as_urgent_as_what_waits_behind_its_head(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store, "esc_1")
    await opened(store, "esc_2")
    await owe(store, owed("esc_1", REDRAW), owed("esc_2", NOTE))
    await owe(store, owed("esc_1", DeliveryKind.WHISPER, lane="whisper"))

    assert (await must_claim(store, clock)).delivery.kind is REDRAW


async def test_a_lane_sends_one_a_second_and_next_due_says_when(
    store: SqlStore, clock: WindUpClock
) -> None:
    for id in ("esc_1", "esc_2"):
        await opened(store, id)
        await owe(store, owed(id))
    await must_claim(store, clock, pace=PACED)
    assert await claim(store, clock, pace=PACED) is None
    assert await store.read(lambda m: m.next_due(clock.now())) == NINE + timedelta(seconds=1)

    clock.wind(seconds=1)
    await must_claim(store, clock, pace=PACED)


async def test_a_lane_that_was_quiet_may_burst_and_then_keeps_its_pace(
    store: SqlStore, clock: WindUpClock
) -> None:
    pace = Pace(post=1.0, post_burst=3)
    for number in range(6):
        await opened(store, f"esc_{number}")
        await owe(store, owed(f"esc_{number}"))

    async def claims_now() -> int:
        count = 0
        while await claim(store, clock, pace=pace):
            count += 1
        return count

    assert await claims_now() == 3
    clock.wind(seconds=1)
    assert await claims_now() == 1
    clock.wind(seconds=0.5)
    assert await claims_now() == 0
    clock.wind(seconds=1.5)
    assert await claims_now() == 2


async def test_a_parked_lane_waits_while_another_goes_on(
    store: SqlStore, clock: WindUpClock
) -> None:
    for id, lane in (("esc_1", "post:C1"), ("esc_2", "post:C2")):
        await opened(store, id)
        await owe(store, owed(id, lane=lane))
    until = NINE + timedelta(seconds=20)
    await store.write(lambda m: m.park("post:C1", until))
    await store.write(lambda m: m.park("post:C1", NINE))  # never shortens

    assert (await must_claim(store, clock)).delivery.lane == "post:C2"
    assert await claim(store, clock) is None
    assert await store.read(lambda m: m.next_due(clock.now())) == until
    clock.wind(seconds=20)
    assert (await must_claim(store, clock)).delivery.lane == "post:C1"


async def test_a_lane_can_be_parked_before_anything_was_owed_in_it(
    store: SqlStore, clock: WindUpClock
) -> None:
    await store.write(lambda m: m.park("post:C1", NINE + timedelta(seconds=9)))
    await opened(store)
    await owe(store, owed())

    assert await claim(store, clock) is None


async def test_a_rate_limited_delivery_lets_go_of_its_lease_and_comes_back(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed())
    assert await settle(store, clock, await must_claim(store, clock), Limited(seconds=7))
    assert await store.read(lambda m: m.next_due(clock.now())) == NINE + timedelta(seconds=7)

    clock.wind(seconds=7)
    again = await must_claim(store, clock)
    assert (again.epoch, again.was_state, again.delivery.attempts) == (2, "pending", 2)


async def test_what_a_dead_sender_left_behind_is_in_doubt_once_its_lease_is_over(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed())
    lost = await must_claim(store, clock, "worker-1")
    clock.wind(seconds=29)
    assert await claim(store, clock, "worker-2") is None
    assert await store.read(lambda m: m.next_due(clock.now())) == NINE + LEASE

    clock.wind(seconds=1)
    taken = await must_claim(store, clock, "worker-2")
    assert taken.delivery.id == lost.delivery.id
    assert (taken.was_state, taken.delivery.state) == ("sending", DeliveryState.UNCERTAIN)
    assert (taken.epoch, taken.delivery.attempts) == (2, 1)
    assert taken.delivery.first_attempt_at == NINE


async def test_a_process_that_is_alone_frees_what_a_dead_one_had_leased(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed())
    lost = await must_claim(store, clock, "dead")
    assert await store.write(lambda m: m.free_leases()) == 1
    assert await store.write(lambda m: m.free_leases()) == 0

    taken = await must_claim(store, clock, "alive")
    assert (taken.delivery.id, taken.delivery.state) == (lost.delivery.id, DeliveryState.UNCERTAIN)
    assert await settle(store, clock, lost, Sent(ts="1.0")) is False


async def test_a_redraw_is_simply_drawn_again(store: SqlStore, clock: WindUpClock) -> None:
    await opened(store)
    await owe(store, owed(kind=REDRAW))
    await must_claim(store, clock)
    clock.wind(seconds=30)

    again = await must_claim(store, clock)
    assert (again.delivery.state, again.delivery.attempts) == (DeliveryState.SENDING, 2)


async def test_whoever_was_overtaken_writes_nothing(store: SqlStore, clock: WindUpClock) -> None:
    await opened(store)
    await owe(store, owed())
    paused = await must_claim(store, clock, "worker-1")
    clock.wind(seconds=31)
    quicker = await must_claim(store, clock, "worker-2")

    assert await settle(store, clock, quicker, Sent(ts="2.0")) is True
    assert await settle(store, clock, paused, Sent(ts="1.0")) is False
    assert (await delivery(store, paused.delivery.id)).result_ts == "2.0"


async def test_a_claim_settles_once(store: SqlStore, clock: WindUpClock) -> None:
    await opened(store)
    await owe(store, owed())
    taken = await must_claim(store, clock)

    assert await settle(store, clock, taken, Sent(ts="1.0")) is True
    assert await settle(store, clock, taken, Sent(ts="2.0")) is False


async def test_two_looks_in_vain_and_it_is_sent_again_under_the_same_id(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed())
    first = await must_claim(store, clock)
    await settle(store, clock, first, Lost(error="timeout"))
    for _ in range(2):
        assert await claim(store, clock) is None
        clock.wind(seconds=5)
        looking = await must_claim(store, clock)
        assert (looking.delivery.state, looking.delivery.attempts) == (DeliveryState.UNCERTAIN, 1)
        await settle(store, clock, looking, NotThere())

    again = await must_claim(store, clock)
    assert again.delivery.id == first.delivery.id
    assert (again.delivery.state, again.delivery.attempts) == (DeliveryState.SENDING, 2)


async def test_what_is_owed_meanwhile_does_not_shorten_a_lease(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed())
    taken = await must_claim(store, clock)
    await owe(store, owed(kind=NOTE))
    assert await claim(store, clock) is None

    assert await settle(store, clock, taken, Sent(ts="1.0"))
    assert (await must_claim(store, clock)).delivery.kind is NOTE


async def test_a_settled_delivery_keeps_all_that_sending_changed(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    await owe(store, owed())
    taken = await must_claim(store, clock)
    settled = after(taken.delivery, Lost(error="reset \x00"), clock.now())
    assert await store.write(lambda m: m.settle(taken, settled))

    assert await delivery(store, settled.id) == replace(settled, last_error="reset \ufffd")


async def test_lanes_that_wait_at_once_wait_once_and_only_slack_is_counted(store: SqlStore) -> None:
    waits = [("slack", 0, 60), ("slack", 30, 40), ("slack", 50, 90), ("webhook", 200, 900)]
    await opened(store)

    def limit(memory: Memory) -> None:
        for target, start, end in waits:
            delivery = a_delivery(target=target)
            at, until = (NINE + timedelta(seconds=each) for each in (start, end))
            memory.note_limit(delivery, at, until)

    await store.write(limit)
    week, now = Window(NINE, NINE + timedelta(days=7)), NINE + timedelta(days=8)
    for workspace, queue, seconds in (
        ("default", None, 90.0),
        ("default", "refunds", 90.0),
        ("default", "support", 0.0),
        ("other", None, 0.0),
    ):
        found = await store.read(
            lambda memory, of=workspace, at=queue: memory.facts(of, week, queue=at, now=now)
        )
        assert found.relay.limited_seconds == seconds
