"""From what a person types to what Slack sends: escaped, with known names as mentions."""

import re

from sandbox.model import Json
from sandbox.team import Team

WORD = re.compile(r"(?<![\w@])([@#])([\w.-]*\w)")
LINK = re.compile(r"(?<![<|\w])(https?://[^\s<>]+)")
EVERYONE = {"here", "channel", "everyone"}
TOKEN = re.compile(
    r"<(@|#|!subteam\^|!)([A-Za-z0-9]+)(?:\|[^>]*)?>|<(https?://[^|>]+)(?:\|([^>]*))?>"
)


def as_sent(team: Team, text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    linked = LINK.sub(r"<\1>", escaped)
    return WORD.sub(lambda found: _mention(team, found[1], found[2]) or found[0], linked)


def as_words(sent: str) -> list[Json]:
    """The rich text that Slack's composer makes of it."""
    pieces: list[Json] = []
    position = 0
    for found in TOKEN.finditer(sent):
        pieces += _text(sent[position : found.start()])
        pieces.append(_piece(found))
        position = found.end()
    pieces += _text(sent[position:])
    section = {"type": "rich_text_section", "elements": pieces}
    return [{"type": "rich_text", "block_id": "typed", "elements": [section]}]


def _mention(team: Team, mark: str, name: str) -> str:
    if mark == "#":
        room = team.room(name)
        return f"<#{room.id}|{room.name}>" if room else ""
    if name in EVERYONE:
        return f"<!{name}>"
    for user in team.users.values():
        if user.member.name == name:
            return f"<@{user.id}>"
    for group in team.groups.values():
        if group.handle == name:
            return f"<!subteam^{group.id}>"
    return ""


def _text(sent: str) -> list[Json]:
    text = sent.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return [{"type": "text", "text": text}] if text else []


def _piece(found: re.Match[str]) -> Json:
    mark, name, url = found[1], found[2], found[3]
    if url:
        return {"type": "link", "url": url} | ({"text": found[4]} if found[4] else {})
    return {
        "@": {"type": "user", "user_id": name},
        "#": {"type": "channel", "channel_id": name},
        "!subteam^": {"type": "usergroup", "usergroup_id": name},
        "!": {"type": "broadcast", "range": name},
    }[mark]
