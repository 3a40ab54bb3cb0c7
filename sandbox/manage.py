"""What administrators and Slack itself do: archive, rename, remove, revoke, fail, retry."""

import copy
import secrets
from typing import Any

from sandbox import events
from sandbox.box import Box
from sandbox.cast import Room
from sandbox.errors import NotThere, SandboxError
from sandbox.faults import Fault
from sandbox.model import Json, Message
from sandbox.parcels import EVENT, Parcel


async def add_fault(box: Box, *, fault: Json) -> Json:
    try:
        return box.faults.add(Fault(**fault)).to_json()
    except TypeError as error:
        raise SandboxError(str(error)) from error


async def clear_faults(box: Box, *, id: int | None = None) -> Json:
    box.faults.clear(id)
    await box.courier.release_held()
    return {}


async def retries(box: Box) -> Json:
    return {"delivered": await box.courier.advance()}


async def settled(box: Box) -> Json:
    await box.courier.settled()
    return {}


async def disconnect(box: Box, *, reason: str = "refresh_requested", close: bool = True) -> Json:
    await box.sockets.disconnect(reason, close=close)
    return {}


async def archive(box: Box, *, channel: str, undo: bool = False) -> Json:
    room = box.team.known_room(channel)
    room.is_archived = not undo
    what = "unarchive" if undo else "archive"
    await events.tell(box, events.channel_event(box, what, room, user="U0MIA"))
    return {}


async def rename(box: Box, *, channel: str, name: str) -> Json:
    room = box.team.known_room(channel)
    room.name = name
    event = events.channel_event(box, "rename", room)
    event["channel"] = {"id": room.id, "name": name, "created": room.created}
    await events.tell(box, event)
    return {}


async def create_channel(
    box: Box, *, id: str, name: str, members: list[str], is_private: bool = False
) -> Json:
    box.team.open_channel(Room(id=id, name=name, members=tuple(members), is_private=is_private))
    return {}


async def remove_app(box: Box, *, channel: str) -> Json:
    room = box.team.known_room(channel)
    room.members.remove(box.app.user_id)
    await events.tell(box, events.channel_event(box, "left", room, actor_id="U0MIA"))
    return {}


async def invite_app(box: Box, *, channel: str) -> Json:
    room = box.team.known_room(channel)
    room.members.append(box.app.user_id)
    event = events.member(box, "member_joined_channel", room, box.app.user_id, "U0MIA")
    await events.tell(box, event)
    return {}


async def set_group(box: Box, *, group: str, members: list[str], disabled: bool = False) -> Json:
    box.team.groups[group].members = [box.team.person(one).id for one in members]
    box.team.groups[group].disabled = disabled
    return {}


async def deactivate(box: Box, *, user: str) -> Json:
    person = box.team.person(user)
    person.deleted = True
    for group in box.team.groups.values():
        group.members = [one for one in group.members if one != person.id]
    shown = person.to_json(with_email=False)
    await events.tell(box, {"type": "user_change", "user": shown, "event_ts": box.team.stamp()})
    return {}


async def revoke(box: Box, *, uninstall: bool = False) -> Json:
    box.revoked = True
    await events.tell(
        box, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [box.app.user_id]}}
    )
    if uninstall:
        await events.tell(box, {"type": "app_uninstalled"})
    return {}


async def set_scopes(
    box: Box, *, grant: list[str] | None = None, withdraw: list[str] | None = None
) -> Json:
    box.scopes |= set(grant or [])
    box.scopes -= set(withdraw or [])
    return {"scopes": sorted(box.scopes)}


async def set_limits(box: Box, *, on: bool | None = None, scale: float | None = None) -> Json:
    box.limits.change(on=on, scale=scale)
    return {}


async def set_settings(box: Box, **settings: Any) -> Json:
    for name, value in settings.items():
        if not hasattr(box.settings, name):
            raise SandboxError(f"there is no setting {name!r}")
        setattr(box.settings, name, value)
    return {}


async def send_event(box: Box, *, event: Json, envelope: Json | None = None) -> Json:
    """Any event at all, whether or not it happened, the app subscribed or may see it."""
    body = events.envelope(box, event) | (envelope or {})
    body = {name: value for name, value in body.items() if value is not None}
    await box.courier.deliver(body)
    return {"event_id": body["event_id"]}


async def verify_url(box: Box) -> Json:
    """As when an administrator enters the request URL: the app must give the challenge back."""
    challenge = secrets.token_hex(16)
    body = {
        "type": "url_verification",
        "token": box.settings.verification_token,
        "challenge": challenge,
    }
    answer = await box.courier.ask(Parcel(kind=EVENT, body=body))
    said = answer.body.get("challenge") if isinstance(answer.body, dict) else answer.body
    return {"verified": answer.ok and said == challenge, "status": answer.status}


async def redeliver(box: Box, *, event_id: str, times: int = 1, concurrently: bool = False) -> Json:
    """An event that was sent before, sent again with the same id."""
    sent = [one for one in box.journal.attempts if one.body.get("event_id") == event_id]
    if not sent:
        raise NotThere(f"no event {event_id} was ever sent")
    body = copy.deepcopy(sent[-1].body)
    await box.courier.again(body, times=times, concurrently=concurrently)
    return {}


async def forge_message(box: Box, *, message: Json) -> Json:
    """A message that is in history without any event having told of it."""
    content: dict[str, Any] = {"ts": box.team.stamp()} | message
    made = Message(**content)
    box.team.known_room(made.channel).add(made)
    return made.to_json()


async def forget(box: Box) -> Json:
    box.journal.complaints.clear()
    box.journal.calls.clear()
    box.journal.attempts.clear()
    return {}


async def forget_complaints(box: Box) -> Json:
    box.journal.complaints.clear()
    return {}
