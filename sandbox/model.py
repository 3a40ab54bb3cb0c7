"""Channels, messages and files, as Slack's JSON shows them."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Message:
    channel: str
    ts: str
    text: str = ""
    user: str = ""
    bot: Json | None = None
    team: str = ""
    subtype: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    metadata: Json | None = None
    thread_ts: str = ""
    edited: Json | None = None
    root: Json | None = None
    subscribed: bool = False
    past: list[list[Json]] = field(default_factory=list)  # the blocks it had before each change

    def to_json(self, *, with_metadata: bool = False) -> Json:
        body: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        body |= self.bot or {}
        optional: Json = {
            "subtype": self.subtype,
            "team": self.team,
            "thread_ts": self.thread_ts,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "files": self.files,
            "edited": self.edited,
            "root": self.root,
            "metadata": self.metadata if with_metadata else None,
        }
        body |= {name: value for name, value in optional.items() if value}
        if self.reactions:
            body["reactions"] = [
                {"name": name, "users": users, "count": len(users)}
                for name, users in self.reactions.items()
            ]
        if self.subtype == "tombstone":
            body["hidden"] = True
        return body

    @property
    def is_reply(self) -> bool:
        return bool(self.thread_ts) and self.thread_ts != self.ts


@dataclass
class Channel:
    id: str
    name: str
    members: list[str]
    is_private: bool = False
    is_im: bool = False
    is_shared: bool = False
    is_archived: bool = False
    created: int = 0
    topic: str = ""
    messages: dict[str, Message] = field(default_factory=dict)
    deleted: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, list[Message]] = field(default_factory=dict)  # replies by their root

    @property
    def kind(self) -> str:
        if self.is_im:
            return "im"
        return "group" if self.is_private else "channel"

    def add(self, message: Message) -> None:
        self.messages[message.ts] = message
        if not message.is_reply:
            return
        self.threads.setdefault(message.thread_ts, []).append(message)
        if root := self.messages.get(message.thread_ts):
            root.thread_ts = root.ts

    def drop(self, message: Message) -> None:
        self.deleted[message.ts] = self.messages.pop(message.ts)
        if message.is_reply:
            self.threads[message.thread_ts].remove(message)

    def replies(self, root_ts: str) -> list[Message]:
        return self.threads.get(root_ts, [])

    def shown(self, message: Message, *, with_metadata: bool = False) -> Json:
        """The message as history shows it: a root with the facts of its thread."""
        body = message.to_json(with_metadata=with_metadata)
        if message.is_reply:
            root = self.messages.get(message.thread_ts)
            return body | ({"parent_user_id": root.user} if root and root.user else {})
        replies = self.replies(message.ts) if message.thread_ts else []
        if not replies:
            return body
        users = list(dict.fromkeys(one.user for one in replies))
        return body | {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users_count": len(users),
            "reply_users": users[:5],
            "latest_reply": replies[-1].ts,
            "is_locked": False,
            "subscribed": message.subscribed,
        }


@dataclass
class Ephemeral:
    channel: str
    user: str
    ts: str
    text: str
    blocks: list[Json]
    thread_ts: str = ""
    deleted: bool = False
    bot: Json = field(default_factory=dict)

    def to_json(self) -> Json:
        body: Json = {"type": "message", "ts": self.ts, "text": self.text, "channel": self.channel}
        body |= {"user": self.user, "is_ephemeral": True, **self.bot}
        body |= {"blocks": self.blocks} if self.blocks else {}
        return body | ({"thread_ts": self.thread_ts} if self.thread_ts else {})


@dataclass
class File:
    id: str
    name: str
    length: int
    user: str
    url: str
    created: int
    title: str = ""
    content: bytes | None = None
    mimetype: str = "application/octet-stream"
    shares: list[tuple[str, str, str]] = field(default_factory=list)  # channel, ts, thread_ts

    def to_json(self) -> Json:
        suffix = self.name.rpartition(".")[2] if "." in self.name else "binary"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": suffix,
            "pretty_type": suffix.upper(),
            "user": self.user,
            "user_team": "",
            "editable": False,
            "size": self.length,
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": True,
            "url_private": self.url,
            "url_private_download": self.url + "?download=1",
            "permalink": self.url + "?page=1",
            "channels": sorted({channel for channel, _, _ in self.shares}),
            "file_access": "visible",
        }
