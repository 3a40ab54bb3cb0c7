"""A case that opens on a Friday in New York, wherever the machine believes to be (F56)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.rules.approvers import actor_of
from bot.rules.calendars.week import week_of
from bot.rules.climbing import climbs_at
from bot.rules.clock import ClockKind
from bot.rules.on_time import at, next_at
from bot.rules.opening import open_escalation
from tests.calendars import a_calendar
from tests.makers import ANA, a_judgement, a_queue, a_refund

pytestmark = pytest.mark.usefixtures("process_zone")

NEW_YORK = ZoneInfo("America/New_York")
FRIDAY = datetime(2026, 3, 6, 16, 30, tzinfo=NEW_YORK).astimezone(UTC)


def of_new_york(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


def test_what_is_promised_over_the_night_put_forward_is_the_same_in_every_process_zone() -> None:
    """F56: wrong across zones and changed clocks."""
    queue = a_queue(
        sla={"decision": 3600.0},
        hours=a_calendar("America/New_York"),
        remind_at=(0.5, 0.75),
        timeout=864_000.0,
        ladder=({"after": 2700.0, "notify": [{"user": "U0MIA"}]},),
    )
    case = open_escalation(
        a_refund(), a_judgement(queue), id="esc_1", workspace="default", now=FRIDAY
    )
    decision = case.timing.latest(ClockKind.DECISION)
    assert decision is not None
    assert decision.due_at == of_new_york("2026-03-09T09:30")
    assert climbs_at(case) == of_new_york("2026-03-09T09:15")
    mine = case.claim(actor_of(ANA), FRIDAY).tenure
    assert mine is not None
    assert (mine.ask_at, mine.ends_at) == (
        of_new_york("2026-03-06T16:45"),
        of_new_york("2026-03-06T17:00"),
    )
    told = at(case, of_new_york("2026-03-09T09:15").astimezone(UTC))
    assert [(each.kind, each.told) for each in told.told] == [(ClockKind.DECISION, 0.75)]
    broken = of_new_york("2026-03-09T09:30")
    assert next_at(told.escalation) is not None
    assert not at(told.escalation, broken.astimezone(UTC)).broken
    late = at(told.escalation, broken.astimezone(UTC).replace(microsecond=1))
    assert [each.breached_at for each in late.broken] == [broken]
    assert str(week_of(FRIDAY, NEW_YORK)) == "2026-W10"
