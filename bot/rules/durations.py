"""Durations as people write them: `90s`, `10m`, `8h`, `2d`."""

import re

_UNITS = {"s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0}
_FORM = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([smhd])")
_WHOLE = 100.0
ALLOWED = "a number and s, m, h or d, such as 90s, 10m, 8h or 2d"


def parse_duration(text: str) -> float:
    """Seconds. Raises ValueError with a sentence."""
    found = _FORM.fullmatch(text.strip())
    if not found or float(found[1]) == 0:
        raise ValueError(f"a duration is {ALLOWED}")
    return float(found[1]) * _UNITS[found[2]]


def parse_percent(text: str) -> float:
    """`2%` is 0.02. Raises ValueError with a sentence."""
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*%", text.strip())
    if not found or float(found[1]) > _WHOLE:
        raise ValueError("a share is a percentage from 0% to 100%, such as 2%")
    return float(found[1]) / 100
