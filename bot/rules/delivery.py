"""A delivery: something owed to the outside world, and what each answer makes of it.

The rules are those of an at-least-once sender that looks before it sends again: Slack has no
idempotency key, so a lost answer is `uncertain` until we have looked for our own mark.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from bot.rules.escalation import Escalation
from bot.rules.json import Json

Target = Literal["slack", "whisper", "webhook", "operators", "marks", "files", "mail", "calls"]
LETTER = "dig"

LEASE = timedelta(seconds=30)
LEASE_NEEDED = timedelta(seconds=12)
SETTLE = timedelta(seconds=5)
LONGEST_DOUBT = timedelta(seconds=60)
LOOKS_BEFORE_RESEND = 2
SWEEPS = (timedelta(minutes=2), timedelta(minutes=15))


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    DEAD = "dead"


class DeliveryKind(StrEnum):
    """What is owed, and what its payload says.

    A `card` is the root message (`{again: true}` when an earlier root was deleted), a `redraw`
    brings it up to date. `transcript` and `transcript_file` are the conversation so far. A `note`
    is a post in the thread: `{title, quote?, mention?: [{user} | {usergroup}], buttons?: [{verb,
    item}], due?: {at, words}, late?}`, where the quote is somebody's own words. A `whisper` is an
    ephemeral message: `{user, channel, text, thread_ts?}` in mrkdwn of our own making. A `notice`
    is a post to a channel: `{channel, title, list?, more?, mention?, step?}`. A `webhook` tells
    `{type, url}` about its subject, or `{conversation_id, item}` of a stream. `words` are the
    customer's: `{text, name, files?, mention?, change?}`. A `file` is one of theirs, to be fetched
    and shown: `{message, name, mimetype, url, size, by}`. A `mark` says how far a person's words
    have come: `{channel, ts, mark}`. A `farewell` takes the buttons off a card that another one
    stands for now: `{channel, ts, queue}`. A `direct` message goes to one person, with a link to
    the card: `{user, title, buttons?: [{verb}], list?, step?}`. `step` is whom a ladder calls. A
    `digest` is a week's frozen report, to a channel or a person; a `picture` of it hangs under it:
    `{shows}`. A `mail` is the same report as a letter. A `correction` puts other words in the place
    of a post of ours: `{channel, ts, title}`.
    """

    CARD = "card"
    TRANSCRIPT = "transcript"
    TRANSCRIPT_FILE = "transcript_file"
    NOTE = "note"
    REDRAW = "redraw"
    WHISPER = "whisper"
    NOTICE = "notice"
    WORDS = "words"
    FILE = "file"
    MARK = "mark"
    FAREWELL = "farewell"
    DIRECT = "direct"
    WEBHOOK = "webhook"
    DIGEST = "digest"
    PICTURE = "picture"
    MAIL = "mail"
    CORRECTION = "correction"


LOOKABLE = frozenset(
    {
        DeliveryKind.CARD,
        DeliveryKind.TRANSCRIPT,
        DeliveryKind.TRANSCRIPT_FILE,
        DeliveryKind.NOTE,
        DeliveryKind.NOTICE,
        DeliveryKind.WORDS,
        DeliveryKind.FILE,
        DeliveryKind.DIGEST,
        DeliveryKind.PICTURE,
    }
)
URGENCY = {
    DeliveryKind.CARD: 0,
    DeliveryKind.WHISPER: 0,
    DeliveryKind.WEBHOOK: 0,
    DeliveryKind.NOTE: 1,
    DeliveryKind.NOTICE: 1,
    DeliveryKind.DIRECT: 1,
    DeliveryKind.WORDS: 2,
    DeliveryKind.FILE: 3,
    DeliveryKind.MARK: 3,
    DeliveryKind.FAREWELL: 3,
    DeliveryKind.TRANSCRIPT: 3,
    DeliveryKind.TRANSCRIPT_FILE: 3,
    DeliveryKind.REDRAW: 3,
    DeliveryKind.DIGEST: 2,
    DeliveryKind.PICTURE: 3,
    DeliveryKind.MAIL: 2,
    DeliveryKind.CORRECTION: 2,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What a flow asks the store to owe. The store gives it an id, a place in line and a state.

    `once` is unique for ever (`None`: as often as asked). A pending `redraw` absorbs another.
    `subject` is the record as it was when this was owed: a webhook tells what happened then.
    """

    escalation_id: str
    kind: DeliveryKind
    lane: str
    target: Target = "slack"
    once: str | None = None
    payload: Json = field(default_factory=dict)
    subject: Escalation | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """`doubted_at` is when nobody knew for the first time whether it had arrived."""

    id: str
    workspace: str
    escalation_id: str
    target: Target
    kind: DeliveryKind
    lane: str
    seq: int
    created_at: datetime
    state: DeliveryState = DeliveryState.PENDING
    payload: Json = field(default_factory=dict)
    subject: Escalation | None = None
    attempts: int = 0
    looks: int = 0
    first_attempt_at: datetime | None = None
    next_at: datetime | None = None
    result_ts: str = ""
    last_error: str = ""
    sweep_at: datetime | None = None
    sweeps: int = 0
    doubted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The other side has it. For Slack: where the message is."""

    ts: str = ""
    team: str = ""
    channel: str = ""
    permalink: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limited:
    """Come back later; the whole lane waits."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A definite no. `final` when asking again can never help."""

    error: str
    final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """No answer, or one that says nothing: it may or may not have happened."""

    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotThere:
    """We looked, and our mark was not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """What was to be sent is not fit to be, which is no fault of either side: it is done with."""

    reason: str


Outcome = Sent | Limited | Failed | Lost | NotThere | Declined

_WITHOUT_HURRY = frozenset({"webhook", "mail"})
_TO_ONE = frozenset({DeliveryKind.WHISPER, DeliveryKind.DIRECT})
SLACK_BACKOFF = (1, 2, 4, 8, 15, 30, 60)
SLACK_GIVES_UP_AFTER = timedelta(hours=24)
# Standard Webhooks' recommended schedule, stretched to a day and more.
WEBHOOK_SCHEDULE = (5, 30, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
WHISPER_TRIES = 5


def after(delivery: Delivery, outcome: Outcome, now: datetime, *, jitter: float = 0.0) -> Delivery:
    """The delivery after one attempt or look. `jitter` in [0, 1) stretches a wait by up to 20 %."""
    match outcome:
        case Sent(ts=ts):
            return _sent(delivery, ts, now)
        case Limited(seconds=seconds):
            return replace(
                delivery,
                state=_unsent_state(delivery),
                next_at=now + timedelta(seconds=seconds),
                last_error="rate limited",
            )
        case Failed(error=error, final=True):
            return replace(delivery, state=DeliveryState.DEAD, next_at=None, last_error=error)
        case Failed(error=error):
            return _again(delivery, error, now, jitter)
        case Lost(error=error):
            return _lost(delivery, error, now, jitter)
        case NotThere():
            return _looked(delivery, now)
        case Declined(reason=reason):
            return replace(delivery, state=DeliveryState.SENT, next_at=None, last_error=reason)


def is_letter(id: str) -> bool:
    """Whether what is delivered is about a digest, and not about an escalation."""
    return id.startswith(f"{LETTER}_")


def is_doubtful(delivery: Delivery) -> bool:
    """Before a claim: it was on its way and nobody knows how that ended. The claim then marks it
    `uncertain`, and whoever claimed it looks before sending."""
    return delivery.kind in LOOKABLE and delivery.state in (
        DeliveryState.SENDING,
        DeliveryState.UNCERTAIN,
    )


def in_doubt(delivery: Delivery, now: datetime) -> Delivery:
    """Nobody knows; the first time that it is so is remembered."""
    since = delivery.doubted_at or now
    return replace(delivery, state=DeliveryState.UNCERTAIN, doubted_at=since)


def _sent(delivery: Delivery, ts: str, now: datetime) -> Delivery:
    doubtful = delivery.state is DeliveryState.UNCERTAIN or delivery.attempts > 1
    return replace(
        delivery,
        state=DeliveryState.SENT,
        result_ts=ts,
        next_at=None,
        last_error="",
        sweep_at=now + SWEEPS[0] if doubtful and delivery.kind in LOOKABLE else None,
    )


def _unsent_state(delivery: Delivery) -> DeliveryState:
    """A limited look leaves the doubt; a limited send leaves it owed."""
    return (
        DeliveryState.UNCERTAIN
        if delivery.state is DeliveryState.UNCERTAIN
        else DeliveryState.PENDING
    )


def _again(delivery: Delivery, error: str, now: datetime, jitter: float) -> Delivery:
    wait = _wait(delivery, now)
    if wait is None:
        return replace(delivery, state=DeliveryState.DEAD, next_at=None, last_error=error)
    return replace(
        delivery,
        state=_unsent_state(delivery),
        next_at=now + timedelta(seconds=wait * (1 + 0.2 * jitter)),
        last_error=error,
    )


def _wait(delivery: Delivery, now: datetime) -> float | None:
    if delivery.state is DeliveryState.UNCERTAIN:
        return _look_again_in(delivery, now).total_seconds()
    if delivery.target in _WITHOUT_HURRY:
        tries = delivery.attempts
        return WEBHOOK_SCHEDULE[tries - 1] if 0 < tries <= len(WEBHOOK_SCHEDULE) else None
    if delivery.kind in _TO_ONE and delivery.attempts >= WHISPER_TRIES:
        return None
    if delivery.first_attempt_at and now - delivery.first_attempt_at > SLACK_GIVES_UP_AFTER:
        return None
    return SLACK_BACKOFF[min(max(delivery.attempts, 1), len(SLACK_BACKOFF)) - 1]


def _lost(delivery: Delivery, error: str, now: datetime, jitter: float) -> Delivery:
    if delivery.kind not in LOOKABLE:
        return _again(delivery, error, now, jitter)
    return replace(
        in_doubt(delivery, now), next_at=now + _look_again_in(delivery, now), last_error=error
    )


def _look_again_in(delivery: Delivery, now: datetime) -> timedelta:
    """Five seconds after a send. A look that fails is tried again ever more slowly with the age of
    the doubt, and without an end: as long as it is not known, it is not sent again.
    """
    age = now - (delivery.first_attempt_at or now)
    return min(max(SETTLE, age / 4), LONGEST_DOUBT)


def _looked(delivery: Delivery, now: datetime) -> Delivery:
    """Twice not there, five seconds apart: it never arrived, so send it again."""
    looks = delivery.looks + 1
    if looks < LOOKS_BEFORE_RESEND:
        return replace(delivery, state=DeliveryState.UNCERTAIN, looks=looks, next_at=now + SETTLE)
    return replace(delivery, state=DeliveryState.PENDING, looks=0, next_at=now)


def swept(delivery: Delivery, now: datetime) -> Delivery:
    """After a late look for doubles: once more a quarter of an hour on, then never again."""
    sweeps = delivery.sweeps + 1
    if sweeps >= len(SWEEPS):
        return replace(delivery, sweeps=sweeps, sweep_at=None)
    return replace(delivery, sweeps=sweeps, sweep_at=now + SWEEPS[sweeps] - SWEEPS[sweeps - 1])


def postponed(delivery: Delivery, now: datetime) -> Delivery:
    """The late look failed: again in two minutes, but not for ever."""
    began = delivery.first_attempt_at or delivery.created_at
    gives_up = now - began > SLACK_GIVES_UP_AFTER
    return replace(delivery, sweep_at=None if gives_up else now + SWEEPS[0])
