"""What a person did in Slack, as the flows receive it."""

from dataclasses import dataclass

from bot.rules.files import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button pressed or a modal submitted.

    `version` is that of the card the person read; `key` names this very press, so that the same
    press delivered twice counts once; `at` is Slack's own time of it.
    """

    escalation_id: str
    version: int
    team: str
    user: str
    key: str
    name: str = ""
    channel: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadMessage:
    """Somebody wrote in the thread of a card.

    `key_event` names the envelope, `key_natural` the message itself (team, channel, ts, kind,
    edited_ts): Slack repeats both the one and the other. `is_note`: it says itself that it is to
    stay inside. `was_read`: nobody told it to us, we looked.
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
    markdown: str = ""
    is_note: bool = False
    was_read: bool = False
    files: tuple[Wanted, ...] = ()

    @property
    def source(self) -> str:
        return f"{self.team}/{self.channel}/{self.ts}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Somebody chose "Keep internal" on a message; `key` names this very choice."""

    team: str
    channel: str
    root_ts: str
    ts: str
    user: str
    key: str

    @property
    def source(self) -> str:
        return f"{self.team}/{self.channel}/{self.ts}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """Somebody changed or deleted what they wrote: `text` is None when it is gone."""

    team: str
    channel: str
    root_ts: str
    ts: str
    user: str
    key_event: str
    key_natural: str
    text: str | None = None
    markdown: str = ""

    @property
    def source(self) -> str:
        return f"{self.team}/{self.channel}/{self.ts}"
