"""The app speaks: posts, edits, deletes and whispers."""

import re
from typing import Any

from sandbox.api.call import Call, Method
from sandbox.api.content import LONGEST_TEXT, content_of, metadata_of
from sandbox.errors import Refused
from sandbox.events import publish
from sandbox.messages import change, put, remove
from sandbox.model import Channel, Ephemeral, Json, Message

LONGEST_UPDATE = 4_000
TS = re.compile(r"\d{1,12}\.\d{1,9}")


def post_message(call: Call) -> Json:
    channel = speaking_in(call)
    content = content_of(call)
    thread_ts, broadcast = thread_of(call, channel), call.flag("reply_broadcast")
    message = Message(channel=channel.id, ts=call.box.team.stamp(), **content, **_author(call))
    message.thread_ts = thread_ts
    if thread_ts and broadcast:
        message.subtype = "thread_broadcast"
        root = channel.messages.get(thread_ts)
        message.root = root.to_json() if root else None
    message.metadata = metadata_of(call)
    publish(call.box, put(call.box, message))
    body = {"channel": channel.id, "ts": message.ts, "message": message.to_json(with_metadata=True)}
    return body | _warnings(call)


def update(call: Call) -> Json:
    channel = speaking_in(call)
    message = channel.messages.get(call.require("ts", "message_not_found"))
    if message is None:
        raise Refused("message_not_found")
    _may_change(call, message)
    _watch_blocks(call, message)
    if len(call.text("text")) > LONGEST_UPDATE:
        raise Refused("msg_too_long")
    content = content_of(call, before=message)
    metadata = metadata_of(call) if "metadata" in call.args else message.metadata
    publish(call.box, change(call.box, message, call.bot, **content, metadata=metadata))
    shown = message.to_json(with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(call: Call) -> Json:
    channel = call.channel()
    message = channel.messages.get(call.require("ts", "message_not_found"))
    if message is None or message.subtype == "tombstone":
        raise Refused("message_not_found")
    if message.user != call.bot:
        raise Refused("cant_delete_message")
    publish(call.box, remove(call.box, channel, message))
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(call: Call) -> Json:
    channel = speaking_in(call)
    user = call.require("user", "user_not_found")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    content, team = content_of(call), call.box.team
    if call.args.get("metadata"):
        call.box.journal.complain(call.method, "ephemeral messages carry no metadata", call.args)
    thread_ts, author = thread_of(call, channel), _author(call)
    whisper = Ephemeral(
        channel.id, user, team.stamp(), content["text"], content["blocks"], thread_ts
    )
    whisper.bot = author["bot"] | {"user": call.bot}
    team.ephemerals.append(whisper)
    return {"message_ts": whisper.ts}


def permalink(call: Call) -> Json:
    channel, ts = call.channel(), call.require("message_ts", "message_not_found")
    message = channel.messages.get(ts)
    if message is None:
        raise Refused("message_not_found")
    link = f"https://{call.box.cast.domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    return {"channel": channel.id, "permalink": link + thread}


def speaking_in(call: Call) -> Channel:
    """The channel to speak in: the app must be in it, and it must still be open."""
    named = call.require("channel", "channel_not_found")
    team = call.box.team
    channel = team.direct(named) if named in team.users else team.room(named)
    if channel is None or (channel.kind != "channel" and call.bot not in channel.members):
        raise Refused("channel_not_found")
    if channel.is_archived:
        raise Refused("is_archived")
    if call.bot not in channel.members and not call.has("chat:write.public"):
        raise Refused("not_in_channel")
    return channel


def thread_of(call: Call, channel: Channel) -> str:
    """The root's `ts`; nothing when it is gone and the reply falls into the channel."""
    given = call.text("thread_ts")
    if not given:
        return ""
    if not TS.fullmatch(given):
        raise Refused("invalid_thread_ts")
    root = channel.messages.get(given)
    if root and root.is_reply:
        call.box.journal.complain(call.method, "thread_ts is a reply's, not the root's", call.args)
        return root.thread_ts
    if root and root.subtype != "tombstone":
        return given
    match call.box.settings.deleted_root:
        case "refuse":
            raise Refused("thread_not_found")
        case "thread":
            return given
        case "channel":
            return ""


def _author(call: Call) -> dict[str, Any]:
    team = call.box.team
    user = team.users[call.bot]
    return {"user": user.id, "team": user.team_id, "bot": team.signature_of(user)}


def _may_change(call: Call, message: Message) -> None:
    if message.user != call.bot or message.subtype == "tombstone":
        raise Refused("cant_update_message")
    window = call.box.settings.edit_window_minutes
    if window is not None and call.box.team.seconds() - float(message.ts) > window * 60:
        raise Refused("edit_window_closed")


def _watch_blocks(call: Call, message: Message) -> None:
    if message.blocks and "blocks" not in call.args:
        why = "an update that does not say what becomes of the message's blocks"
        call.box.journal.complain(call.method, why, call.args)


def _warnings(call: Call) -> Json:
    if len(call.text("text")) <= LONGEST_TEXT:
        return {}
    return {
        "warning": "message_truncated",
        "response_metadata": {"warnings": ["message_truncated"]},
    }


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",)),
    "chat.update": Method(update, ("chat:write",), 3),
    "chat.delete": Method(delete, ("chat:write",), 3),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",), 4),
    "chat.getPermalink": Method(permalink),
}
