"""Waiting, on a signal, until something can be seen."""

from collections.abc import Callable, Iterator

from sandbox import looks
from sandbox.box import Box
from sandbox.looks import shown_message
from sandbox.model import Channel, Json, Message
from sandbox.reading import shown_in, words

PATIENCE = 5.0


async def message(
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
        for room, one in _newest_first(box, channel, thread_ts, ts):
            if _fits(one, after, user) and containing in words(one):
                return shown_message(room, one)
        return None

    where = f" in {channel}" if channel else ""
    return await box.changed.until(look, within=within, what=f"a message {containing!r}{where}")


async def ephemeral(box: Box, *, user: str, containing: str = "", within: float = PATIENCE) -> Json:
    def look() -> Json | None:
        id = box.team.person(user).id
        seen = [one for one in box.team.ephemerals if one.user == id and containing in words(one)]
        return seen[-1].to_json() if seen else None

    return await box.changed.until(look, within=within, what=f"a whisper {containing!r} to {user}")


async def view(
    box: Box, *, user: str, containing: str = "", where: str = "modal", within: float = PATIENCE
) -> Json:
    """A modal, or the Home tab, that shows this."""
    look_at: Callable[..., Json | None] = looks.modal if where == "modal" else looks.home

    def look() -> Json | None:
        view = look_at(box, user=user)
        return view if view and containing in shown_in(view) else None

    return await box.changed.until(look, within=within, what=f"a {where} {containing!r} for {user}")


async def call(box: Box, *, method: str, times: int = 1, within: float = PATIENCE) -> list[Json]:
    def look() -> list[Json] | None:
        found = looks.calls(box, method=method)
        return found if len(found) >= times else None

    return await box.changed.until(look, within=within, what=f"{times} calls of {method}")


async def event(
    box: Box, *, name: str = "", kind: str = "", times: int = 1, within: float = PATIENCE
) -> list[Json]:
    def look() -> list[Json] | None:
        found = looks.events(box, name=name, kind=kind)
        return found if len(found) >= times else None

    return await box.changed.until(look, within=within, what=f"{times} deliveries of {name}")


async def sockets(box: Box, *, count: int = 1, within: float = PATIENCE) -> Json:
    def look() -> bool:
        return len(box.sockets.connected) == count

    await box.changed.until(look, within=within, what=f"{count} sockets")
    return {}


def _newest_first(
    box: Box, channel: str, thread_ts: str, ts: str
) -> Iterator[tuple[Channel, Message]]:
    rooms = [box.team.known_room(channel)] if channel else list(box.team.channels.values())
    if ts:
        found = [(room, room.messages[ts]) for room in rooms if ts in room.messages]
    elif thread_ts:
        found = [(room, one) for room in rooms for one in room.replies(thread_ts)]
    else:
        found = [(room, one) for room in rooms for one in room.messages.values()]
    yield from sorted(found, key=lambda one: float(one[1].ts), reverse=True)


def _fits(one: Message, after: str, user: str) -> bool:
    if one.subtype == "tombstone" or user not in {"", one.user}:
        return False
    return not after or float(one.ts) > float(after)
