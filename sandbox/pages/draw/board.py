"""What blocks are drawn on: the reader, the page's place for them, and what has been put in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup

from sandbox.model import Json
from sandbox.pages.draw.elements import element
from sandbox.pages.draw.reader import Reader
from sandbox.pages.draw.spot import Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """`of` begins the id of every element that is drawn on it."""

    reader: Reader
    of: str
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def within(self, number: int) -> "Board":
        return replace(self, of=f"{self.of}-{number}")

    def spot(self, block: Json, number: int = 0, **how: Any) -> Spot:
        id = str(block.get("block_id") or "")
        values = self.values.get(id) or {}
        of = f"{self.of}-{number}"
        return Spot(reader=self.reader, of=of, block_id=id, values=values, **how)

    def element(self, given: Json, block: Json, number: int = 0) -> Markup:
        return element(given, self.spot(block, number))

    def elements(self, given: list[Json] | None, block: Json) -> Markup:
        drawn = (self.element(one, block, number) for number, one in enumerate(given or []))
        return Markup("").join(drawn)
