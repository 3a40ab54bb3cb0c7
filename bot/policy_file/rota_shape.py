"""What may stand in a rota: who takes turns, and when they hand over."""

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator

from bot.policy_file.atoms import User, some
from bot.policy_file.calendar_shape import Zone
from bot.rules.calendars.hours import WEEKDAYS, parse_date
from bot.rules.calendars.wall_clock import instant_of
from bot.rules.rota import EVER, Handover, Rota, StandIn

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d", re.ASCII)


def _minute(written: object) -> int:
    found = re.fullmatch(r"(\d\d):(\d\d)", str(written), re.ASCII)
    hour, minute = map(int, found.groups()) if found else (24, 0)
    if hour >= 24 or minute >= 60:  # noqa: PLR2004  # of a day, of an hour
        raise ValueError("the hour of handing over is a time of the day such as 09:00")
    return hour * 60 + minute


def _moment(written: object) -> datetime:
    """On the wall clock of the rota."""
    wrong = ValueError("a moment is written as 2026-12-24T09:00")
    if not _MOMENT.fullmatch(str(written)):
        raise wrong
    try:
        return datetime.fromisoformat(str(written))
    except ValueError:
        raise wrong from None


Moment = Annotated[datetime, BeforeValidator(_moment)]


class StandInShape(BaseModel, extra="forbid"):
    """Somebody else for a while."""

    user: User
    start: Annotated[Moment, Field(alias="from")]
    until: Moment

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.until <= self.start:
            raise ValueError("`until` must come after `from`")
        return self


class RotaShape(BaseModel, extra="forbid"):
    timezone: Zone
    people: Annotated[list[User], AfterValidator(some)] | None = None
    handover: Handover = Handover.WEEKLY
    day: Weekday | None = None
    at: Annotated[int, BeforeValidator(_minute)] = 9 * 60
    since: Annotated[date, BeforeValidator(lambda value: parse_date(str(value)))] | None = None
    overrides: list[StandInShape] = []

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.handover is Handover.DAILY and self.day:
            raise ValueError("`day` is the weekday on which a weekly rota hands over")
        if self.since and self.day and WEEKDAYS[self.since.weekday()] != self.day:
            raise ValueError(f"`since` is no {self.day}, on which it hands over")
        return self

    def named(self, name: str) -> Rota:
        zone = ZoneInfo(self.timezone)
        weekday = WEEKDAYS.index(self.day or "mon")
        return Rota(
            name=name,
            people=tuple(self.people or ()),
            timezone=self.timezone,
            handover=self.handover,
            since=self.since or EVER + timedelta(days=weekday),
            minute=self.at,
            stand_ins=tuple(
                StandIn(
                    user=each.user,
                    start=instant_of(each.start, zone),
                    end=instant_of(each.until, zone, last=True),
                )
                for each in self.overrides
            ),
        )
