"""The state machine of an escalation, as one table."""

from enum import StrEnum


class Kind(StrEnum):
    APPROVAL = "approval"
    INPUT = "input"
    HANDOFF = "handoff"
    REVIEW = "review"


class Status(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    IN_CONVERSATION = "in_conversation"
    APPROVED = "approved"
    EDITED = "edited"
    REJECTED = "rejected"
    RESPONDED = "responded"
    HANDED_BACK = "handed_back"
    RESOLVED = "resolved"
    REVIEWED = "reviewed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


class Move(StrEnum):
    CLAIM = "claim"
    RELEASE = "release"
    APPROVE = "approve"
    EDIT = "edit"
    REJECT = "reject"
    RESPOND = "respond"
    EXPIRE = "expire"
    CANCEL = "cancel"
    SUPERSEDE = "supersede"


OPEN = frozenset({Status.PENDING, Status.CLAIMED, Status.IN_CONVERSATION})

_CLOSING = {
    Move.APPROVE: Status.APPROVED,
    Move.EDIT: Status.EDITED,
    Move.REJECT: Status.REJECTED,
    Move.RESPOND: Status.RESPONDED,
    Move.EXPIRE: Status.EXPIRED,
    Move.CANCEL: Status.CANCELLED,
    Move.SUPERSEDE: Status.SUPERSEDED,
}

MOVES: dict[tuple[Status, Move], Status] = {
    (Status.PENDING, Move.CLAIM): Status.CLAIMED,
    (Status.CLAIMED, Move.CLAIM): Status.CLAIMED,
    (Status.CLAIMED, Move.RELEASE): Status.PENDING,
    **{(Status.PENDING, move): status for move, status in _CLOSING.items()},
    **{(Status.CLAIMED, move): status for move, status in _CLOSING.items()},
}


def is_open(status: Status) -> bool:
    return status in OPEN


def after(status: Status, move: Move) -> Status | None:
    """The status a move leads to, or None where the table has no such move."""
    return MOVES.get((status, move))
