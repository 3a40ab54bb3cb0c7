"""How long something took, as a manager reads it: `6 m`, `1 h 12 m`, `≥ 2 d 3 h`."""

from bot.rules.weekly.statistics import Measured

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_TENTHS = 10


def say_span(seconds: float) -> str:
    """In two units at most, and no finer than anybody cares for."""
    if seconds < _TENTHS:
        return f"{seconds:.1f}".removesuffix(".0") + " s"
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole} s"
    minutes = round(seconds / _MINUTE)
    if minutes < _HOUR // _MINUTE:
        return f"{minutes} m"
    if minutes < _DAY // _MINUTE:
        return _two(minutes, _HOUR // _MINUTE, "h", "m")
    return _two(round(seconds / _HOUR), _DAY // _HOUR, "d", "h")


def say_measured(measured: Measured | None) -> str:
    """What is not known is a dash and never a nought."""
    if measured is None:
        return "—"
    return f"≥ {say_span(measured.value)}" if measured.at_least else say_span(measured.value)


def _two(count: int, size: int, large: str, small: str) -> str:
    whole, rest = divmod(count, size)
    return f"{whole} {large} {rest} {small}" if rest else f"{whole} {large}"
