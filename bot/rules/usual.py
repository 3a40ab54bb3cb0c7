"""What a queue promises where its policy says nothing of it, and when people are reminded then."""

from collections.abc import Mapping

from bot.rules.policy import Priority, Target

REMINDED_AT = (0.5, 0.75, 0.9)
_MINUTE, _HOUR = 60.0, 3_600.0
_DAY, _WORKDAY = 24 * _HOUR, 8 * _HOUR
_CLAIM = {
    Priority.URGENT: 5 * _MINUTE,
    Priority.HIGH: 15 * _MINUTE,
    Priority.NORMAL: _HOUR,
}
_FIRST_REPLY = {
    Priority.URGENT: 15 * _MINUTE,
    Priority.HIGH: _HOUR,
    Priority.NORMAL: 4 * _HOUR,
}
_NEXT_REPLY: Target = {
    Priority.URGENT: 30 * _MINUTE,
    Priority.HIGH: 4 * _HOUR,
    Priority.NORMAL: 8 * _HOUR,
}
_DECISION = {Priority.NORMAL: _HOUR}
CLOCKS = ("claim", "first_reply", "next_reply", "decision", "resolution")
_AT_HIGH_STAKES = {"decision": 10 * _MINUTE}


def promised(
    told: Mapping[str, Target | None], *, has_hours: bool, within: float
) -> dict[str, Target]:
    """With what is not told; None: it says that nothing is promised. Until they have decided or
    answered people have no more time than `within`, and so nothing longer is promised.
    """
    usual: dict[str, Target | None] = {
        "claim": _at_most(within, _CLAIM),
        "first_reply": _at_most(within, _FIRST_REPLY),
        "next_reply": _NEXT_REPLY,
        "decision": _at_most(within, _DECISION),
        "resolution": _resolution(_WORKDAY if has_hours else _DAY),
    }
    return {clock: target for clock, target in {**usual, **told}.items() if target is not None}


def promised_at_high_stakes(
    told: Mapping[str, Target | None], *, within: float
) -> dict[str, float]:
    """What is told holds whatever is at stake."""
    return {
        clock: min(within, target) for clock, target in _AT_HIGH_STAKES.items() if clock not in told
    }


def _at_most(within: float, usual: dict[Priority, float]) -> Target:
    return {priority: min(within, target) for priority, target in usual.items()}


def _resolution(day: float) -> Target:
    """A workday of a team that goes home is eight hours of open time."""
    return {Priority.URGENT: day, Priority.HIGH: 2 * day, Priority.NORMAL: 5 * day}
