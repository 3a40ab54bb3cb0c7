"""Messages come, change and go; each move gives the event that tells of it."""

from typing import Any

from sandbox.box import Box
from sandbox.events import message_changed, message_deleted, message_posted
from sandbox.model import Channel, Json, Message
from sandbox.pings import pinged


def put(box: Box, message: Message) -> Json:
    box.team.channels[message.channel].add(message)
    if users := pinged(box.team, message):
        found = {"channel": message.channel, "ts": message.ts, "by": message.user, "users": users}
        box.team.notifications.append(found)
    box.changed.ring()
    return message_posted(box, message)


def change(box: Box, message: Message, by: str, **content: Any) -> Json:
    before = message.to_json()
    message.past.append(message.blocks)
    for name, value in content.items():
        setattr(message, name, value)
    message.edited = {"user": by, "ts": box.team.stamp()}
    box.changed.ring()
    return message_changed(box, message, before)


def remove(box: Box, channel: Channel, message: Message) -> Json:
    """It leaves no trace, or a tombstone when people had replied to it."""
    before = message.to_json()
    message.past.append(message.blocks)
    channel.drop(message)
    box.changed.ring()
    if not channel.replies(message.ts):
        return message_deleted(box, channel, before)
    tombstone = Message(
        channel=channel.id,
        ts=message.ts,
        text="This message was deleted.",
        user="USLACKBOT",
        subtype="tombstone",
        thread_ts=message.ts,
    )
    channel.messages[message.ts] = tombstone
    return message_changed(box, tombstone, before)
