"""Whose words in a thread go to the customer: the live owner's, and nobody else's."""

from enum import StrEnum

from bot.rules.approvers import Person, Standing
from bot.rules.escalation import Escalation
from bot.rules.press import ThreadMessage

STAYS_INSIDE = (
    "Your words stay in this thread: nothing typed here decides or reaches the customer. "
    "To decide, press a button on the card above."
)
OTHER_IS_LIVE = (
    "Your words stay in this thread: only {owner} speaks with the customer here. "
    "Press *Reply* on the card to send one message, or *Take over* to speak yourself."
)
NOT_YOU = (
    "This was not sent to the customer: Slack does not know you as a member of this workspace."
)
TOO_LATE = "This was not sent to the customer: the conversation was handed back before."


class Audience(StrEnum):
    CUSTOMER = "customer"
    THREAD = "thread"


def audience_of(escalation: Escalation, message: ThreadMessage, person: Person) -> Audience:
    """Internal by default. Anything unknown stays inside."""
    owner = escalation.assignee
    is_theirs = (
        escalation.is_live
        and owner is not None
        and owner.id == person.id
        and person.standing is Standing.MEMBER
        and not message.is_note
        and _is_later(message.ts, escalation.live_since)
    )
    return Audience.CUSTOMER if is_theirs else Audience.THREAD


def told_instead(escalation: Escalation, message: ThreadMessage, person: Person) -> str:
    """What to tell whoever wrote; empty when they know that it stays inside."""
    owner = escalation.assignee
    if not escalation.is_open:
        was_theirs = owner is not None and owner.id == person.id and not message.is_note
        return TOO_LATE if was_theirs else ""
    if message.is_note:
        return ""
    if not escalation.is_live or owner is None:
        return STAYS_INSIDE
    if owner.id == person.id and person.standing is not Standing.MEMBER:
        return NOT_YOU
    if owner.id == person.id:
        return ""  # written before they went live
    return OTHER_IS_LIVE.format(owner=owner.name or "the owner")


def _is_later(ts: str, since: str) -> bool:
    return _stamp(ts) >= _stamp(since)


def _stamp(ts: str) -> tuple[int, int]:
    """Slack's timestamps are text: seconds and six digits, compared as numbers."""
    seconds, _, rest = ts.partition(".")
    if not (seconds.isdecimal() and (rest or "0").isdecimal()):
        return (0, 0)
    return int(seconds), int(rest.ljust(6, "0")[:6] or 0)
