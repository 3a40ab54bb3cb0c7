"""Slack's date tokens, as a person in some zone reads them at some moment."""

import re
from datetime import UTC, datetime, timedelta

from markupsafe import Markup

from sandbox.pages.draw.html import link, tag
from sandbox.pages.draw.reader import Reader

TOKEN = re.compile(r"\{(\w+)\}")
SOON = timedelta(days=183)
STEPS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def moment(stamp: int | str, format: str, fallback: str, reader: Reader, url: str = "") -> Markup:
    """The moment in words, with the whole of it to be had; or what the app gave instead."""
    try:
        at = datetime.fromtimestamp(int(stamp), UTC).astimezone(reader.zone)
    except (ValueError, OverflowError, OSError):
        return tag("span", fallback or str(stamp))
    words = TOKEN.sub(lambda found: _spoken(found[1], at, reader.now) or found[0], format)
    whole = f"{_day(at, '%A, %B', always_year=True)} at {_time(at)} ({reader.zone.key})"
    drawn = tag("time", words, datetime=at.isoformat(), title=whole, class_="bk-date")
    return link(url, drawn) if url else drawn


def _spoken(token: str, at: datetime, now: datetime) -> str:
    match token:
        case "time":
            return _time(at)
        case "time_secs":
            return at.strftime(f"{at.hour % 12 or 12}:%M:%S %p")
        case "ago":
            return _ago(now - at)
        case "date_num":
            return at.strftime("%Y-%m-%d")
        case "date_slash":
            return at.strftime("%m/%d/%Y")
        case _:
            return _date(token, at, now)


def _date(token: str, at: datetime, now: datetime) -> str:
    pretty = token.endswith("_pretty")
    if pretty and (near := _near(at, now)):
        return near
    month = {
        "date": "%B",
        "date_short": "%b",
        "date_long": "%A, %B",
        "day_divider": "%A, %B",
        "date_long_full": "%A, %B",
    }.get(token.removesuffix("_pretty"))
    if month is None:
        return ""
    is_near = abs(now - at) < SOON and not token.startswith(("date_short", "date_long_full"))
    return _day(at, month, always_year=not is_near)


def _near(at: datetime, now: datetime) -> str:
    days = (at.date() - now.astimezone(at.tzinfo).date()).days
    return {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}.get(days, "")


def _day(at: datetime, month: str, *, always_year: bool) -> str:
    number = f"{at.day}" if month == "%b" else f"{at.day}{_ending(at.day)}"
    year = f", {at.year}" if always_year else ""
    return f"{at.strftime(month)} {number}{year}"


def _ending(day: int) -> str:
    if day in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _time(at: datetime) -> str:
    return at.strftime(f"{at.hour % 12 or 12}:%M %p")


def _ago(past: timedelta) -> str:
    seconds = int(abs(past.total_seconds()))
    for length, name in STEPS:
        if count := seconds // length:
            spoken = f"{count} {name}{'' if count == 1 else 's'}"
            return f"{spoken} ago" if past > timedelta(0) else f"in {spoken}"
    return "just now"
