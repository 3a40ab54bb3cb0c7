"""How long things took, which promises were kept and what it asked of people: against a slow count."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, example, given, settings

from bot.ports import Memory
from bot.rules.calendars.week import Week, Window
from store.store import SqlStore
from tests.makers import NINE, a_refund, an_escalation
from tests.store.lives import SCRIPTS, THANKED, Deed, Life, Script
from tests.store.slow_burden import SlowBurden
from tests.store.slow_times import SlowTimes

NOW = NINE + timedelta(days=24)
EVER = Window(NINE, NOW)
A_WEEK = Week(2026, 47).window(ZoneInfo("Pacific/Auckland"))
ASKED = ((EVER, None), (A_WEEK, "refunds"), (EVER, "sales"))
LATER = ("past_due", "backlog_by_hour", "began_by_hour", "burden")
NUMBERS = count()


@given(scripts=SCRIPTS)
@example(scripts=[THANKED])
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_every_time_is_what_a_slow_count_finds(
    store: SqlStore, scripts: list[Script]
) -> None:
    workspace = f"w{next(NUMBERS)}"

    def live(memory: Memory) -> list[Life]:
        lives = [
            Life(memory, each, workspace, f"esc_{workspace}_{number}")
            for number, each in enumerate(scripts)
        ]
        for each in lives:
            each.live()
        return lives

    lives = await store.write(live)

    def compare(memory: Memory) -> None:
        slow, burden = SlowTimes(memory, lives, NOW), SlowBurden(memory, lives, NOW)
        for window, queue in ASKED:
            fast = memory.facts(workspace, window, queue=queue, now=NOW)
            assert fast.times == slow.times(window, queue)
            assert (fast.kept, fast.worst) == slow.kept(window, queue)
            of_week = burden.of(window, queue)
            for name in ("bands", "topics", "mix", "edits", "reopened", "asked_again", *LATER):
                assert (name, getattr(fast, name)) == (name, getattr(of_week, name)())

        for queue in (None, "refunds"):
            assert memory.late(workspace, queue, NOW, 3) == slow.late(queue, 3)

    await store.read(compare)


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
