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
    TAKE_OVER = "take_over"
    HAND_BACK = "hand_back"
    RESOLVE = "resolve"
    ASSIGN = "assign"
    TRANSFER = "transfer"
    REOPEN = "reopen"
    EXPIRE = "expire"
    CANCEL = "cancel"
    SUPERSEDE = "supersede"


OPEN = frozenset({Status.PENDING, Status.CLAIMED, Status.IN_CONVERSATION})
HELD = frozenset({Status.CLAIMED, Status.IN_CONVERSATION})

_DECIDING = {
    Move.APPROVE: Status.APPROVED,
    Move.EDIT: Status.EDITED,
    Move.REJECT: Status.REJECTED,
    Move.RESPOND: Status.RESPONDED,
}
_ENDING = {
    Move.HAND_BACK: Status.HANDED_BACK,
    Move.RESOLVE: Status.RESOLVED,
    Move.EXPIRE: Status.EXPIRED,
    Move.CANCEL: Status.CANCELLED,
    Move.SUPERSEDE: Status.SUPERSEDED,
}

MOVES: dict[tuple[Status, Move], Status] = {
    (Status.PENDING, Move.CLAIM): Status.CLAIMED,
    (Status.CLAIMED, Move.CLAIM): Status.CLAIMED,
    (Status.CLAIMED, Move.RELEASE): Status.PENDING,
    (Status.IN_CONVERSATION, Move.RELEASE): Status.PENDING,
    **{(status, Move.TAKE_OVER): Status.IN_CONVERSATION for status in OPEN},
    **{(status, Move.ASSIGN): Status.CLAIMED for status in OPEN},
    **{(status, Move.TRANSFER): Status.PENDING for status in OPEN},
    **{
        (status, move): ending
        for status in (Status.PENDING, Status.CLAIMED)
        for move, ending in _DECIDING.items()
    },
    **{(status, move): ending for status in OPEN for move, ending in _ENDING.items()},
    **{
        (status, Move.REOPEN): Status.PENDING
        for status in (Status.HANDED_BACK, Status.RESOLVED, Status.EXPIRED)
    },
}


def is_open(status: Status) -> bool:
    return status in OPEN


def after(status: Status, move: Move) -> Status | None:
    """The status a move leads to, or None where the table has no such move."""
    return MOVES.get((status, move))
