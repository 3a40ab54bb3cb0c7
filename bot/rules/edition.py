"""When a digest comes out, of which queue, and who gets it.

The week that it tells is that of the team's own zone, whatever zone its reader lives in: so each
event stands in exactly one of them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.rules.approvers import Managers, Person, manages
from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.hours import WEEKDAYS
from bot.rules.calendars.week import Week, Window, week_of
from bot.rules.cover import Cover

NINE = 9 * 60
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A weekday (Monday is 0) and a minute of its day, in a zone."""

    zone: str = "UTC"
    weekday: int = 0
    minute: int = NINE

    def __str__(self) -> str:
        hour, minute = divmod(self.minute, 60)
        return f"{WEEKDAYS[self.weekday].capitalize()} {hour:02}:{minute:02} ({self.zone})"

    def last(self, now: datetime) -> datetime:
        """The latest moment that has come."""
        week = week_of(now, ZoneInfo(self.zone))
        at = self._at(week)
        return at if at <= now else self._at(week.earlier())

    def next(self, now: datetime) -> datetime:
        """The first moment that has not come yet."""
        week = week_of(now, ZoneInfo(self.zone))
        at = self._at(week)
        return at if at > now else self._at(week.later())

    def _at(self, week: Week) -> datetime:
        return week.moment(ZoneInfo(self.zone), self.weekday, self.minute)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The digest of one queue, or of all (`queue` is None): the Slack ids of whom it goes to, and
    of whoever may have it sent to them; when its team is there, and who should be on call then, if
    the policy says so. Its managers are told who did how much only where `names_people`. `target`
    is the share of its promises that should be kept. Of `hidden` queues it counts the cases, and
    tells neither what they are about nor where they hang.
    """

    queue: str | None
    zone: str
    schedule: Schedule
    to: tuple[str, ...] = ()
    managers: Managers = field(default_factory=Managers)
    hours: Calendar | None = field(default=None, compare=False)
    names_people: bool = False
    target: float | None = None
    covers: tuple[Cover, ...] = field(default=(), compare=False)
    hidden: frozenset[str] = field(default=frozenset(), compare=False)

    def window(self, week: Week) -> Window:
        return week.window(ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTime:
    """What a reader has chosen for themselves: when their own copies come, or that none do."""

    team: str
    user: str
    schedule: Schedule
    is_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One reader's copy of an edition, and when it is theirs. `wished` when the policy does not
    send it to them and they asked for it: it is theirs while they manage the queue.
    """

    edition: Edition
    recipient: str
    schedule: Schedule
    wished: OwnTime | None = None

    def due(self, now: datetime) -> Week:
        """The week that it should have told by now. Only the latest: a desk that was down for a
        month does not send four at once.
        """
        return week_of(self.schedule.last(now), ZoneInfo(self.edition.zone)).earlier()


def copies(editions: Iterable[Edition], own: Iterable[OwnTime]) -> list[Copy]:
    """A channel's copy comes when the policy says; a person's when they say, if they said so."""
    chosen = {each.user: each for each in own}
    return [copy for edition in editions for copy in _copies_of(edition, chosen)]


def _copies_of(edition: Edition, chosen: Mapping[str, OwnTime]) -> Iterator[Copy]:
    for recipient in edition.to:
        own = chosen.get(recipient)
        if own is None or not own.is_off:
            schedule = own.schedule if own else edition.schedule
            yield Copy(edition=edition, recipient=recipient, schedule=schedule)
    for user, own in chosen.items():
        if edition.queue and user not in edition.to and not own.is_off:
            yield Copy(edition=edition, recipient=user, schedule=own.schedule, wished=own)


def concerns(edition: Edition, person: Person) -> bool:
    """Whether they may see how this queue does: it is sent to them, or they manage it."""
    return person.user in edition.to or manages(edition.managers, person)


def may_see_people(edition: Edition, person: Person) -> bool:
    """How much each did: for managers alone, and only where the policy wants it told at all."""
    return edition.names_people and manages(edition.managers, person)


def parse_time(text: str) -> int:
    """`09:00`, in minutes. Raises ValueError with a sentence."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise ValueError("a time is written as 09:00, from 00:00 to 23:59")
    return int(found[1]) * 60 + int(found[2])


def parse_weekday(text: str) -> int:
    """`mon` is 0. Raises ValueError with a sentence."""
    day = text.strip().lower()
    if day not in WEEKDAYS:
        raise ValueError(f"a day is one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(day)


def parse_zone(text: str) -> str:
    """`Europe/Berlin`. Raises ValueError with a sentence."""
    name = text.strip()
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("a time zone is an IANA name such as Europe/Berlin") from None
