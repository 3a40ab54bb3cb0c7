"""The conversation so far: what a thread can show, and when it needs a file."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from bot.rules.digest import fingerprint
from bot.rules.turn import Message, Turn

FITS_IN_THREAD = 8_000
FITS_ON_CARD = 2_000
LONGEST_WAIT = timedelta(days=30)
_SPEAKERS = frozenset({"customer", "agent", "human"})


def is_owed(turn: Turn) -> bool:
    """Whether anything has to follow the card: what was said, or a proposal too long for it."""
    return bool(turn.messages) or _proposed(turn) > FITS_ON_CARD


def needs_file(turn: Turn) -> bool:
    return _said(turn) + _proposed(turn) > FITS_IN_THREAD


def customer_mark(turn: Turn) -> str:
    """Names the customer's last words in a turn; another mark means that they wrote again."""
    theirs = [message for message in turn.messages if message.role == "customer"]
    if not theirs:
        return ""
    return theirs[-1].id or fingerprint([len(theirs), theirs[-1].text])


def wish_mark(turn: Turn) -> str:
    """Names the customer's last words by what they say: the same wish may come with another id."""
    words = next((each.text for each in reversed(turn.messages) if each.role == "customer"), "")
    return fingerprint(" ".join(words.casefold().split())) if words else ""


def last_exchange(messages: Sequence[Message]) -> tuple[str, str]:
    """The customer's last words if nobody has answered them yet, and what was said before."""
    said = [each for each in messages if each.role in _SPEAKERS]
    if not said or said[-1].role != "customer":
        return "", ""
    before = next((each.text for each in reversed(said) if each.role != "customer"), "")
    return said[-1].text, before


def waits_since(turn: Turn, now: datetime) -> datetime:
    """When the customer wrote the oldest of what nobody has answered, as far as the agent says;
    never later than now, and no longer ago than anybody would still wait.
    """
    said = [each for each in turn.messages if each.role in _SPEAKERS]
    theirs = takewhile(lambda each: each.role == "customer", reversed(said))
    written = [each.at for each in theirs if each.at]
    return max(now - LONGEST_WAIT, min([now, *written]))


def _said(turn: Turn) -> int:
    return sum(len(message.text) + len(message.name) + 12 for message in turn.messages)


def _proposed(turn: Turn) -> int:
    """In characters as JSON escapes them, so never less than what a card counts."""
    words = [turn.question or "", turn.reply.text if turn.reply else ""]
    args = turn.action_request.args if turn.action_request else {}
    return len(json.dumps([words, args]))
