"""What may stand in a calendar of the policy file."""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Self
from zoneinfo import available_timezones

import holidays
from pydantic import AfterValidator, BaseModel, model_validator

from bot.policy_file.problem import nearest
from bot.rules.calendar import Calendar, in_order, parse_date, parse_days, parse_hours, week_of


def _checked(parse: Callable[[str], Any]) -> AfterValidator:
    """The text stays as it was written; it is read again when the calendar is made."""

    def check(text: str) -> str:
        parse(text)
        return text

    return AfterValidator(check)


def _zone(name: str) -> None:
    zones = _zones()
    if name not in zones:
        guess = nearest(name, sorted(zones))
        meant = f"; did you mean `{guess}`?" if guess else ""
        raise ValueError(f"a time zone is an IANA name such as Europe/Berlin{meant}")


def _place(name: str) -> None:
    country, dash, region = name.partition("-")
    countries = _countries()
    if country not in countries:
        raise ValueError("holidays are those of a country such as DE, or of a part such as DE-BY")
    if dash and region not in countries[country]:
        regions = ", ".join(f"{country}-{each}" for each in countries[country]) or "none"
        raise ValueError(f"the parts of {country} are: {regions}")


def _apart(hours: list[str]) -> list[str]:
    in_order([parse_hours(each) for each in hours])
    return hours


OpenHours = Annotated[
    list[Annotated[str, _checked(parse_hours)]],
    AfterValidator(_apart),
]


class CalendarShape(BaseModel, extra="forbid"):
    timezone: Annotated[str, _checked(_zone)]
    hours: dict[Annotated[str, _checked(parse_days)], OpenHours]
    holidays: Annotated[str, _checked(_place)] | None = None
    overrides: dict[Annotated[str, _checked(parse_date)], OpenHours] = {}

    @model_validator(mode="after")
    def _can_be_built(self) -> Self:
        self.named("")
        return self

    def named(self, name: str) -> Calendar:
        """Raises ValueError with a sentence."""
        return Calendar(
            name=name,
            timezone=self.timezone,
            week=week_of(
                (parse_days(days), [parse_hours(each) for each in hours])
                for days, hours in self.hours.items()
            ),
            holidays=self.holidays or "",
            overrides={
                parse_date(day): in_order([parse_hours(each) for each in hours])
                for day, hours in self.overrides.items()
            },
        )


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _countries() -> dict[str, list[str]]:
    """By their two letters."""
    known = holidays.list_supported_countries()
    return {country: parts for country, parts in known.items() if len(country) == len("DE")}
