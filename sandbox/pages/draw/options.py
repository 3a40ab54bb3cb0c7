"""What can be chosen: an app's own options, or the people and channels of the workspace."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.model import Json
from sandbox.pages.draw.reader import Reader
from sandbox.pages.draw.text import written


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    value: str
    words: str
    source: Json = field(default_factory=dict)

    @property
    def whole(self) -> str:
        """The option itself, for a menu whose options the sandbox does not know beforehand."""
        return json.dumps(self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    options: list[Option]
    label: str = ""


KINDS = {"users": ("U", "W"), "channels": ("C",), "conversations": ("C", "G", "D")}


def offered(element: Json, reader: Reader) -> list[Group]:
    kind = element["type"].removeprefix("multi_").removesuffix("_select")
    if kind in KINDS:
        known = reader.known(*KINDS[kind])
        return [Group(options=[Option(value=id, words=_spoken(id, name)) for id, name in known])]
    groups = element.get("option_groups") or [{"options": element.get("options") or []}]
    return [
        Group(
            label=written(one.get("label")),
            options=[option(each) for each in one.get("options") or []],
        )
        for one in groups
    ]


def _spoken(id: str, name: str) -> str:
    return f"#{name}" if id.startswith(("C", "G")) else f"@{name}"


def option(given: Json) -> Option:
    words = written(given.get("text"))
    return Option(value=str(given.get("value") or words), words=words, source=given)


def values_of(chosen: Any) -> list[str]:
    """The values that are chosen, however a form or a message holds them."""
    if chosen is None:
        return []
    many = chosen if isinstance(chosen, list) else [chosen]
    return [option(dict(one)).value if isinstance(one, Mapping) else str(one) for one in many]


def unlisted(chosen: Any, reader: Reader, groups: list[Group]) -> list[Option]:
    """What is chosen but not on offer, as in menus that the app fills: it must not vanish."""
    known = {one.value for group in groups for one in group.options}
    many = chosen if isinstance(chosen, list) else [chosen] if chosen else []
    found = [
        option(dict(one))
        if isinstance(one, Mapping)
        else Option(value=str(one), words=_spoken(str(one), reader.name_of(str(one))))
        for one in many
    ]
    return [one for one in found if one.value not in known]
