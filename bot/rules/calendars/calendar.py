"""When a team is open, as the policy file says it; the arithmetic lives elsewhere."""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from bot.rules.calendars.closure import Closure
from bot.rules.calendars.hours import Hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """One week of opening hours, monday first, and what makes some dates differ from it.

    `holidays` is a country (`DE`) or a part of one (`DE-BY`) whose public holidays are closed;
    `closures` are somebody's events. An override beats them all; an empty one is a closed day. Two
    calendars are equal when their `version`, the hash of all they say, is: a copy in a record is
    the calendar that it was made of.
    """

    name: str = field(compare=False)
    timezone: str = field(compare=False)
    week: tuple[tuple[Hours, ...], ...] = field(compare=False)
    holidays: str = field(default="", compare=False)
    overrides: dict[date, tuple[Hours, ...]] = field(default_factory=dict, compare=False)
    closures: tuple[Closure, ...] = field(default=(), compare=False)
    version: str = field(init=False)

    def __post_init__(self) -> None:
        dates = sorted(self.overrides.items())
        said = repr((self.name, self.timezone, self.week, self.holidays, dates, self.closures))
        object.__setattr__(self, "version", hashlib.sha256(said.encode()).hexdigest()[:12])
