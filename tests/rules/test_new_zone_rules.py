"""A country changes its clocks, and the machine learns of it while promises are open."""

import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest

from bot.rules.calendars.open_year import open_year
from bot.rules.clock import ClockKind
from bot.rules.escalation import Escalation
from bot.rules.mending import is_amiss, mended
from tests.calendars import a_calendar
from tests.makers import NINE, a_judgement, a_queue, a_refund, an_escalation

ZONE = "Europe/Berlin"


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Path]:
    """Where this machine looks for zones first; nothing of it stays known."""
    (tmp_path / ZONE).parent.mkdir(parents=True)
    yield tmp_path / ZONE
    zoneinfo.reset_tzpath()
    _forget()


def _forget() -> None:
    """As a process that starts anew."""
    zoneinfo.ZoneInfo.clear_cache()
    open_year.cache_clear()


def learns(machine: Path, rules_of: str) -> None:
    area, _, city = rules_of.partition("/")
    machine.write_bytes((resources.files("tzdata.zoneinfo") / area / city).read_bytes())
    zoneinfo.reset_tzpath([machine.parents[1]])
    _forget()


def promised(seconds: float) -> Escalation:
    """At nine in UTC, which is ten in Berlin."""
    queue = a_queue(sla={"decision": seconds}, hours=a_calendar(ZONE), timeout=864_000.0)
    return an_escalation(a_refund(), a_judgement(queue))


def due(case: Escalation) -> datetime | None:
    clock = case.timing.latest(ClockKind.DECISION)
    return clock.due_at if clock else None


def test_what_is_owed_is_due_by_the_new_rules(machine: Path) -> None:
    learns(machine, ZONE)
    case, soon = promised(7 * 3600.0), NINE + timedelta(minutes=1)
    assert due(case) == datetime(2026, 11, 16, 16, tzinfo=UTC)
    assert not is_amiss(case, soon)
    learns(machine, "Europe/Athens")  # an hour less is left today
    again = mended(case, soon)
    assert due(again) == datetime(2026, 11, 17, 8, tzinfo=UTC)
    assert not is_amiss(again, soon)


def test_what_is_over_by_the_new_rules_breaks_now_and_not_before(machine: Path) -> None:
    learns(machine, ZONE)
    case = promised(8 * 3600.0)
    assert due(case) == datetime(2026, 11, 17, 9, tzinfo=UTC)
    learns(machine, "Europe/London")
    evening = datetime(2026, 11, 16, 20, tzinfo=UTC)
    assert due(mended(case, NINE)) == datetime(2026, 11, 16, 17, tzinfo=UTC)
    assert due(mended(case, evening)) == evening
