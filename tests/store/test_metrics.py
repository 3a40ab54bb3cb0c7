"""What a week's figures say of nothing, of what is not known, and of what still goes on."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.ports import Memory
from bot.rules.calendars.week import Week, Window
from bot.rules.deciding import after_choice
from bot.rules.decision import Approve
from bot.rules.opening import open_escalation
from bot.rules.policy import Verdict
from bot.rules.weekly.figures import Facts
from bot.rules.weekly.naming import figures_of
from bot.rules.weekly.parts import NONE
from bot.rules.weekly.spans import say_measured
from bot.rules.weekly.statistics import FEWEST_FOR_P90, Measured, Rate
from store.store import SqlStore
from tests.calendars import a_calendar
from tests.makers import NINE, a_judgement, a_queue, a_refund, a_turn, an_escalation
from tests.store.lives import ANA_DID

DAYS = 21
NOW = NINE + timedelta(days=DAYS + 3)
EVER = Window(NINE, NOW)
WEEKS = [Week(2026, 47).later(weeks).window(ZoneInfo("Pacific/Auckland")) for weeks in range(5)]


def without_hours(facts: Facts) -> Facts:
    return replace(facts, began_by_hour=(), backlog_by_hour=())


async def test_every_case_began_in_exactly_one_week(store: SqlStore) -> None:
    """F76: every event in exactly one window."""
    count = 40

    def live(memory: Memory) -> None:
        for number in range(count):
            at = NINE + timedelta(hours=DAYS * 24 * number / count)
            memory.add(an_escalation(id=f"esc_{number}", created_at=at), turn=a_refund())

    await store.write(live)
    weeks = [
        await store.read(lambda memory, at=at: memory.facts("default", at, queue=None, now=NOW))
        for at in WEEKS
    ]
    assert sum(each.cases for each in weeks) == count
    assert sum(each.claims.n for each in weeks) == count


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Europe/Berlin", "Pacific/Kiritimati"])
async def test_a_week_ends_before_the_local_monday_begins(store: SqlStore, zone: str) -> None:
    """F76: half-open, and an hour longer where clocks go back."""
    windows = [Week(2026, number).window(ZoneInfo(zone)) for number in (43, 44)]
    tick = timedelta(microseconds=1)
    moments = {
        "first": windows[0].start,
        "last": windows[0].end - tick,
        "next": windows[1].start,
    }

    def live(memory: Memory) -> None:
        for name, at in moments.items():
            until = at + timedelta(days=90)
            case = an_escalation(id=f"esc_{name}", created_at=at, expires_at=until)
            memory.add(case, turn=a_refund())

    await store.write(live)
    facts = [
        await store.read(lambda memory, at=window: memory.facts("default", at, queue=None, now=NOW))
        for window in windows
    ]
    assert [each.cases for each in facts] == [2, 1]
    assert [each.claims.n for each in facts] == [2, 1]
    assert [each.backlog for each in facts] == [2, 3]
    assert (facts[0].began_by_hour[0], facts[0].began_by_hour[-1]) == (1, 1)
    assert len(facts[0].began_by_hour) == (169 if zone == "Europe/Berlin" else 168)
    assert (facts[1].began_by_hour[0], facts[1].backlog_by_hour[0]) == (1, 3)


@pytest.mark.parametrize(("answered", "waiting"), [(8, 2), (16, 4)])
async def test_whoever_waits_past_the_promise_is_in_the_share_and_in_the_times(
    store: SqlStore, answered: int, waiting: int
) -> None:
    """F73: who counts answers alone would tell 100 %, and minutes."""
    queue = a_queue(sla={"first_reply": 3_600.0}, timeout=30 * 86_400.0)
    asked = a_judgement(queue, verdict=Verdict.HANDOFF)

    def live(memory: Memory) -> None:
        for number in range(answered + waiting):
            id = f"esc_{number}"
            case = open_escalation(a_turn(), asked, id=id, workspace="default", now=NINE)
            memory.add(case, turn=a_turn())
            if number < answered:
                at = NINE + timedelta(minutes=5)
                taken = case.take_over(ANA_DID, at, since="1.0")
                memory.save(taken, was=case, change="taken_over", at=at)
                memory.save(taken.replied(at, at), was=taken, change="answered", at=at)

    await store.write(live)
    later = NINE + timedelta(days=3)
    for of in (None, "refunds"):
        found = await store.read(
            lambda memory, of=of: memory.facts("default", WEEKS[0], queue=of, now=later)
        )
        human, promised = found.times.from_handoff, found.kept["first_reply"]
        assert promised.attainment == Rate(answered, answered + waiting)
        assert promised.attainment.value == 0.8
        assert (promised.broken, promised.late) == (waiting, waiting)
        assert human.median == Measured(300.0)
        ninth = human.p90 if human.n >= FEWEST_FOR_P90 else human.largest
        assert ninth == Measured(72 * 3_600.0, at_least=True)
        assert say_measured(ninth) == "≥ 3 d"


async def test_an_empty_week_has_no_rates_at_all(store: SqlStore) -> None:
    """F72: zero instead of not applicable."""
    quiet = await store.read(lambda memory: memory.facts("default", WEEKS[0], queue=None, now=NOW))
    assert without_hours(quiet) == Facts()
    assert {*quiet.began_by_hour} == {*quiet.backlog_by_hour} == {0}
    rates = (quiet.of_turns, quiet.as_is, quiet.agent_was_right, quiet.unneeded, quiet.good)
    assert {each.value for each in rates} == {None}
    assert quiet.time_to_claim.largest is None


async def test_without_a_calendar_open_time_is_unknown_and_such_a_case_is_in_no_figure_of_it(
    store: SqlStore,
) -> None:
    """F72: hours disabled: the business value is null, and excluded."""

    def live(memory: Memory) -> None:
        for name, hours in (("refunds", None), ("support", a_calendar("UTC"))):
            asked = a_judgement(a_queue(name=name, hours=hours, timeout=90_000.0))
            case = an_escalation(judgement=asked, id=f"esc_{name}")
            memory.add(case, turn=a_refund())
            at = NINE + timedelta(hours=9)
            done = after_choice(case, Approve(), ANA_DID, at, seen=case.version)
            memory.save(done, was=case, change="decided", at=at)

    await store.write(live)
    of: dict[str | None, Facts] = {}
    for queue in (None, "refunds", "support"):
        of[queue] = await store.read(
            lambda m, of=queue: m.facts("default", EVER, queue=of, now=NOW)
        )
    nine_hours, eight_hours = Measured(9 * 3_600.0), Measured(8 * 3_600.0)
    for both, open_alone in (("from_handoff", "from_handoff_open"), ("decision", "decision_open")):
        assert getattr(of[None].times, both).values == (nine_hours, nine_hours)
        assert getattr(of[None].times, open_alone).values == (eight_hours,)
        assert getattr(of["refunds"].times, both).values == (nine_hours,)
        assert getattr(of["refunds"].times, open_alone) == NONE
        assert getattr(of["support"].times, open_alone).values == (eight_hours,)
    assert figures_of(of["refunds"], Week(2026, 47)).times["human_open"].median is None
    assert of["refunds"].uncovered_seconds is None


@pytest.mark.parametrize(("part", "whole"), [(2, 1), (-1, 1), (1, 0)])
def test_no_rate_is_less_than_nothing_or_more_than_all(part: int, whole: int) -> None:
    """F72: more than 100 %."""
    with pytest.raises(ValueError, match="is no rate"):
        Rate(part, whole)


async def test_another_workspace_is_not_counted(store: SqlStore) -> None:
    await store.write(lambda memory: memory.add(an_escalation(), turn=a_refund()))
    found = await store.read(lambda memory: memory.facts("other", WEEKS[0], queue=None, now=NOW))
    assert without_hours(found) == Facts()


async def test_whoever_was_never_claimed_is_counted_as_waiting_still(store: SqlStore) -> None:
    """F73: only those who were answered are counted."""
    await store.write(lambda memory: memory.add(an_escalation(), turn=a_refund()))
    later = NINE + timedelta(hours=72)
    found = await store.read(
        lambda memory: memory.facts("default", WEEKS[0], queue="refunds", now=later)
    )
    assert found.claims.values == (Measured(72 * 3_600.0, at_least=True),)
    assert (found.backlog, found.cases) == (1, 1)
