"""The conversation so far: what a thread can show, and when it needs a file."""

from bot.rules.digest import fingerprint
from bot.rules.turn import Turn

FITS_IN_THREAD = 8_000


def length(turn: Turn) -> int:
    return sum(len(message.text) + len(message.name) + 12 for message in turn.messages)


def needs_file(turn: Turn) -> bool:
    return length(turn) > FITS_IN_THREAD


def customer_mark(turn: Turn) -> str:
    """Names the customer's last words in a turn; another mark means that they wrote again."""
    theirs = [message for message in turn.messages if message.role == "customer"]
    if not theirs:
        return ""
    return theirs[-1].id or fingerprint([len(theirs), theirs[-1].text])
