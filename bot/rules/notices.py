"""What the customer is told when the conversation changes hands: one honest sentence or two."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rules.calendars.open_time import Opening
from bot.rules.notice import Notice, Saying
from bot.rules.policy import WhenClosed

HANDED_BACK = Notice(saying=Saying.HANDED_BACK, english="You are talking to our assistant again.")
RESOLVED = Notice(
    saying=Saying.RESOLVED,
    english="This conversation was closed. Write again whenever you need us.",
)
NOBODY_CAME = Notice(
    saying=Saying.NOBODY_CAME,
    english="We are sorry: nobody could answer you in time. "
    "You are talking to our assistant again.",
)
ASSISTANT_STAYS = Notice(
    saying=Saying.ASSISTANT_STAYS,
    english="Our team knows that you ask for a person again. "
    "Until one of them is here, our assistant goes on helping you.",
)
_A_MINUTE = 60
_AN_HOUR = 3_600
_ALMOST = 0.9


def taken_over(name: str) -> Notice:
    english = f"You are talking to {name} now."
    return Notice(saying=Saying.TAKEN_OVER, english=english, facts={"name": name})


def asked(opening: Opening, wait: float | None, when_closed: WhenClosed) -> Notice:
    """`wait`: how many seconds people usually waited in the last weeks; None: nobody knows."""
    if not opening.open_now:
        return _closed(opening, when_closed)
    english = f"A person will answer you here{_usually(wait)}."
    if wait is None:
        return Notice(saying=Saying.ANSWERS_SOON, english=english)
    minutes = str(max(1, round(wait / _A_MINUTE)))
    return Notice(saying=Saying.ANSWERS_WITHIN, english=english, facts={"minutes": minutes})


def _closed(opening: Opening, when_closed: WhenClosed) -> Notice:
    when = _when(opening.opens_at, opening.timezone)
    facts = {"opens": _plainly(opening.opens_at, opening.timezone)}
    match when_closed:
        case WhenClosed.HOLD:
            english = f"Nobody is here just now. A person will answer you here {when}."
            return Notice(saying=Saying.CLOSED_HOLD, english=english, facts=facts)
        case WhenClosed.CALLBACK:
            english = (
                f"Nobody is here just now. A person will come back to you {when}; "
                "until then our assistant goes on helping you."
            )
            return Notice(saying=Saying.CLOSED_CALLBACK, english=english, facts=facts)
        case WhenClosed.MESSAGE:
            english = (
                f"Nobody is here just now; our team is back {when}. Our assistant can help you."
            )
            return Notice(saying=Saying.CLOSED_MESSAGE, english=english, facts=facts)


def _plainly(opens_at: datetime | None, timezone: str) -> str:
    """As it can stand in a sentence of any language."""
    if opens_at is None:
        return "…"
    return f"{opens_at.astimezone(ZoneInfo(timezone)):%Y-%m-%d %H:%M} ({timezone})"


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
