"""What the customer is told when the conversation changes hands: one honest sentence or two."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rules.open_time import Opening
from bot.rules.policy import WhenClosed

TAKEN_OVER = "You are talking to {name} now."
HANDED_BACK = "You are talking to our assistant again."
RESOLVED = "This conversation was closed. Write again whenever you need us."
NOBODY_CAME = (
    "We are sorry: nobody could answer you in time. You are talking to our assistant again."
)
_A_MINUTE = 60
_AN_HOUR = 3_600
_ALMOST = 0.9


def asked(opening: Opening, wait: float | None, when_closed: WhenClosed) -> str:
    """`wait`: how many seconds people usually waited in the last weeks; None: nobody knows."""
    if opening.open_now:
        return f"A person will answer you here{_usually(wait)}."
    when = _when(opening.opens_at, opening.timezone)
    match when_closed:
        case WhenClosed.HOLD:
            return f"Nobody is here just now. A person will answer you here {when}."
        case WhenClosed.CALLBACK:
            return (
                f"Nobody is here just now. A person will come back to you {when}; "
                "until then our assistant goes on helping you."
            )
        case WhenClosed.MESSAGE:
            return f"Nobody is here just now; our team is back {when}. Our assistant can help you."


def _usually(wait: float | None) -> str:
    if wait is None:
        return " as soon as one is free"
    if wait < _A_MINUTE:
        return ", usually within a minute"
    if wait < _AN_HOUR * _ALMOST:
        minutes = max(2, round(wait / _A_MINUTE))
        return f", usually within {minutes} minutes"
    hours = max(1, round(wait / _AN_HOUR))
    return f", usually within {hours} hour{'s' if hours > 1 else ''}"


def _when(opens_at: datetime | None, timezone: str) -> str:
    if opens_at is None:
        return "as soon as possible"
    local = opens_at.astimezone(ZoneInfo(timezone))
    return f"from {local:%A, %d %B} at {local:%H:%M} ({timezone}) on"
