"""What a week's figures say of nothing, of what is not known, and of what still goes on."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.ports import Memory
from bot.rules.calendars.week import Week, Window
from bot.rules.deciding import after_choice
from bot.rules.decision import Approve
from bot.rules.weekly.figures import Facts
from bot.rules.weekly.naming import figures_of
from bot.rules.weekly.parts import NONE
from bot.rules.weekly.statistics import Measured, Rate
from store.store import SqlStore
from tests.calendars import a_calendar
from tests.makers import NINE, a_judgement, a_queue, a_refund, an_escalation
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
