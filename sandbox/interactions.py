"""What Slack tells the app when a person presses, submits, closes or commands."""

import secrets
from typing import Any

from sandbox.box import Box
from sandbox.fields import VALUE_KEYS
from sandbox.members import User
from sandbox.model import Ephemeral, Json, Message
from sandbox.views import ResponseUrl, Trigger, View


def block_actions(box: Box, user: User, action: Json, trigger_id: str) -> Json:
    return _common(box, "block_actions", user) | {
        "trigger_id": trigger_id,
        "actions": [action | {"action_ts": box.team.stamp()}],
    }


def on_message(box: Box, user: User, message: Message, shown: Json) -> Json:
    channel = box.team.channels[message.channel]
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": False,
    }
    thread_ts = message.thread_ts if message.is_reply else ""
    spot = ResponseUrl(channel.id, user.id, box.clock.now(), message.ts, thread_ts=thread_ts)
    return {
        "container": container | _threaded(thread_ts),
        "channel": _channel(box, channel.id),
        "message": shown,
        "state": {"values": box.team.filled.get((user.id, message.ts), {})},
        "response_url": response_url(box, spot),
    }


def on_ephemeral(box: Box, user: User, whisper: Ephemeral) -> Json:
    container: Json = {
        "type": "message",
        "message_ts": whisper.ts,
        "channel_id": whisper.channel,
        "is_ephemeral": True,
    }
    now = box.clock.now()
    spot = ResponseUrl(whisper.channel, user.id, now, whisper.ts, thread_ts=whisper.thread_ts)
    return {
        "container": container | _threaded(whisper.thread_ts),
        "channel": _channel(box, whisper.channel),
        "state": {"values": box.team.filled.get((user.id, whisper.ts), {})},
        "response_url": response_url(box, spot),
    }


def on_view(view: View) -> Json:
    return {"container": {"type": "view", "view_id": view.id}, "view": view.to_json()}


def view_submission(box: Box, user: User, view: View) -> Json:
    trigger = box.team.new_trigger(Trigger(user.id, box.clock.now(), view.id))
    return _common(box, "view_submission", user) | {
        "trigger_id": trigger,
        "view": view.to_json(),
        "response_urls": _response_urls(box, user, view),
    }


def view_closed(box: Box, user: User, view: View, *, everything: bool) -> Json:
    return _common(box, "view_closed", user) | {"view": view.to_json(), "is_cleared": everything}


def block_suggestion(box: Box, user: User, where: Json, action: Json, typed: str) -> Json:
    return _common(box, "block_suggestion", user) | where | action | {"value": typed}


def shortcut(box: Box, user: User, callback_id: str, trigger_id: str) -> Json:
    return _common(box, "shortcut", user) | {
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "action_ts": box.team.stamp(),
    }


def message_action(
    box: Box, user: User, message: Message, callback_id: str, trigger_id: str
) -> Json:
    spot = ResponseUrl(message.channel, user.id, box.clock.now(), message.ts)
    return _common(box, "message_action", user) | {
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "action_ts": box.team.stamp(),
        "message_ts": message.ts,
        "channel": _channel(box, message.channel),
        "message": message.to_json(with_metadata=True),
        "response_url": response_url(box, spot),
    }


def slash_command(box: Box, user: User, command: str, text: str, channel: str) -> Json:
    now = box.clock.now()
    trigger = Trigger(user.id, now, opened_in={"channel": channel})
    return {
        "token": box.settings.verification_token,
        "team_id": box.cast.team_id,
        "team_domain": box.cast.domain,
        "channel_id": channel,
        "channel_name": _channel(box, channel)["name"],
        "user_id": user.id,
        "user_name": user.member.name,
        "command": command,
        "text": text,
        "api_app_id": box.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url(box, ResponseUrl(channel, user.id, now), "commands"),
        "trigger_id": box.team.new_trigger(trigger),
    }


def pressed(block: Json, element: Json, chosen: Any = None) -> Json:
    """The entry in `actions`, without its moment."""
    action: Json = {
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "type": element["type"],
    }
    for name in ("text", "value", "style"):
        if element["type"] == "button" and name in element:
            action[name] = element[name]
    if element["type"] == "overflow":
        return action | {"selected_option": chosen}
    if element["type"] in VALUE_KEYS:
        return action | {VALUE_KEYS[element["type"]][0]: chosen}
    if isinstance(chosen, dict):
        return action | {"text": chosen["text"], "value": chosen.get("value")}
    return action


def response_url(box: Box, spot: ResponseUrl, family: str = "actions") -> str:
    key = secrets.token_hex(12)
    box.team.response_urls[key] = spot
    return f"{box.url}/{family}/{box.cast.team_id}/{key}"


def _threaded(thread_ts: str) -> Json:
    return {"thread_ts": thread_ts} if thread_ts else {}


def _response_urls(box: Box, user: User, view: View) -> list[Json]:
    urls: list[Json] = []
    for block in view.given["blocks"]:
        element = block.get("element") or {}
        if not element.get("response_url_enabled"):
            continue
        entry = view.state.get(block["block_id"], {}).get(element["action_id"], {})
        channel = entry.get("selected_conversation") or entry.get("selected_channel")
        if channel:
            url = response_url(box, ResponseUrl(channel, user.id, box.clock.now()), "app")
            urls.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel,
                    "response_url": url,
                }
            )
    return urls


def _common(box: Box, type: str, user: User) -> Json:
    who = user.member
    return {
        "type": type,
        "user": {
            "id": who.id,
            "username": who.name,
            "name": who.name,
            "team_id": user.team_id,
        },
        "api_app_id": box.app.id,
        "token": box.settings.verification_token,
        "team": {"id": box.cast.team_id, "domain": box.cast.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _channel(box: Box, id: str) -> Json:
    channel = box.team.channels[id]
    special = {"im": "directmessage", "group": "privategroup"}
    return {"id": id, "name": special.get(channel.kind, channel.name)}
