"""How long somebody keeps what they have: at half of it they are asked, at its end it is free.

Half an hour of open time, or until the customer should have had an answer, whichever is less.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import falls_due, open_seconds, still

LEASE = 30 * 60.0
LEAST = 5 * 60.0
"""Whoever takes on what is nearly late, or late, is not asked the moment they have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """`ask_at` is None once they were asked. Until `snoozed_until` they want to hear nothing."""

    ends_at: datetime
    ask_at: datetime | None = None
    snoozed_until: datetime | None = None

    def asks_at(self) -> datetime | None:
        """When they are next asked, if they keep it: not while they want to hear nothing."""
        if self.ask_at is None or self.snoozed_until is None:
            return self.ask_at
        return max(self.ask_at, self.snoozed_until)

    def is_quiet(self, now: datetime) -> bool:
        return self.snoozed_until is not None and now < self.snoozed_until

    def asked(self) -> "Tenure":
        return replace(self, ask_at=None)


def begin(now: datetime, calendar: Calendar | None, answer_due: datetime | None) -> Tenure:
    """`answer_due` is when the customer should have their first answer, while they wait for it."""
    calendar = still(calendar, now)
    ends_at = falls_due(calendar, now, LEASE)
    if answer_due is not None:
        ends_at = max(min(ends_at, answer_due), falls_due(calendar, now, LEAST))
    half = open_seconds(calendar, now, ends_at) / 2
    return Tenure(ends_at=ends_at, ask_at=falls_due(calendar, now, half))


def latest_end(snoozed: datetime, next_due: datetime | None, lead: timedelta) -> datetime:
    """A snooze ends in good time before something is due, whatever was asked for."""
    return snoozed if next_due is None else min(snoozed, next_due - lead)
