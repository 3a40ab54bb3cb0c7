"""What happens in a case and can be listed by when it did; and what of it is measured in time."""

from enum import StrEnum


class Happening(StrEnum):
    """Each time that it happens counts; a list has the case once."""

    HANDLED = "handled"
    CALLED = "called"
    CALLED_AFTER_HOURS = "called_after_hours"
    FREED = "freed"
    STEP_EMPTY = "step_empty"
    EDITED_AFTER = "edited_after"
    WITHDRAWN = "withdrawn"
    FILES_FAILED = "files_failed"
    GIVEN_UP = "given_up"
    UNCERTAIN = "uncertain"
    SUPPRESSED = "suppressed"
    LIMITED = "limited"


class Timed(StrEnum):
    """By the names under which a week's figures have them."""

    NOTIFIED = "notified"
    CLAIM = "claim"
    HUMAN = "human"
    HUMAN_OPEN = "human_open"
    DECISION = "decision"
    DECISION_OPEN = "decision_open"
    UNDECIDED = "undecided"
    NEXT_REPLY = "next_reply"
    NEXT_REPLY_OPEN = "next_reply_open"
    NO_REPLY_NEEDED = "no_reply_needed"
    RESOLVED_FIRST = "resolved_first"
    RESOLVED_FIRST_OPEN = "resolved_first_open"
    RESOLVED = "resolved"
    RESOLVED_OPEN = "resolved_open"
    WAITED = "waited"
