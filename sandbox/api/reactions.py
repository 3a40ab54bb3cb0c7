"""Emoji on messages."""

import re

from sandbox.api.call import Call, Method
from sandbox.errors import Refused
from sandbox.events import publish, reaction
from sandbox.model import Json, Message

EMOJI = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def add(call: Call) -> Json:
    message, name = _message(call), _name(call)
    users = message.reactions.setdefault(name, [])
    if call.bot in users:
        raise Refused("already_reacted")
    users.append(call.bot)
    publish(call.box, reaction(call.box, "reaction_added", call.bot, name, message))
    return {}


def remove(call: Call) -> Json:
    message, name = _message(call), _name(call)
    if call.bot not in message.reactions.get(name, []):
        raise Refused("no_reaction")
    message.reactions[name].remove(call.bot)
    if not message.reactions[name]:
        del message.reactions[name]
    publish(call.box, reaction(call.box, "reaction_removed", call.bot, name, message))
    return {}


def get(call: Call) -> Json:
    message = _message(call)
    return {"type": "message", "channel": message.channel, "message": message.to_json()}


def _name(call: Call) -> str:
    name = call.require("name", "invalid_name")
    if not EMOJI.fullmatch(name):
        raise Refused("invalid_name")
    return name


def _message(call: Call) -> Message:
    channel = call.channel()
    message = channel.messages.get(call.require("timestamp", "no_item_specified"))
    if message is None:
        raise Refused("message_not_found")
    return message


METHODS = {
    "reactions.add": Method(add, ("reactions:write",), 3),
    "reactions.remove": Method(remove, ("reactions:write",), 2),
    "reactions.get": Method(get, ("reactions:read",), 3),
}
