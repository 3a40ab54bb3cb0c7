"""Where a person can go in the workspace, and what is new for them there."""

from dataclasses import dataclass, field

from sandbox.box import Box
from sandbox.members import User
from sandbox.model import Channel, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    id: str
    name: str
    kind: str
    is_unread: bool
    pings: int


@dataclass
class Read:
    """Up to where each person has read each channel; all from before the start counts as read."""

    since: str
    marks: dict[tuple[str, str], str] = field(default_factory=dict)

    def up_to(self, user: User, room: Channel) -> str:
        return self.marks.get((user.id, room.id), self.since)

    def everything(self, user: User, room: Channel) -> None:
        newest = max(room.messages, default="")
        self.marks[user.id, room.id] = max(newest, self.up_to(user, room))


def nothing_read_since_now(box: Box) -> Read:
    return Read(f"{box.team.seconds() - 1}.999999")


def people(box: Box) -> list[User]:
    """Whom one can be here."""
    return [one for one in box.team.users.values() if not (one.member.is_bot or one.deleted)]


def about(box: Box, user: User) -> str:
    """A word on what this person may do, by what Slack knows of them."""
    who = user.member
    handles = [f"@{one.handle}" for one in box.team.groups.values() if user.id in one.members]
    groups = f", in {' and '.join(handles)}" if handles else ""
    if who.is_stranger:
        return "a stranger: from another company, in shared channels only"
    if who.is_restricted:
        return "a guest of the workspace"
    if who.is_admin:
        return f"manager, runs the workspace{groups}"
    return f"reviewer{groups}" if handles else "a member in no group"


def rooms(box: Box, user: User) -> list[Channel]:
    """A person's channels, open ones first, and no direct messages."""
    own = [one for one in box.team.channels.values() if user.id in one.members and not one.is_im]
    return sorted(own, key=lambda one: (one.is_archived, one.is_private))


def places(box: Box, user: User, read: Read) -> list[Place]:
    return [_place(box, user, room, read) for room in rooms(box, user)]


def direct(box: Box, user: User, read: Read) -> Place:
    """The conversation with the app, in which each message is meant for the person."""
    room = box.team.direct(user.id)
    since = read.up_to(user, room)
    new = [one for one in room.messages.values() if _is_news(one, user, since)]
    return Place(id="app", name=box.app.name, kind="im", is_unread=bool(new), pings=len(new))


def _place(box: Box, user: User, room: Channel, read: Read) -> Place:
    since = read.up_to(user, room)
    pings = [
        one
        for one in box.team.notifications
        if one["channel"] == room.id and one["ts"] > since and user.id in one["users"]
    ]
    kind = "archived" if room.is_archived else room.kind
    return Place(
        id=room.id,
        name=room.name,
        kind=kind,
        is_unread=any(_is_news(one, user, since) for one in room.messages.values()),
        pings=len(pings),
    )


def _is_news(message: Message, user: User, since: str) -> bool:
    is_in_thread = message.is_reply and message.subtype != "thread_broadcast"
    is_own = message.user == user.id
    return message.ts > since and not (is_in_thread or is_own or message.subtype == "tombstone")
