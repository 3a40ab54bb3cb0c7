"""Forms and the permissions that Slack hands out: views, triggers and response_urls."""

from dataclasses import dataclass, field
from datetime import datetime

from sandbox.model import Json


@dataclass
class View:
    id: str
    user: str
    given: Json
    hash: str
    app: Json
    root_id: str
    previous_id: str | None = None
    state: Json = field(default_factory=dict)
    opened_in: Json | None = None

    @property
    def type(self) -> str:
        return self.given["type"]

    def to_json(self) -> Json:
        given = self.given
        return {
            "id": self.id,
            "team_id": self.app["team_id"],
            "type": given["type"],
            "blocks": given.get("blocks", []),
            "private_metadata": given.get("private_metadata", ""),
            "callback_id": given.get("callback_id", ""),
            "state": {"values": self.state},
            "hash": self.hash,
            "title": given.get(
                "title", {"type": "plain_text", "text": "View Title", "emoji": True}
            ),
            "clear_on_close": given.get("clear_on_close", False),
            "notify_on_close": given.get("notify_on_close", False),
            "close": given.get("close"),
            "submit": given.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": self.app["app_id"],
            "external_id": given.get("external_id", ""),
            "app_installed_team_id": self.app["team_id"],
            "bot_id": self.app["bot_id"],
        }


@dataclass
class Trigger:
    user: str
    at: datetime
    view_id: str = ""
    opened_in: Json | None = None
    spent: bool = False
    opened: str = ""


@dataclass
class ResponseUrl:
    channel: str
    user: str
    at: datetime
    message_ts: str = ""
    thread_ts: str = ""
    uses: int = 0
