"""How long somebody keeps what they have: at half of it they are asked, at its end it is free.

Half an hour of open time, or until the customer should have their first answer, whichever is less,
but five minutes at least; where they should have had it already, half an hour.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import falls_due, open_seconds, still

LEASE = 30 * 60.0
LEAST = 5 * 60.0
"""Who takes on what is nearly late is not asked, and does not lose it, the moment they have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """`ask_at` is None once they were asked. Until `snoozed_until` they want to hear nothing.
    `wrote_at` is when they wrote to the customer what nobody has confirmed yet.
    """

    ends_at: datetime
    ask_at: datetime | None = None
    snoozed_until: datetime | None = None
    wrote_at: datetime | None = None

    def snoozed(self, until: datetime, calendar: Calendar | None) -> "Tenure":
        """Asked when it is over, they have as much time as ever to say that they keep it."""
        quiet = replace(self, snoozed_until=until)
        if self.ask_at is None or until <= self.ask_at:
            return quiet
        calendar = still(calendar, until)
        to_answer = open_seconds(calendar, self.ask_at, self.ends_at)
        return replace(quiet, ask_at=until, ends_at=falls_due(calendar, until, to_answer))

    def is_quiet(self, now: datetime) -> bool:
        return self.snoozed_until is not None and now < self.snoozed_until

    def asked(self) -> "Tenure":
        return replace(self, ask_at=None)


def begin(now: datetime, calendar: Calendar | None, answer_due: datetime | None) -> Tenure:
    """`answer_due` is when the customer should have their first answer, while they wait for it."""
    calendar = still(calendar, now)
    ends_at = falls_due(calendar, now, LEASE)
    if answer_due is not None and answer_due > now:
        ends_at = max(min(ends_at, answer_due), falls_due(calendar, now, LEAST))
    half = open_seconds(calendar, now, ends_at) / 2
    return Tenure(ends_at=ends_at, ask_at=falls_due(calendar, now, half))


def latest_end(snoozed: datetime, next_due: datetime | None, lead: timedelta) -> datetime:
    """A snooze ends in good time before something is due, whatever was asked for."""
    return snoozed if next_due is None else min(snoozed, next_due - lead)
