"""One call to a Web API method: its arguments, however they were sent, and its rights."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.box import Box
from sandbox.errors import Refused
from sandbox.model import Channel, Json


@dataclass
class Call:
    box: Box
    method: str
    args: Json

    def text(self, name: str, default: str = "") -> str:
        value = self.args.get(name)
        return default if value is None else str(value)

    def require(self, name: str, error: str = "invalid_arguments") -> str:
        value = self.text(name)
        if not value:
            messages = [f"missing required field: {name}"] if error == "invalid_arguments" else []
            raise Refused(error, messages)
        return value

    def flag(self, name: str) -> bool:
        return str(self.args.get(name, "")).lower() in {"true", "1"}

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.args.get(name) or default)
        except ValueError:
            raise Refused("invalid_arguments", [f"must be a number: {name}"]) from None

    def json(self, name: str, error: str = "invalid_arguments") -> Any:
        """A structured argument: already parsed in a JSON body, a string elsewhere."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise Refused(error, [f"not valid JSON: {name}"]) from None

    def has(self, *scopes: str) -> bool:
        return any(scope in self.box.scopes for scope in scopes)

    def need(self, *scopes: str) -> None:
        """Any one of these scopes must have been granted."""
        if scopes and not self.has(*scopes):
            provided = ",".join(sorted(self.box.scopes))
            raise Refused("missing_scope", needed=",".join(scopes), provided=provided)

    @property
    def bot(self) -> str:
        return self.box.app.user_id

    def channel(self, name: str = "channel") -> Channel:
        """The channel that the app names by id and can see."""
        channel = self.box.team.channels.get(self.text(name))
        if channel is None or (channel.kind != "channel" and self.bot not in channel.members):
            raise Refused("channel_not_found")
        return channel

    def joined_channel(self, family: str, name: str = "channel") -> Channel:
        """A channel that the app is in, with the scope that its kind of channel asks for."""
        channel = self.channel(name)
        prefix = {"channel": "channels", "group": "groups", "im": "im"}[channel.kind]
        self.need(f"{prefix}:{family}")
        if self.bot not in channel.members:
            raise Refused("not_in_channel")
        return channel


@dataclass(frozen=True, slots=True)
class Method:
    run: Callable[[Call], Json]
    scopes: tuple[str, ...] = ()
    tier: int | None = None
    token: str = "bot"


def page(call: Call, items: list[Any], most: int, default: int) -> tuple[list[Any], str]:
    """The asked-for page of a list and the cursor of the next one."""
    limit = call.number("limit", default)
    if not 1 <= limit <= most:
        raise Refused("invalid_limit")
    start = _position(call.text("cursor"))
    following = start + limit
    return items[start:following], f"next:{following}" if following < len(items) else ""


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(cursor.removeprefix("next:"))
    except ValueError:
        raise Refused("invalid_cursor") from None
