"""Whose phone rings: the mentions in a message that Slack acts upon."""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.model import Channel, Message
from sandbox.team import Team

CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
MENTION = re.compile(r"<(@|!subteam\^|!)([A-Za-z0-9]+)(?:\^[^|>]*)?(?:\|[^>]*)?>")
EVERYONE = {"here", "channel", "everyone"}


def pinged(team: Team, message: Message) -> list[str]:
    """The people in the channel who are notified because the message names them."""
    channel = team.channels[message.channel]
    named: set[str] = set()
    for mention in _mentions(message):
        named |= _meant(team, channel, mention)
    return [one for one in channel.members if one in named and one != message.user]


def _mentions(message: Message) -> Iterator[tuple[str, str]]:
    """With blocks, only they are read; the text is what the notification says."""
    if message.blocks:
        yield from _in_blocks(message.blocks)
    else:
        yield from _in_markup(message.text)


def _in_blocks(value: Any) -> Iterator[tuple[str, str]]:
    match value:
        case {"type": "mrkdwn" | "markdown", "text": text}:
            yield from _in_markup(text)
        case {"type": "user", "user_id": id}:
            yield "@", id
        case {"type": "usergroup", "usergroup_id": id}:
            yield "!subteam^", id
        case {"type": "broadcast", "range": whom}:
            yield "!", whom
        case {"type": "plain_text"}:
            return
        case dict() | list():
            for one in value.values() if isinstance(value, dict) else value:
                yield from _in_blocks(one)


def _in_markup(text: str) -> Iterator[tuple[str, str]]:
    yield from MENTION.findall(CODE.sub("", text))


def _meant(team: Team, channel: Channel, mention: tuple[str, str]) -> set[str]:
    mark, name = mention
    if mark == "@":
        return {name}
    if mark == "!subteam^":
        return set(team.groups[name].members) if name in team.groups else set()
    if name not in EVERYONE:
        return set()
    return {
        one for one in channel.members if one in team.users and not team.users[one].member.is_bot
    }
