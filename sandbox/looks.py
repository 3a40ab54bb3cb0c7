"""What can be seen in the workspace, and waiting until something can."""

from collections.abc import Callable
from typing import Any

from sandbox import modals
from sandbox.box import Box
from sandbox.errors import NotThere
from sandbox.journal import as_json
from sandbox.model import Channel, Ephemeral, Json, Message

PATIENCE = 5.0


def messages(box: Box, *, channel: str, thread_ts: str = "") -> list[Json]:
    """Oldest first; with `thread_ts` the root and its replies, else everything in the channel."""
    room = _room(box, channel)
    said = sorted(room.messages.values(), key=lambda one: one.ts)
    if thread_ts:
        said = [one for one in said if thread_ts in {one.ts, one.thread_ts}]
    return [_message(room, one) for one in said]


def ephemerals(box: Box, *, user: str = "", channel: str = "") -> list[Json]:
    id = box.team.person(user).id if user else ""
    room = _room(box, channel).id if channel else ""
    return [
        one.to_json()
        for one in box.team.ephemerals
        if id in {"", one.user} and room in {"", one.channel} and not one.deleted
    ]


def modal(box: Box, *, user: str) -> Json | None:
    view = modals.top(box, box.team.person(user).id)
    return view.to_json() if view else None


def home(box: Box, *, user: str) -> Json | None:
    view = box.team.homes.get(box.team.person(user).id)
    return view.to_json() if view else None


def notifications(box: Box, *, channel: str = "", ts: str = "") -> list[Json]:
    room = _room(box, channel).id if channel else ""
    return [
        one
        for one in box.team.notifications
        if room in {"", one["channel"]} and ts in {"", one["ts"]}
    ]


def calls(box: Box, *, method: str = "") -> list[Json]:
    return [as_json(one) for one in box.journal.calls if method in {"", one.method}]


def events(box: Box, *, name: str = "", kind: str = "") -> list[Json]:
    found = [one for one in box.journal.attempts if name in {"", one.name}]
    return [as_json(one) for one in found if kind in {"", one.kind}]


def complaints(box: Box) -> list[Json]:
    return [as_json(one) for one in box.journal.complaints]


def state(box: Box) -> Json:
    team = box.team
    return {
        "team": {"id": box.cast.team_id, "name": box.cast.team_name},
        "app": {"id": box.app.id, "user_id": box.app.user_id, "bot_id": box.app.bot_id},
        "users": [one.to_json(with_email=True) for one in team.users.values()],
        "channels": [
            {
                "id": one.id,
                "name": one.name,
                "members": one.members,
                "is_private": one.is_private,
                "is_im": one.is_im,
                "is_archived": one.is_archived,
            }
            for one in team.channels.values()
        ],
        "groups": [vars(one) for one in team.groups.values()],
        "sockets": len(box.sockets.connected),
        "retries_due": len(box.courier.due),
        "faults": [one.to_json() for one in box.faults.standing],
    }


async def wait_message(
    box: Box,
    *,
    channel: str = "",
    containing: str = "",
    thread_ts: str = "",
    ts: str = "",
    after: str = "",
    user: str = "",
    within: float = PATIENCE,
) -> Json:
    """The newest message that fits, at once if it is there already."""

    def look() -> Json | None:
        rooms = [_room(box, channel)] if channel else list(box.team.channels.values())
        for room in rooms:
            for one in sorted(room.messages.values(), key=lambda one: one.ts, reverse=True):
                if not _fits(one, thread_ts, ts, after, user):
                    continue
                if containing in words(one):
                    return _message(room, one)
        return None

    where = f" in {channel}" if channel else ""
    return await box.changed.until(look, within=within, what=f"a message {containing!r}{where}")


async def wait_ephemeral(
    box: Box, *, user: str, containing: str = "", within: float = PATIENCE
) -> Json:
    def look() -> Json | None:
        id = box.team.person(user).id
        seen = [one for one in box.team.ephemerals if one.user == id and containing in words(one)]
        return seen[-1].to_json() if seen else None

    return await box.changed.until(look, within=within, what=f"a whisper {containing!r} to {user}")


async def wait_view(
    box: Box, *, user: str, containing: str = "", where: str = "modal", within: float = PATIENCE
) -> Json:
    """A modal, or the Home tab, that shows this."""
    look_at: Callable[..., Json | None] = modal if where == "modal" else home

    def look() -> Json | None:
        view = look_at(box, user=user)
        return view if view and containing in shown_in(view) else None

    return await box.changed.until(look, within=within, what=f"a {where} {containing!r} for {user}")


async def wait_call(
    box: Box, *, method: str, times: int = 1, within: float = PATIENCE
) -> list[Json]:
    def look() -> list[Json] | None:
        found = calls(box, method=method)
        return found if len(found) >= times else None

    return await box.changed.until(look, within=within, what=f"{times} calls of {method}")


async def wait_event(
    box: Box, *, name: str = "", kind: str = "", times: int = 1, within: float = PATIENCE
) -> list[Json]:
    def look() -> list[Json] | None:
        found = events(box, name=name, kind=kind)
        return found if len(found) >= times else None

    return await box.changed.until(look, within=within, what=f"{times} deliveries of {name}")


async def wait_sockets(box: Box, *, count: int = 1, within: float = PATIENCE) -> Json:
    def look() -> bool:
        return len(box.sockets.connected) == count

    await box.changed.until(look, within=within, what=f"{count} sockets")
    return {}


def words(thing: Message | Ephemeral) -> str:
    """All that a person can read in it, a line for each piece."""
    return "\n".join([thing.text, *readable(thing.blocks), *_attached(thing)])


def shown_in(view: Json) -> str:
    return "\n".join(readable([view.get("title"), *view["blocks"], view.get("submit")]))


def _attached(thing: Message | Ephemeral) -> list[str]:
    return readable(thing.attachments) if isinstance(thing, Message) else []


def readable(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for one in value for text in readable(one)]
    if not isinstance(value, dict):
        return []
    if value.get("type") == "rich_text_section":
        return ["".join(readable(value["elements"]))]
    own = [value["text"]] if isinstance(value.get("text"), str) else []
    return own + [text for one in value.values() for text in readable(one)]


def _fits(one: Message, thread_ts: str, ts: str, after: str, user: str) -> bool:
    if one.subtype == "tombstone" or ts not in {"", one.ts} or user not in {"", one.user}:
        return False
    if thread_ts and not (one.is_reply and one.thread_ts == thread_ts):
        return False
    return not after or float(one.ts) > float(after)


def _message(room: Channel, message: Message) -> Json:
    return room.shown(message, with_metadata=True) | {"channel": room.id}


def _room(box: Box, name: str) -> Channel:
    room = box.team.room(name)
    if room is None:
        raise NotThere(f"there is no channel {name}")
    return room
