"""The manager's weekly digest, as every face shows it: a headline, then sections in one order.

It is made of words and small tables; a face adds nothing but its own way of drawing them.
"""

from dataclasses import dataclass

from bot.rules.calendars.week import Week


@dataclass(frozen=True, slots=True)
class Piece:
    """A few words of a sentence; `link` leads to the list behind them, if they have one."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence. `link` asks the API for the list behind it (`/v1/escalations?…`), or leads to
    one card in Slack (`https://…`); `notable` when the change in it is more than chance makes.
    `threads` are the cards in Slack that it counts, where they are a handful. `person` is a Slack
    user whom it is about, if anybody. `pieces` are there where parts of it have lists of their
    own; together they are its text.
    """

    text: str
    link: str = ""
    notable: bool = False
    threads: tuple[str, ...] = ()
    person: str = ""
    pieces: tuple[Piece, ...] = ()

    @classmethod
    def of(cls, *pieces: Piece, notable: bool = False, threads: tuple[str, ...] = ()) -> "Line":
        told = tuple(each for each in pieces if each.text)
        words = "".join(each.text for each in told)
        return cls(words, notable=notable, threads=threads, pieces=told)


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as they are read; every row has as many as there are columns, and in `links` the list
    behind it.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    links: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row has as many cells as there are columns")

    @property
    def linked(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each row with where it leads; empty: nowhere."""
        links = (*self.links, *[""] * len(self.rows))
        return tuple(zip(links, self.rows, strict=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """`name` is for links and styles, and never shown; `link` is the list behind its table."""

    name: str
    title: str
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """`headline` is what somebody reads who reads no more; `footer` says what the rest rests on."""

    title: str
    week: Week
    headline: tuple[Line, ...]
    sections: tuple[Section, ...]
    footer: tuple[Line, ...]
