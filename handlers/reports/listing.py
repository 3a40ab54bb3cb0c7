"""A list of cases as one page, in the style of the digest's: what a figure there leads to."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from handlers.reports.links import SLACK
from handlers.reports.page import STYLE, TEMPLATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Nothing of what was said: not everybody who reads a digest may read the card. `card` leads
    into Slack, which knows who may.
    """

    id: str
    asked: str
    queue: str
    kind: str
    why: str
    status: str
    closed: str = ""
    card: str = ""

    @property
    def leads(self) -> str:
        return self.card if self.card.startswith(SLACK) else ""


def as_list(asked: Sequence[tuple[str, str]], entries: Sequence[Entry], more: str) -> str:
    """`asked` is what the list was narrowed by; `more` leads to the next page, if there is one."""
    return TEMPLATES.get_template("list.html").render(
        asked=asked,
        entries=entries,
        more=more,
        style=Markup(STYLE),  # noqa: S704  # our own
    )
