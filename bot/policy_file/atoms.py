"""The smallest things that a policy file is made of."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from bot.rules.address import ADDRESS
from bot.rules.durations import parse_duration, parse_percent


def _slack_id(letters: str, example: str) -> AfterValidator:
    form = re.compile(rf"[{letters}][A-Z0-9]{{2,}}")

    def check(value: str) -> str:
        if not form.fullmatch(value):
            raise ValueError(f"it must be a Slack id such as {example}, not a name")
        return value

    return AfterValidator(check)


def some(values: list[Any]) -> list[Any]:
    if not values:
        raise ValueError("it names nobody and nothing; give at least one, or leave it out")
    if len(set(map(str, values))) < len(values):
        raise ValueError("something stands in it twice")
    return values


def _address(value: str) -> str:
    if not re.fullmatch(ADDRESS, value):
        raise ValueError("it must be an address such as ana@example.com, without a name")
    return value


Duration = Annotated[float, BeforeValidator(lambda value: parse_duration(str(value)))]
Percent = Annotated[float, BeforeValidator(lambda value: parse_percent(str(value)))]
Channel = Annotated[str, _slack_id("CGD", "C0123456789")]
UserGroup = Annotated[str, _slack_id("S", "S0123456789")]
User = Annotated[str, _slack_id("UW", "U0123456789")]
Email = Annotated[str, AfterValidator(_address)]
