"""What holds of reminders for every calendar, however late somebody looks at them."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import opening
from bot.rules.clock import Clock, ClockKind, breach, start
from bot.rules.reminders import planned, reminded
from tests.rules.test_open_time_laws import OFTEN, calendars, moments

SHARES = (0.5, 0.75, 0.9)
TOLD_AT_MOST = len(SHARES) + 4  # when it is over, and three times after that
lateness = st.lists(st.integers(0, 40 * 3_600), min_size=25, max_size=25)


def told(clock: Clock, calendar: Calendar, late: list[int]) -> list[tuple[datetime, float]]:
    """Somebody looks when there is something to tell, or so many seconds later."""
    found: list[tuple[datetime, float]] = []
    for seconds in late:
        if clock.remind_at is None:
            break
        now = clock.remind_at + timedelta(seconds=seconds)
        clock, is_news = reminded(breach(clock, now), now, SHARES, calendar)
        if is_news:
            found.append((now, clock.told))
    return found


@OFTEN
@given(calendars, moments, st.floats(60, 40_000), lateness, st.booleans())
def test_nobody_is_reminded_while_their_team_is_away(
    calendar: Calendar, at: datetime, target: float, late: list[int], on_wall: bool
) -> None:
    """F62: midnight and weekend reminders; also of what runs day and night."""
    clock = start(ClockKind.DECISION, target, at, calendar, on_wall=on_wall)
    heard = told(planned(clock, SHARES, calendar), calendar, late)
    assert heard
    assert [each for each, _ in heard if not opening(calendar, each).open_now] == []


@settings(OFTEN)
@given(calendars, moments, st.floats(60, 40_000), lateness)
def test_each_threshold_is_told_once_and_the_highest_that_was_missed(
    calendar: Calendar, at: datetime, target: float, late: list[int]
) -> None:
    """F64: none is doubled, and of several that were missed only the highest is told."""
    clock = planned(start(ClockKind.CLAIM, target, at, calendar), SHARES, calendar)
    shares = [share for _, share in told(clock, calendar, late)]
    assert shares == sorted(set(shares))
    assert len(shares) <= TOLD_AT_MOST
