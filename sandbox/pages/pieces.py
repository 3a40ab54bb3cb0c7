"""The page in pieces: each has a key that stays and a mark that changes when it does."""

from dataclasses import dataclass, field
from hashlib import blake2s
from typing import Any

from markupsafe import Markup

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """`speak` is what a screen reader says when the piece is new."""

    key: str
    html: Markup
    speak: str = ""
    mark: str = field(init=False)

    def __post_init__(self) -> None:
        mark = blake2s(self.html.encode(errors="replace"), digest_size=6).hexdigest()
        object.__setattr__(self, "mark", mark)

    def to_json(self) -> Json:
        return {"mark": self.mark, "html": self.html, "speak": self.speak}


Screen = dict[str, list[Piece]]  # the pieces of each region, in order
Told = dict[str, list[tuple[str, str]]]  # the keys and marks that the browser has


def told(screen: Screen) -> Told:
    return {region: [(one.key, one.mark) for one in pieces] for region, pieces in screen.items()}


def news(screen: Screen, before: Told) -> Json:
    """For each region that has changed: the order of its pieces, and those that are new."""
    return {
        region: _changed(pieces, before.get(region))
        for region, pieces in screen.items()
        if [(one.key, one.mark) for one in pieces] != before.get(region)
    }


def _changed(pieces: list[Piece], before: list[tuple[str, str]] | None) -> Json:
    known = dict(before or [])
    new = {one.key: one.to_json() for one in pieces if known.get(one.key) != one.mark}
    return {"order": [one.key for one in pieces], "pieces": new}
