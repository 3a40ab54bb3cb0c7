"""What a person did in Slack, as the flows receive it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button pressed or a modal submitted.

    `version` is that of the card the person read; `key` names this very press, so that the same
    press delivered twice counts once.
    """

    escalation_id: str
    version: int
    team: str
    user: str
    key: str
    name: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadMessage:
    """Somebody wrote in the thread of a card.

    `key_event` names the envelope, `key_natural` the message itself (team, channel, ts, kind,
    edited_ts): Slack repeats both the one and the other.
    """

    team: str
    channel: str
    root_ts: str
    ts: str
    user: str
    kind: str
    text: str
    key_event: str
    key_natural: str
