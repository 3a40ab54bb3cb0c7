"""A calendar that opens no more under what is open already: nobody waits for ever, and nothing
hangs (F58).
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.calendars.open_time import (
    NeverOpen,
    due,
    falls_due,
    next_opening,
    opens_again,
    still,
)
from bot.rules.climbing import climb
from bot.rules.clock import ClockKind, ClockStatus, breach, pause, resume, start
from bot.rules.reminders import planned, reminded
from bot.rules.tenure import LEASE, begin
from tests.calendars import a_calendar
from tests.makers import a_judgement, a_queue, a_refund, an_escalation

MONDAYS = a_calendar("UTC", {"mon": ["09:00-17:00"]}, {"2026-11-16": ["09:00-17:00"]})
NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def shut() -> object:
    """As a record may have it that was opened by an older policy: no day of the week is open."""
    return replace(MONDAYS, week=((),) * 7)


def test_time_goes_by_the_wall_clock_and_never_in_a_loop(shut: object) -> None:
    with pytest.raises(NeverOpen):
        due(shut, NOW, 60)
    with pytest.raises(NeverOpen):
        next_opening(shut, NOW)
    assert falls_due(shut, NOW, 3_600) == NOW + HOUR
    assert opens_again(shut, NOW) == NOW
    assert (still(shut, NOW), still(MONDAYS, NOW)) == (None, MONDAYS)
    assert still(shut, NOW - timedelta(days=1)) is shut, "it opens once more"


def test_a_clock_of_it_breaks_is_told_of_and_goes_on_after_a_pause(shut: object) -> None:
    clock = planned(start(ClockKind.DECISION, 3_600, NOW, shut), (0.5,), shut)
    assert clock.due_at == NOW + HOUR
    later, is_told = reminded(clock, NOW + HOUR / 2, (0.5,), shut)
    assert is_told
    assert later.remind_at is not None
    assert breach(clock, NOW + 2 * HOUR).status is ClockStatus.BREACHED
    again = resume(pause(clock, NOW, shut), NOW + HOUR, shut)
    assert again.due_at == NOW + 2 * HOUR


def test_whoever_takes_it_has_their_usual_time_and_the_ladder_is_climbed(shut: object) -> None:
    tenure = begin(NOW, shut, None)
    assert tenure.ends_at == NOW + timedelta(seconds=LEASE)
    assert tenure.ask_at == NOW + timedelta(seconds=LEASE / 2)
    ladder = ({"after": 600.0, "notify": [{"user": "U0MIA"}]},)
    queue = a_queue(hours=shut, ladder=ladder, timeout=864_000.0)
    escalation = an_escalation(a_refund(), a_judgement(queue))
    assert climb(escalation, NOW, frozenset()).called is not None
