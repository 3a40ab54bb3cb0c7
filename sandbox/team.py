"""The workspace as it is now: everyone, every channel, every message, and the ids handed out."""

import secrets
from dataclasses import dataclass, field

from sandbox.cast import Cast, Member, Room
from sandbox.clock import Clock
from sandbox.errors import NotThere
from sandbox.members import User, UserGroup
from sandbox.model import Channel, Ephemeral, File, Json, Message
from sandbox.views import ResponseUrl, Trigger, View

STEP = 100  # microseconds between two stamps of the same moment


@dataclass
class Team:
    cast: Cast
    clock: Clock
    users: dict[str, User] = field(default_factory=dict)
    groups: dict[str, UserGroup] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    modals: dict[str, list[View]] = field(default_factory=dict)  # the stack that each person sees
    homes: dict[str, View] = field(default_factory=dict)
    ephemerals: list[Ephemeral] = field(default_factory=list)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    notifications: list[Json] = field(default_factory=list)
    filled: dict[tuple[str, str], Json] = field(
        default_factory=dict
    )  # (user, ts): fields in messages
    last_stamp: int = 0
    last_id: int = 0

    def __post_init__(self) -> None:
        app = self.cast.app
        bot = Member(
            id=app.user_id,
            name=app.name.lower(),
            real_name=app.name,
            is_bot=True,
            bot_id=app.bot_id,
            app_id=app.id,
        )
        for member in (*self.cast.members, bot):
            self.users[member.id] = User(member, member.team_id or self.cast.team_id)
        for group in self.cast.groups:
            self.groups[group.id] = UserGroup(
                group.id, group.handle, group.name, list(group.members)
            )
        for room in self.cast.rooms:
            self.open_channel(room)

    def open_channel(self, room: Room) -> Channel:
        channel = Channel(
            room.id,
            room.name,
            list(room.members),
            is_private=room.is_private,
            is_shared=room.is_shared,
            created=self.seconds(),
        )
        self.channels[room.id] = channel
        return channel

    def seconds(self) -> int:
        return int(self.clock.now().timestamp())

    def stamp(self) -> str:
        """A `ts` that nobody has had before and that is later than all of them."""
        now = int(self.clock.now().timestamp() * 1_000_000)
        self.last_stamp = max(now, self.last_stamp + STEP)
        return f"{self.last_stamp // 1_000_000}.{self.last_stamp % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        self.last_id += 1
        return f"{prefix}0{self.last_id:08d}"

    def new_trigger(self, trigger: Trigger) -> str:
        id = f"{self.last_id}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self.triggers[id] = trigger
        return id

    def person(self, name: str) -> User:
        """By id, by name, or by `@name`."""
        wanted = name.removeprefix("@")
        for user in self.users.values():
            if wanted in {user.id, user.member.name}:
                return user
        raise NotThere(f"there is nobody called {name}")

    def room(self, name: str) -> Channel | None:
        """By id, by name or by `#name`."""
        wanted = name.removeprefix("#")
        return next((one for one in self.channels.values() if wanted in {one.id, one.name}), None)

    def known_room(self, name: str) -> Channel:
        room = self.room(name)
        if room is None:
            raise NotThere(f"there is no channel {name}")
        return room

    def direct(self, user_id: str) -> Channel:
        """The conversation between a person and the app."""
        app_user = self.cast.app.user_id
        for channel in self.channels.values():
            if channel.is_im and set(channel.members) == {user_id, app_user}:
                return channel
        channel = Channel(
            f"D0{user_id[1:]}", "", [user_id, app_user], is_im=True, created=self.seconds()
        )
        self.channels[channel.id] = channel
        return channel

    def signature_of(self, user: User) -> Json:
        """What a bot's messages carry besides `user`."""
        who = user.member
        if not who.bot_id:
            return {}
        profile = {
            "id": who.bot_id,
            "app_id": who.app_id,
            "user_id": who.id,
            "name": who.real_name,
            "deleted": False,
            "updated": 0,
            "icons": {},
            "team_id": user.team_id,
        }
        return {"bot_id": who.bot_id, "app_id": who.app_id, "bot_profile": profile}

    def message(self, channel_id: str, ts: str) -> Message | None:
        channel = self.channels.get(channel_id)
        return channel.messages.get(ts) if channel else None
