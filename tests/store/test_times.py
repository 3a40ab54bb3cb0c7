"""How long things took: what is somebody else's turn, what is no answer, and any number of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.ports import Memory
from bot.rules.approvers import actor_of
from bot.rules.calendars.week import Window
from bot.rules.escalation import Escalation
from bot.rules.opening import open_escalation
from bot.rules.policy import Verdict
from bot.rules.waiting import goes_on, waits_elsewhere
from bot.rules.weekly.statistics import Measured
from store.store import SqlStore
from tests.calendars import ALL_WEEK, a_calendar
from tests.makers import BEN, NINE, a_judgement, a_queue, a_refund, a_turn, an_escalation
from tests.store.lives import THANKED, Deed, Life

NOW = NINE + timedelta(days=24)
EVER = Window(NINE, NOW)


async def test_while_a_third_party_has_to_act_the_customer_does_not_wait_for_people(
    store: SqlStore,
) -> None:
    words = ("posted", "taken_over", "replied", "wrote", "elsewhere", "wrote", "elsewhere")
    deeds = tuple(Deed(word=word, after=10) for word in (*words, "replied", "wrote"))

    def live(memory: Memory) -> Life:
        life = Life(memory, replace(THANKED, deeds=deeds), "default", "esc_1")
        life.live()
        return life

    life = await store.write(live)
    assert [each.word for each in life.log].count("elsewhere") == 2
    now = life.log[-1].at
    found = await store.read(lambda memory: memory.facts("default", EVER, queue=None, now=now))
    assert found.times.waited_seconds == 30 * 60.0 + 20 * 60.0
    assert sorted(each.value for each in found.times.next_reply.values) == [0.0, 40 * 60.0]


@pytest.mark.parametrize(("pauses", "minutes"), [(True, 20 + 10), (False, 30 + 20)])
async def test_a_pause_for_a_third_party_is_not_time_in_which_the_team_settled_it(
    store: SqlStore, *, pauses: bool, minutes: int
) -> None:
    """They wait for thirty minutes and then for twenty, ten of each for a carrier."""
    queue = a_queue(hours=a_calendar("UTC", ALL_WEEK), timeout=864_000.0, third_party_pauses=pauses)
    judgement = a_judgement(queue, verdict=Verdict.HANDOFF)
    case = open_escalation(a_turn(), judgement, id="esc_1", workspace="default", now=NINE)
    deeds: list[tuple[str, Callable[[Escalation, datetime], Escalation]]] = [
        ("taken_over", lambda was, at: was.take_over(actor_of(BEN), at, since="1.0")),
        ("third_party", lambda was, at: waits_elsewhere(was, actor_of(BEN), at)),
        ("answered", lambda was, at: was.replied(at, at)),
        ("customer_wrote", lambda was, at: was.customer_wrote(at)),
        ("third_party", lambda was, at: waits_elsewhere(was, actor_of(BEN), at)),
        ("third_party_acted", lambda was, at: goes_on(was, actor_of(BEN), at)),
    ]

    def live(memory: Memory) -> None:
        was, at = case, NINE
        memory.add(was, turn=a_turn())
        for change, deed in deeds:
            at += timedelta(minutes=10)
            memory.save(now_is := deed(was, at), was=was, change=change, at=at)
            was = now_is

    await store.write(live)
    now = NINE + timedelta(minutes=60)
    found = await store.read(lambda memory: memory.facts("default", EVER, queue=None, now=now))
    assert [each.value for each in found.times.resolved_open.values] == [minutes * 60.0]
    assert found.times.resolved_first_open.values == found.times.resolved_open.values


@pytest.mark.parametrize("is_settled", [True, False], ids=["settled_again", "open_again"])
async def test_what_was_settled_first_took_no_longer_for_being_reopened(
    store: SqlStore, *, is_settled: bool
) -> None:
    """Ten open minutes until it was done, twenty while it was closed, and ten more, of which a
    carrier's do not count.
    """
    queue = a_queue(hours=a_calendar("UTC", ALL_WEEK), timeout=864_000.0, third_party_pauses=True)
    judgement = a_judgement(queue, verdict=Verdict.HANDOFF)
    was = open_escalation(a_turn(), judgement, id="esc_1", workspace="default", now=NINE)
    deeds: list[tuple[str, int, Callable[[Escalation, datetime], Escalation]]] = [
        ("taken_over", 5, lambda was, at: was.take_over(actor_of(BEN), at, since="1.0")),
        ("resolved", 10, lambda was, at: was.resolve(actor_of(BEN), at)),
        ("reopened", 30, lambda was, at: was.reopen(at)),
        ("taken_over", 32, lambda was, at: was.take_over(actor_of(BEN), at, since="2.0")),
        ("third_party", 34, lambda was, at: waits_elsewhere(was, actor_of(BEN), at)),
        ("third_party_acted", 37, lambda was, at: goes_on(was, actor_of(BEN), at)),
        ("resolved", 40, lambda was, at: was.resolve(actor_of(BEN), at)),
    ]

    def live(memory: Memory, now_is: Escalation) -> None:
        memory.add(now_is, turn=a_turn())
        for change, minute, deed in deeds if is_settled else deeds[:-1]:
            was, at = now_is, NINE + timedelta(minutes=minute)
            memory.save(now_is := deed(was, at), was=was, change=change, at=at)

    await store.write(lambda memory: live(memory, was))
    now = NINE + timedelta(minutes=40)
    found = await store.read(lambda memory: memory.facts("default", EVER, queue=None, now=now))
    assert found.times.resolved_first_open.values == (Measured(10 * 60.0),)
    assert found.times.resolved_open.values == (Measured(17 * 60.0, not is_settled),)


async def test_whoever_answered_first_keeps_it_after_the_case_was_passed_on(
    store: SqlStore,
) -> None:
    """F71: the first reply is of the team that gave it, and so is whoever gave it."""
    words = ("posted", "taken_over", "replied", "transferred", "taken_over", "replied")
    deeds = tuple(Deed(word=word, after=10) for word in words)
    script = replace(THANKED, deeds=(*deeds, Deed(word="resolved", after=60)))

    def live(memory: Memory) -> Life:
        life = Life(memory, script, "default", "esc_1")
        life.live()
        return life

    life = await store.write(live)
    first, second = life.log[0].queue, life.log[-1].queue
    assert first != second
    of = {
        queue: await store.read(
            lambda memory, of=queue: memory.facts("default", EVER, queue=of, now=NOW)
        )
        for queue in (first, second)
    }
    replied = Measured(30 * 60.0)
    assert of[first].times.from_handoff.values == (replied,)
    assert of[second].times.from_handoff.n == of[second].times.to_human.n == 0
    assert of[first].kept["first_reply"].met == 1
    assert "first_reply" not in of[second].kept
    assert BEN.id in of[first].burden.by_person
    assert (of[first].times.resolved.n, of[second].times.resolved.n) == (0, 1)


async def test_what_is_past_due_is_counted_however_much_is_open(store: SqlStore) -> None:
    def live(memory: Memory) -> None:
        for number in range(600):
            case = an_escalation(id=f"esc_{number}", created_at=NINE + timedelta(seconds=number))
            memory.add(case, turn=a_refund())

    await store.write(live)
    found, late = await store.read(lambda memory: memory.late("default", "refunds", NOW, 2))
    assert (late, len(found)) == (600, 2)
    assert await store.read(lambda memory: memory.late("other", None, NOW, 2)) == ([], 0)


async def test_a_thank_you_is_no_next_reply_and_is_counted(store: SqlStore) -> None:
    def live(memory: Memory) -> None:
        Life(memory, THANKED, "default", "esc_1").live()

    await store.write(live)
    found = await store.read(lambda memory: memory.facts("default", EVER, queue="refunds", now=NOW))
    assert (found.times.dismissed, found.times.next_reply.n) == (1, 1)
    assert found.times.waited_seconds == 4 * 600.0 + 600.0
