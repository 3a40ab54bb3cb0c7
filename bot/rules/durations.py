"""Durations as people write them: `90s`, `10m`, `8h`, `2d`; and shares: `2%`."""

import re

_UNITS = {"s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0}
_NUMBER = r"([0-9]{1,12}(?:\.[0-9]{1,12})?)"
_DURATION = re.compile(rf"{_NUMBER}\s*([smhd])")
_PERCENT = re.compile(rf"{_NUMBER}\s*%")
_WHOLE = 100.0
_LONGEST_DAYS = 3_650
ALLOWED = "a number and s, m, h or d, such as 90s, 10m, 8h or 2d"


def parse_duration(text: str) -> float:
    """Seconds. Raises ValueError with a sentence."""
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise ValueError(f"a duration is {ALLOWED}")
    seconds = float(found[1]) * _UNITS[found[2]]
    if seconds == 0:
        raise ValueError(f"a duration is longer than nothing: {ALLOWED}")
    if seconds > _LONGEST_DAYS * _UNITS["d"]:
        raise ValueError(f"a duration is at most {_LONGEST_DAYS}d: {ALLOWED}")
    return seconds


def parse_percent(text: str) -> float:
    """`2%` is 0.02. Raises ValueError with a sentence."""
    found = _PERCENT.fullmatch(text.strip())
    if not found or float(found[1]) > _WHOLE:
        raise ValueError("a share is a percentage from 0% to 100%, such as 2%")
    return float(found[1]) / _WHOLE


def say_duration(seconds: float) -> str:
    """In the largest unit that leaves no rest: 5400 is `90m`."""
    for unit, size in reversed(_UNITS.items()):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:.0f}{unit}"
    return f"{seconds:g}s"


def say_percent(share: float) -> str:
    return f"{share * _WHOLE:g}%"
