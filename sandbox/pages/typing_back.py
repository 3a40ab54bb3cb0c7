"""From what Slack keeps to what a person typed, for words that are to be edited."""

import re

from sandbox.team import Team

TOKEN = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def as_typed(team: Team, sent: str) -> str:
    words = TOKEN.sub(lambda found: _name(team, found[1], found[2] or ""), sent)
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _name(team: Team, token: str, label: str) -> str:
    if token.startswith("@") and token[1:] in team.users:
        return f"@{team.users[token[1:]].member.name}"
    if token.startswith("#") and token[1:] in team.channels:
        return f"#{team.channels[token[1:]].name}"
    if token.startswith("!subteam^"):
        group = team.groups.get(token.removeprefix("!subteam^"))
        return f"@{group.handle}" if group else label
    return f"@{token[1:]}" if token.startswith("!") else token
