"""What happened, told to the app if it subscribed, has the scope and is in the room."""

import secrets
from typing import Any

from sandbox.box import Box
from sandbox.model import Channel, File, Json, Message

NEEDS = {
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_rename": "channels:read",
    "channel_left": "channels:read",
    "channel_deleted": "channels:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
    "group_rename": "groups:read",
    "group_left": "groups:read",
    "file_shared": "files:read",
    "file_deleted": "files:read",
    "user_change": "users:read",
    "subteam_members_changed": "usergroups:read",
}
HISTORY = {"channel": "channels:history", "group": "groups:history", "im": "im:history"}
WITHOUT_MEMBERSHIP = {"channel_left", "group_left"}


def publish(box: Box, event: Json) -> None:
    """Tell the app in the background."""
    if is_heard(box, event):
        box.courier.soon(envelope(box, event))


async def tell(box: Box, event: Json) -> None:
    """Tell the app and wait for its answer to the first attempt."""
    if is_heard(box, event):
        await box.courier.deliver(envelope(box, event))


def is_heard(box: Box, event: Json) -> bool:
    channel = _channel_of(box, event)
    if channel and box.app.user_id not in channel.members:
        return event["type"] in WITHOUT_MEMBERSHIP
    scope = HISTORY[channel.kind] if event["type"] == "message" and channel else None
    scope = scope or NEEDS.get(event["type"])
    if scope and scope not in box.scopes:
        return False
    return box.app.events is None or _subscription(event, channel) in box.app.events


def envelope(box: Box, event: Json) -> Json:
    channel = _channel_of(box, event)
    team = box.cast.team_id
    return {
        "token": box.settings.verification_token,
        "team_id": team,
        "context_team_id": team,
        "context_enterprise_id": None,
        "api_app_id": box.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": box.team.seconds(),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team,
                "user_id": box.app.user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": bool(channel and channel.is_shared),
        "event_context": secrets.token_hex(16),
    }


def message_posted(box: Box, message: Message) -> Json:
    return _message(box, message.channel, message.ts) | _told(box, message)


def message_changed(box: Box, message: Message, before: Json) -> Json:
    ts = box.team.stamp()
    return _message(box, message.channel, ts) | {
        "subtype": "message_changed",
        "hidden": True,
        "message": _told(box, message),
        "previous_message": before,
        "ts": ts,
    }


def message_deleted(box: Box, channel: Channel, before: Json) -> Json:
    ts = box.team.stamp()
    return _message(box, channel.id, ts) | {
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": before["ts"],
        "previous_message": before,
        "ts": ts,
    }


def app_mention(box: Box, message: Message) -> Json:
    told = message_posted(box, message) | {"type": "app_mention"}
    return {name: value for name, value in told.items() if name not in {"subtype", "channel_type"}}


def app_home_opened(box: Box, user: str, tab: str = "home") -> Json:
    channel = box.team.direct(user)
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": channel.id,
        "tab": tab,
        "event_ts": box.team.stamp(),
    }
    home = box.team.homes.get(user)
    return event | ({"view": home.to_json()} if home else {})


def reaction(box: Box, type: str, user: str, name: str, message: Message) -> Json:
    return {
        "type": type,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "item_user": message.user,
        "event_ts": box.team.stamp(),
    }


def member(box: Box, type: str, channel: Channel, user: str, inviter: str = "") -> Json:
    event: Json = {
        "type": type,
        "user": user,
        "channel": channel.id,
        "channel_type": channel.id[0],
        "team": box.cast.team_id,
        "event_ts": box.team.stamp(),
    }
    return event | ({"inviter": inviter} if inviter else {})


def channel_event(box: Box, what: str, channel: Channel, **details: Any) -> Json:
    family = "group" if channel.is_private else "channel"
    event = {"type": f"{family}_{what}", "channel": channel.id, "event_ts": box.team.stamp()}
    return event | details


def file_shared(box: Box, file: File, channel: str) -> Json:
    return {
        "type": "file_shared",
        "file_id": file.id,
        "user_id": file.user,
        "file": {"id": file.id},
        "channel_id": channel,
        "event_ts": box.team.stamp(),
    }


def _message(box: Box, channel_id: str, ts: str) -> Json:
    channel = box.team.channels[channel_id]
    return {"type": "message", "channel": channel_id, "event_ts": ts, "channel_type": channel.kind}


def _told(box: Box, message: Message) -> Json:
    channel = box.team.channels[message.channel]
    body = message.to_json()
    root = channel.messages.get(message.thread_ts)
    if message.is_reply and root:
        body["parent_user_id"] = root.user
    if message.team and message.team != box.cast.team_id:
        body |= {"user_team": message.team, "source_team": message.team}
    return body


def _channel_of(box: Box, event: Json) -> Channel | None:
    named = event.get("channel") or event.get("channel_id") or event.get("item", {}).get("channel")
    id = named.get("id") if isinstance(named, dict) else named
    return box.team.channels.get(id or "")


def _subscription(event: Json, channel: Channel | None) -> str:
    if event["type"] != "message" or channel is None:
        return event["type"]
    return {"channel": "message.channels", "group": "message.groups", "im": "message.im"}[
        channel.kind
    ]
