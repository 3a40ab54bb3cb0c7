"""One week as it is kept: small enough to be frozen, and whole enough to be written out again.

Facts hold every single measurement; here each is what may be said of all of them together, under
the name by which faces and comparisons find it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rules.calendars.week import Week, Window
from bot.rules.weekly.parts import NONE, Band, Kept, Overrun
from bot.rules.weekly.pictures import Bar, Load
from bot.rules.weekly.statistics import Measured, Rate, Summary, usual

USUAL_WEEKS = 4
SHOWN_WEEKS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`parts` are counts by word, such as the reasons; `kept` is by kind of clock. What a week has
    no figure for is not in it, or a rate of none: never a nought. `waited_uncovered` is of each of
    the spans that are `uncovered` in how many cases somebody waited then.
    """

    week: Week
    counts: Mapping[str, int] = field(default_factory=dict)
    rates: Mapping[str, Rate] = field(default_factory=dict)
    times: Mapping[str, Summary] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    kept: Mapping[str, Kept] = field(default_factory=dict)
    bands: Mapping[str, Band] = field(default_factory=dict)
    edits: Summary = NONE
    worst: tuple[Overrun, ...] = ()
    notified_p99: Measured | None = None
    lag_p95: Measured | None = None
    oldest_seconds: float | None = None
    uncovered: tuple[Window, ...] = ()
    waited_uncovered: tuple[int, ...] = ()

    @property
    def alone(self) -> tuple[tuple[Window, int | None], ...]:
        """Each time in which nobody was on call, and how many waited then, if that is known."""
        known = (*self.waited_uncovered, *[None] * len(self.uncovered))
        return tuple(zip(self.uncovered, known, strict=False))

    @property
    def cases(self) -> int:
        return self.counts.get("cases", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """What was said of last week and is not so any more: a fact came late."""

    name: str
    was: int
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """One that is past due when the digest is made: where to find it, and nothing of what it says,
    for not everybody who reads a digest may read the card.
    """

    queue: str
    reason: str
    seconds: float
    permalink: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`before` are the weeks before this one, the last one first; `queue` is None for all of them
    together. `corrections` are to what was told a week ago; of those that are past due now, the
    latest are named and all are counted. `threads` has the cards in Slack behind figures that are a
    handful of cases. `people` is in how many cases each had a hand, in a manager's own copy.
    `target` is the share of promises that the policy wants kept.
    """

    workspace: str
    queue: str | None
    week: Week
    zone: str
    data_as_of: datetime
    this: Figures
    before: tuple[Figures, ...] = ()
    corrections: tuple[Amended, ...] = ()
    late: tuple[Late, ...] = ()
    late_in_all: int = 0
    load: Load | None = None
    threads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)
    target: float | None = None

    def cards(self, figure: str) -> tuple[str, ...]:
        return self.threads.get(figure, ())

    @property
    def goes_on(self) -> bool:
        """It was asked for before it was over."""
        return self.data_as_of < self.window.end

    @property
    def window(self) -> Window:
        return self.week.window(ZoneInfo(self.zone))

    @property
    def last(self) -> Figures | None:
        return self.before[0] if self.before else None

    @property
    def bars(self) -> tuple[Bar, ...]:
        """Oldest first, as a picture shows them."""
        weeks = (self.this, *self.before)[:SHOWN_WEEKS]
        return tuple(
            Bar(week=each.week, count=each.cases, time_to_human=waited(each))
            for each in reversed(weeks)
        )

    def usual_count(self, name: str) -> float | None:
        """The median of the four weeks before."""
        told = (each.counts.get(name) for each in self.before[:USUAL_WEEKS])
        found = usual(Measured(value) for value in told if value is not None)
        return found.value if found else None

    def usual_time(self, name: str) -> tuple[Measured | None, Measured | None]:
        """The medians of the medians and of the nine-in-tens."""
        told = [each.times.get(name, Summary(n=0)) for each in self.before[:USUAL_WEEKS]]
        return usual(each.median for each in told), usual(each.p90 for each in told)

    def usual_rate(self, name: str) -> float | None:
        told = [each.rates.get(name, Rate(0, 0)).value for each in self.before[:USUAL_WEEKS]]
        found = usual(Measured(value) for value in told if value is not None)
        return found.value if found else None


def waited(figures: Figures) -> Summary:
    """For a person; a week that knows only when somebody took it says that."""
    human = figures.times.get("human", Summary(n=0))
    return human if human.n else figures.times.get("claim", Summary(n=0))
