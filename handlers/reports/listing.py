"""A list as one page, in the style of the digest's: what a figure there leads to."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from handlers.reports.links import SLACK
from handlers.reports.page import STYLE, TEMPLATES

NOTHING = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Nothing of what was said: not everybody who reads a digest may read the card. `card` leads
    into Slack, which knows who may; `case` to a list of that case alone.
    """

    id: str
    cells: tuple[str, ...]
    card: str = ""
    case: str = ""

    @property
    def leads(self) -> str:
        return self.card if self.card.startswith(SLACK) else self.case

    @property
    def where(self) -> str:
        return "in Slack" if self.card.startswith(SLACK) else "the case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """`asked` is what the list was narrowed by, `in_all` how many it has on all pages, `times` how
    often in them that happened which it is about; `more` leads to the next page, if there is one.
    """

    title: str
    columns: tuple[str, ...]
    entries: Sequence[Entry]
    asked: Sequence[tuple[str, str]]
    in_all: int
    times: int
    more: str = ""


def as_list(listing: Listing) -> str:
    return TEMPLATES.get_template("list.html").render(
        listing=listing,
        nothing=NOTHING,
        style=Markup(STYLE),  # noqa: S704  # our own
    )
