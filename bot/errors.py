"""Why Handrail says no, as sentences fit for a person.

Each refusal is expected: it is shown to whoever asked, never logged as an error. `slug` is the end
of the problem's `type` in the API; `fields` names what to mend, by path.
"""

from datetime import datetime


class Refused(Exception):
    """This cannot be done."""

    slug = "refused"

    def __init__(self, sentence: str = "", *, fields: dict[str, str] | None = None) -> None:
        self.sentence = sentence or (self.__doc__ or "").strip()
        self.fields = fields or {}
        super().__init__(self.sentence)


class NotFound(Refused):
    """There is no such thing here. Check the id and the workspace of your key."""

    slug = "not-found"


class BadInput(Refused):
    """Something in the request does not fit."""

    slug = "bad-input"


class TurnChanged(Refused):
    """This turn_id was already judged with another body. Send a new turn_id for a new turn."""

    slug = "turn-changed"


class KeyReused(Refused):
    """This Idempotency-Key was already used with another body. Use a new key."""

    slug = "idempotency-key-reused"


class HumanInControl(Refused):
    """A human has control of this conversation; the agent's turn is not shown to the customer."""

    slug = "human-in-control"


class StaleEpoch(Refused):
    """Control changed hands after this turn was made. Read the conversation, then think again."""

    slug = "stale-epoch"


class NotAnApprover(Refused):
    """You may not decide this."""

    slug = "not-an-approver"


class AlreadyClosed(Refused):
    """This is closed already."""

    slug = "already-closed"

    def __init__(self, how: str, *, by: str, at: datetime, slack: bool = False) -> None:
        self.how, self.by, self.at = how, by, at
        when = slack_time(at) if slack else f"at {at:%Y-%m-%d %H:%M:%S} UTC"
        super().__init__(f"Already {how} by {by} {when}. Nothing was changed.")


class StillOpen(Refused):
    """Say how the agent's answer was once a person has closed this. Nothing was recorded."""

    slug = "still-open"


class Expired(Refused):
    """The time to decide is over; nobody's decision counts any more. Nothing was changed."""

    slug = "expired"


class CardChanged(Refused):
    """The card changed after you read it. Please look at it again and then decide."""

    slug = "card-changed"


class ConversationMoved(CardChanged):
    """The customer has written since this was proposed. Read the thread, then decide again."""

    slug = "conversation-moved"


class DecisionNotAllowed(Refused):
    """This kind of decision is not allowed here."""

    slug = "decision-not-allowed"


class ForbiddenByPolicy(Refused):
    """The policy forbids this."""

    slug = "forbidden-by-policy"


class NothingToRun(Refused):
    """Nothing here was approved to run."""

    slug = "nothing-to-run"


class ExecutionClaimed(Refused):
    """The right to run this was already taken."""

    slug = "execution-claimed"


class DigestMismatch(Refused):
    """What is stored is not what was proposed, so nothing may run. Tell your operator."""

    slug = "digest-mismatch"


class TooMany(Refused):
    """Too many requests of this kind are open. Try again later."""

    slug = "too-many"


class Unavailable(Exception):
    """The record cannot be read or written just now. Nothing is half-written, and whatever was
    asked can be asked again; `slug` as with refusals.
    """

    slug = "unavailable"


class StorageFull(Unavailable):
    """There is no room to write anything down."""

    slug = "storage-full"


def slack_time(at: datetime) -> str:
    """A time in each reader's own zone, as Slack renders it."""
    return (
        f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{at:%Y-%m-%d %H:%M} UTC>"
    )
