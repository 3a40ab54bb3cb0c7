"""What can be seen in the workspace, and what has been said."""

from sandbox import modals
from sandbox.box import Box
from sandbox.errors import NotThere
from sandbox.journal import as_json
from sandbox.model import Channel, Json, Message


def message(box: Box, *, channel: str, ts: str) -> Json:
    room = box.team.known_room(channel)
    if ts not in room.messages:
        raise NotThere(f"there is no message {ts} in {channel}")
    return shown_message(room, room.messages[ts])


def messages(box: Box, *, channel: str, thread_ts: str = "") -> list[Json]:
    """Oldest first; with `thread_ts` the root and its replies, else everything in the channel."""
    room = box.team.known_room(channel)
    said = sorted(room.messages.values(), key=lambda one: one.ts)
    if thread_ts:
        said = [one for one in said if thread_ts in {one.ts, one.thread_ts}]
    return [shown_message(room, one) for one in said]


def ephemerals(box: Box, *, user: str = "", channel: str = "") -> list[Json]:
    id = box.team.person(user).id if user else ""
    room = box.team.known_room(channel).id if channel else ""
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
    room = box.team.known_room(channel).id if channel else ""
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


def shown_message(room: Channel, message: Message) -> Json:
    return room.shown(message, with_metadata=True) | {"channel": room.id}
