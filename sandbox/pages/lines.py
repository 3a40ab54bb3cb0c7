"""What stands in a channel or a thread, line by line, as one person sees it."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sandbox.box import Box
from sandbox.model import Channel, Ephemeral, Json, Message
from sandbox.pages.looking import Looking

TOGETHER = 300.0  # seconds in which one author's messages stand under one name


@dataclass(frozen=True, slots=True)
class Line:
    """A message or a whisper; `shown` is its JSON as history gives it."""

    shown: Json
    follows: bool = False
    is_root: bool = False

    @property
    def ts(self) -> str:
        return self.shown["ts"]

    @property
    def author(self) -> str:
        return self.shown.get("user") or ""

    @property
    def is_whisper(self) -> bool:
        return bool(self.shown.get("is_ephemeral"))

    @property
    def is_deleted(self) -> bool:
        return self.shown.get("subtype") == "tombstone"

    @property
    def is_edited(self) -> bool:
        return bool(self.shown.get("edited"))

    @property
    def is_echo(self) -> bool:
        """A reply that was also sent to the channel."""
        return self.shown.get("subtype") == "thread_broadcast"


def channel_lines(box: Box, looking: Looking) -> list[Line]:
    """The newest of the channel, oldest first; replies stand in their threads."""
    room = looking.room
    said = [one for one in room.messages.values() if _stands_in_channel(one)]
    seen = [*said, *whispers(box, looking, "")]
    return _grouped(room, sorted(seen, key=lambda one: one.ts)[-looking.most :])


def thread_lines(box: Box, looking: Looking) -> list[Line]:
    room = looking.room
    root = room.messages[looking.thread]
    seen = [*room.replies(root.ts), *whispers(box, looking, root.ts)]
    replies = _grouped(room, sorted(seen, key=lambda one: one.ts))
    return [Line(room.shown(root), is_root=True), *replies]


def earlier(looking: Looking) -> int:
    """How many more there are to look back to."""
    all = sum(_stands_in_channel(one) for one in looking.room.messages.values())
    return max(0, all - looking.most)


def whispers(box: Box, looking: Looking, thread_ts: str) -> list[Ephemeral]:
    """Only their reader sees them."""
    return [
        one
        for one in box.team.ephemerals
        if (one.user, one.channel) == (looking.user.id, looking.room.id)
        and one.thread_ts == thread_ts
        and not one.deleted
    ]


def moment(ts: str, zone: Any) -> datetime:
    return datetime.fromtimestamp(float(ts), zone)


def _stands_in_channel(message: Message) -> bool:
    return not message.is_reply or message.subtype == "thread_broadcast"


def _grouped(room: Channel, seen: list[Message | Ephemeral]) -> list[Line]:
    shown = [room.shown(one) if isinstance(one, Message) else one.to_json() for one in seen]
    after = [Line(one, _follows(before, one)) for before, one in pairwise(shown)]
    return [Line(one) for one in shown[:1]] + after


def _follows(before: Json, one: Json) -> bool:
    kinds = {before.get("subtype", ""), one.get("subtype", "")}
    is_plain = kinds <= {"", "file_share"} and not one.get("is_ephemeral")
    is_same = before.get("user") == one.get("user") and not before.get("is_ephemeral")
    is_soon = float(one["ts"]) - float(before["ts"]) < TOGETHER
    return is_plain and is_same and is_soon and not one.get("bot_id")
