"""The closures of a calendar that somebody keeps elsewhere, in an iCalendar file beside the policy.

Each event is a time in which nobody is there, also one that its calendar shows as free: that is how
public calendars mark holidays. Only what was cancelled does not count.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import Calendar as Feed
from icalendar import Event, vRecur

from bot.policy_file.ical_repeat import last_moment, repeats
from bot.rules.calendars.closure import Closure

LONGEST = 1_000_000
MOST = 1_000


class Unreadable(ValueError):
    """A sentence about an iCalendar file."""


def read_closures(path: Path, timezone: str) -> tuple[Closure, ...]:
    """What stands in the file; times without a zone are those of `timezone`. Raises Unreadable."""
    try:
        closures = tuple(_closures(_events(path), timezone))
    except Unreadable:
        raise
    except Exception as error:  # noqa: BLE001  # the library trips over more than it tells
        kind = type(error).__name__
        raise Unreadable(f"{path.name} is no iCalendar file that can be read ({kind})") from None
    if len(closures) > MOST:
        raise Unreadable(f"{path.name} has {len(closures):,} closures; there may be {MOST:,}")
    return closures


def _events(path: Path) -> list[Event]:
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "that is no name of a file"
        raise Unreadable(f"{path.name} cannot be read: {why}") from None
    if len(content) > LONGEST:
        raise Unreadable(f"{path.name} is longer than {LONGEST:,} bytes")
    feeds = Feed.from_ical(content, multiple=True)
    return [event for feed in feeds for event in feed.walk("VEVENT") if isinstance(event, Event)]


def _closures(events: Sequence[Event], timezone: str) -> Iterator[Closure]:
    """An event that stands in for one time of a repeated one closes instead of that time."""
    moved: dict[str, list[date]] = {}
    for event in events:
        if event.errors:
            raise Unreadable(f"{_named(event)} has a broken {event.errors[0][0]}")
        if event.RECURRENCE_ID is not None:
            moved.setdefault(event.uid, []).append(event.RECURRENCE_ID)
    for event in events:
        instead = () if event.RECURRENCE_ID is not None else moved.get(event.uid, ())
        if str(event.get("STATUS", "")).upper() != "CANCELLED":
            yield from _of_event(event, instead, timezone)


def _of_event(event: Event, instead: Sequence[date], timezone: str) -> Iterator[Closure]:
    begins, ends = _bounds(event)
    zone = _zone_of(begins, timezone)
    start, end = _wall(begins, zone), _wall(ends, zone)
    if end <= start:
        return
    without = sorted(_wall(each, zone) for each in (*event.exdates, *instead))
    repeat = _repeat(event, begins, zone)
    yield Closure(start=start, end=end, zone=zone, repeat=repeat, without=tuple(without))
    for extra, _ in event.rdates:
        first = _wall(extra, zone)
        yield Closure(start=first, end=first + (end - start), zone=zone)


def _bounds(event: Event) -> tuple[date, date]:
    """A whole day that tells no end is one day long, as the library knows."""
    try:
        begins, ends = event.start, event.end
    except ValueError:
        raise Unreadable(f"{_named(event)} has no start, or an end that does not fit it") from None
    if isinstance(begins, datetime) is not isinstance(ends, datetime):
        raise Unreadable(f"{_named(event)} begins with a day and ends with a time, or reversed")
    return begins, ends


def _zone_of(begins: date, timezone: str) -> str:
    """Whole days have none. A time in a zone that the file itself defines is told in UTC."""
    if not isinstance(begins, datetime):
        return ""
    if begins.tzinfo is None:
        return timezone
    return begins.tzinfo.key if isinstance(begins.tzinfo, ZoneInfo) else "UTC"


def _wall(at: date, zone: str) -> datetime:
    if not isinstance(at, datetime):
        return datetime.combine(at, time())
    if at.tzinfo is None:
        return at
    return at.astimezone(ZoneInfo(zone) if zone else UTC).replace(tzinfo=None)


def _repeat(event: Event, begins: date, zone: str) -> str:
    """Its rule on the wall clock of the zone; an end of it is told there, too."""
    if not event.rrules:
        return ""
    if zone == "UTC" and _is_invented(begins):
        raise Unreadable(f"{_named(event)} repeats in a time zone that has no IANA name")
    if len(event.rrules) > 1:
        raise Unreadable(f"{_named(event)} repeats by several rules")
    rule = vRecur(event.rrules[0])
    if "UNTIL" in rule:
        rule["UNTIL"] = [_wall(last_moment(each), zone) for each in rule["UNTIL"]]
    start, end = _wall(begins, zone), _wall(event.end, zone)
    try:
        return repeats(rule, start, end - start)
    except ValueError as error:
        raise Unreadable(f"{_named(event)} {error}") from None


def _is_invented(begins: date) -> bool:
    """When its clock changes is only told in the file, and would be lost."""
    return isinstance(begins, datetime) and not isinstance(begins.tzinfo, ZoneInfo | None)


def _named(event: Event) -> str:
    return f"the event “{event.summary or event.uid or 'without a name'}”"
