"""The rules by which events of an iCalendar file repeat, so far as a closure may.

A rule is worked out anew for each year that somebody asks for, so one that would take long is
refused here: a start in the Middle Ages, every minute, and what never happens at all.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import vRecur

_OFTEN = {"DAILY", "WEEKLY", "MONTHLY"}
_WITHIN_A_DAY = {"BYHOUR", "BYMINUTE", "BYSECOND"}
_LONG_AGO = 1970
_A_YEAR = timedelta(days=366)
_WHOLE_DAY = timedelta(days=1, seconds=-1)


def repeats(rule: vRecur, start: datetime, length: timedelta) -> str:
    """Checked, on the wall clock of `start`; the end in it is on that clock already. Raises
    ValueError with the half of a sentence that follows the event's name.
    """
    freq = rule.get("FREQ", [""])[0]
    if freq not in _OFTEN | {"YEARLY"} or _WITHIN_A_DAY & set(rule):
        raise ValueError("repeats more often than daily")
    if min(rule.get("INTERVAL", [1])) < 1:
        raise ValueError("repeats after no time at all")
    if freq in _OFTEN and start.year < _LONG_AGO:
        raise ValueError(f"repeats since before {_LONG_AGO}; let it begin later")
    if length > _A_YEAR:
        raise ValueError("repeats although it lasts more than a year")
    if _never_happens(rule, start):
        raise ValueError("repeats on days that never come")
    return rule.to_ical().decode()


def last_moment(at: date) -> datetime:
    """Of an end: a last day counts whole."""
    return at if isinstance(at, datetime) else datetime.combine(at, time()) + _WHOLE_DAY


def _never_happens(rule: vRecur, start: datetime) -> bool:
    """The calendar repeats after 400 years, and rules are only followed until the year 9999: near
    it, one that matches nothing is soon at its end.
    """
    parts: dict[str, Any] = {part: rule[part] for part in rule if part not in ("UNTIL", "COUNT")}
    late = start.replace(year=9600 + start.year % 400)
    try:
        found = next(iter(rrulestr(vRecur(parts).to_ical().decode(), dtstart=late)), None)
    except ValueError:
        raise ValueError("repeats by a rule that contradicts itself") from None
    return found is None
