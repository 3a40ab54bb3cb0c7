"""What customers read where a person, a channel or a group was mentioned: a name, never an id."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.rules.json import Json, JsonValue
from handlers.slack.text import one_line

EVERYBODY = "everybody"
_TOKEN = re.compile(r"<(@|#|!subteam\^)([A-Z0-9]+)[|>]")
_SIGNS = {"@": "user", "#": "channel", "!subteam^": "usergroup"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Looked up beforehand, by id; whoever is missing is called something neutral."""

    users: Mapping[str, str] = field(default_factory=dict[str, str])
    channels: Mapping[str, str] = field(default_factory=dict[str, str])
    groups: Mapping[str, str] = field(default_factory=dict[str, str])

    def user(self, id: str, label: str = "") -> str:
        return _name(self.users.get(id) or label, id) or "a colleague"

    def channel(self, id: str, label: str = "") -> str:
        name = _name(self.channels.get(id) or label, id)
        return f"#{name}" if name else "another channel"

    def group(self, id: str, label: str = "") -> str:
        return _name(self.groups.get(id) or label, id) or "a team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """Ids whose names are needed before a message can be read."""

    users: frozenset[str]
    channels: frozenset[str]
    groups: frozenset[str]


def mentioned(event: Json) -> Mentioned:
    found = {*_in_blocks(event.get("blocks")), *_in_text(event.get("text"))}
    users, channels, groups = (
        frozenset(id for kind, id in found if kind == wanted) for wanted in _SIGNS.values()
    )
    return Mentioned(users=users, channels=channels, groups=groups)


def _name(name: str, id: str) -> str:
    name = one_line(name, 80).lstrip("@#")
    return "" if name == id else name


def _in_blocks(value: JsonValue) -> Iterator[tuple[str, str]]:
    match value:
        case {"type": "user" | "channel" | "usergroup" as kind, **rest}:
            if isinstance(id := rest.get(f"{kind}_id"), str):
                yield kind, id
        case dict():
            for inner in value.values():
                yield from _in_blocks(inner)
        case list():
            for inner in value:
                yield from _in_blocks(inner)
        case _:
            pass


def _in_text(value: JsonValue) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        for sign, id in _TOKEN.findall(value):
            yield _SIGNS[sign], id
