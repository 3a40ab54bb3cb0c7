"""What may stand in a calendar of the policy file."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import available_timezones

import holidays
from pydantic import AfterValidator, BaseModel, PlainValidator, ValidationInfo, model_validator

from bot.policy_file.ical import read_closures
from bot.policy_file.problem import allowed, nearest
from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.closure import Closure
from bot.rules.calendars.hours import in_order, parse_date, parse_days, parse_hours, week_of
from bot.rules.calendars.open_time import INSTANT, keeps


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
        told = "holidays are those of a country such as DE, or of a part such as DE-BY"
        raise ValueError(f"{told}; {allowed(country, sorted(countries))}")
    if dash and region not in countries[country]:
        regions = ", ".join(f"{country}-{each}" for each in countries[country]) or "none"
        raise ValueError(f"the parts of {country} are: {regions}")


def _apart(hours: list[str]) -> list[str]:
    in_order([parse_hours(each) for each in hours])
    return hours


def _closures(written: Any, info: ValidationInfo) -> tuple[Closure, ...]:
    """Of a file whose name is told from the folder of the policy."""
    if not isinstance(written, str) or not written.strip():
        raise ValueError("it must be the name of an iCalendar file, such as closures.ics")
    if "://" in written:
        raise ValueError("it is a file beside the policy; fetch it from its address now and then")
    folder: Path = (info.context or {}).get("folder", Path())
    return read_closures(folder / written, info.data.get("timezone", "UTC"))


Zone = Annotated[str, _checked(_zone)]
Closures = Annotated[tuple[Closure, ...], PlainValidator(_closures)]
OpenHours = Annotated[
    list[Annotated[str, _checked(parse_hours)]],
    AfterValidator(_apart),
]


class CalendarShape(BaseModel, extra="forbid"):
    timezone: Zone
    hours: dict[Annotated[str, _checked(parse_days)], OpenHours]
    holidays: Annotated[str, _checked(_place)] | None = None
    ical: Closures = ()
    overrides: dict[Annotated[str, _checked(parse_date)], OpenHours] = {}

    @model_validator(mode="after")
    def _opens_some_day(self) -> Self:
        if not keeps(self.named(""), INSTANT):
            raise ValueError("it is never open: holidays and closures leave nothing of its hours")
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
            closures=self.ical,
        )


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _countries() -> dict[str, list[str]]:
    """By their two letters."""
    known = holidays.list_supported_countries()
    return {country: parts for country, parts in known.items() if len(country) == len("DE")}
