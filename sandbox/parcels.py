"""What Slack hands to the app, and what the app says to it."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from sandbox.model import Json

EVENT, INTERACTIVE, COMMAND = "events_api", "interactive", "slash_commands"


@dataclass(slots=True, kw_only=True)
class Parcel:
    kind: str
    body: Json
    attempt: int = 0
    reason: str = ""

    @property
    def name(self) -> str:
        if self.kind == EVENT:
            return (self.body.get("event") or self.body).get("type", "")
        return self.body["command"] if self.kind == COMMAND else self.body["type"]

    @property
    def channel(self) -> str:
        event = self.body.get("event") or {}
        channel = (
            event.get("channel") or event.get("channel_id") or event.get("item", {}).get("channel")
        )
        return channel.get("id", "") if isinstance(channel, dict) else channel or ""

    def over_http(self) -> tuple[str, bytes]:
        """The content type and the bytes."""
        if self.kind == EVENT:
            return "application/json", json.dumps(self.body).encode()
        form = self.body if self.kind == COMMAND else {"payload": json.dumps(self.body)}
        return "application/x-www-form-urlencoded", urlencode(form).encode()


@dataclass(slots=True, kw_only=True)
class Answer:
    status: int = 0
    body: Any = None  # parsed JSON, or text
    reason: str = ""  # why it counts as failed, in Slack's words
    no_retry: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.reason
