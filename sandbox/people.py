"""What a person does besides pressing: says, edits, deletes, uploads, reacts, commands."""

import base64
from typing import Any

from sandbox import events, interactions
from sandbox.box import Box
from sandbox.errors import NotThere, SandboxError
from sandbox.members import User
from sandbox.messages import change, put, remove
from sandbox.model import Channel, Json, Message
from sandbox.parcels import COMMAND
from sandbox.presses import new_trigger, opened_by, send
from sandbox.responses import after_command
from sandbox.typed import as_sent, as_words
from sandbox.uploads import new_file


async def say(
    box: Box,
    user: User,
    *,
    text: str,
    channel: str,
    thread_ts: str = "",
    also_to_channel: bool = False,
    subtype: str = "",
    raw: bool = False,
    blocks: list[Json] | None = None,
) -> Json:
    room = _room(box, user, channel)
    message = _message(box, user, room, thread_ts)
    message.text = text if raw else as_sent(box.team, text)
    message.blocks = blocks or ([] if message.bot else as_words(message.text))
    message.subtype = "thread_broadcast" if also_to_channel else subtype
    if also_to_channel:
        message.root = room.messages[message.thread_ts].to_json()
    await _speak(box, message)
    return message.to_json() | {"channel": room.id}


async def edit(box: Box, user: User, *, channel: str, ts: str, text: str) -> Json:
    message = _own(box, user, channel, ts)
    sent = as_sent(box.team, text)
    event = change(box, message, user.id, text=sent, blocks=as_words(sent))
    await events.tell(box, event)
    return message.to_json() | {"channel": message.channel}


async def delete(box: Box, user: User, *, channel: str, ts: str) -> Json:
    room = _room(box, user, channel)
    message = room.messages.get(ts)
    may = message and (message.user == user.id or user.member.is_admin)
    if message is None or not may:
        raise NotThere(f"{user.member.name} has no message {ts} to delete in {room.name}")
    await events.tell(box, remove(box, room, message))
    return {}


async def unfurl(box: Box, user: User, *, channel: str, ts: str, attachments: list[Json]) -> Json:
    """Slack itself shows a preview of a link: the message changes, the words do not."""
    message = _own(box, user, channel, ts)
    before = message.to_json()
    message.attachments = attachments
    await events.tell(box, events.message_changed(box, message, before))
    return {}


async def upload(
    box: Box,
    user: User,
    *,
    files: list[Json],
    channel: str,
    thread_ts: str = "",
    text: str = "",
) -> Json:
    """`files` are {name, content in base64}."""
    room = _room(box, user, channel)
    message = _message(box, user, room, thread_ts)
    message.subtype, message.text = "file_share", as_sent(box.team, text)
    kept = []
    for given in files:
        content = base64.b64decode(given["content"])
        file = new_file(box, given["name"], len(content), user.id)
        file.content = content
        file.shares.append((room.id, message.ts, message.thread_ts))
        kept.append(file)
    message.files = [file.to_json() for file in kept]
    await _speak(box, message)
    for file in kept:
        await events.tell(box, events.file_shared(box, file, room.id))
    return message.to_json() | {"channel": room.id}


async def react(
    box: Box, user: User, *, emoji: str, channel: str, ts: str, remove: bool = False
) -> Json:
    message = _room(box, user, channel).messages.get(ts)
    if message is None:
        raise NotThere(f"there is no message {ts} in {channel}")
    users = message.reactions.setdefault(emoji, [])
    if remove == (user.id not in users):
        return {}
    (users.remove if remove else users.append)(user.id)
    if not users:
        del message.reactions[emoji]
    type = "reaction_removed" if remove else "reaction_added"
    await events.tell(box, events.reaction(box, type, user.id, emoji, message))
    return {}


async def command(
    box: Box, user: User, *, command: str, text: str = "", channel: str = "C0SUPPORT"
) -> Json:
    room = _room(box, user, channel)
    payload = interactions.slash_command(box, user, command, text, room.id)
    answer = await send(box, user, payload, COMMAND)
    answered = after_command(box, payload["response_url"], answer.body)
    return {"message": answered, **opened_by(box, payload["trigger_id"])}


async def shortcut(
    box: Box, user: User, *, callback_id: str, channel: str = "", ts: str = ""
) -> Json:
    trigger = new_trigger(box, user)
    if not ts:
        await send(box, user, interactions.shortcut(box, user, callback_id, trigger))
        return opened_by(box, trigger)
    message = _room(box, user, channel).messages.get(ts)
    if message is None:
        raise NotThere(f"there is no message {ts} in {channel}")
    payload = interactions.message_action(box, user, message, callback_id, trigger)
    await send(box, user, payload)
    return opened_by(box, trigger)


async def open_home(box: Box, user: User, *, tab: str = "home") -> Json:
    await events.tell(box, events.app_home_opened(box, user.id, tab))
    home = box.team.homes.get(user.id)
    return {"view": home.to_json() if home else None}


async def join(box: Box, user: User, *, channel: str) -> Json:
    room = box.team.room(channel)
    if room is None:
        raise NotThere(f"there is no channel {channel}")
    if user.id not in room.members:
        room.members.append(user.id)
        await events.tell(box, events.member(box, "member_joined_channel", room, user.id))
    return {}


async def leave(box: Box, user: User, *, channel: str) -> Json:
    room = _room(box, user, channel)
    room.members.remove(user.id)
    await events.tell(box, events.member(box, "member_left_channel", room, user.id))
    return {}


async def _speak(box: Box, message: Message) -> None:
    await events.tell(box, put(box, message))
    if f"<@{box.app.user_id}>" in message.text:
        await events.tell(box, events.app_mention(box, message))


def _message(box: Box, user: User, room: Channel, thread_ts: str) -> Message:
    if thread_ts and thread_ts not in room.messages:
        raise NotThere(f"there is no thread {thread_ts} in {room.name}")
    root = room.messages[thread_ts] if thread_ts else None
    return Message(
        channel=room.id,
        ts=box.team.stamp(),
        user=user.id,
        team=user.team_id,
        bot=box.team.signature_of(user) or None,
        thread_ts=(root.thread_ts or root.ts) if root else "",
    )


def _room(box: Box, user: User, name: str) -> Channel:
    if name in {"app", f"@{box.app.name.lower()}"}:
        return box.team.direct(user.id)
    room: Any = box.team.room(name)
    if room is None or user.id not in room.members:
        raise NotThere(f"{user.member.name} is in no channel {name}")
    if room.is_archived:
        raise SandboxError(f"{room.name} is archived")
    return room


def _own(box: Box, user: User, channel: str, ts: str) -> Message:
    message = _room(box, user, channel).messages.get(ts)
    if message is None or message.user != user.id:
        raise NotThere(f"{user.member.name} has no message {ts} in {channel}")
    return message
