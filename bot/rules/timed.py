"""What is decided and what is done, and whether a person did it."""

from bot.rules.escalation import Escalation
from bot.rules.status import Status

DECIDED = frozenset({Status.APPROVED, Status.EDITED, Status.REJECTED, Status.RESPONDED})
DONE = DECIDED | {Status.HANDED_BACK, Status.RESOLVED}


def is_done(escalation: Escalation) -> bool:
    """By a person, and not by the end of its time."""
    by = escalation.closed_by
    return escalation.status in DONE and by is not None and by.type == "human"
