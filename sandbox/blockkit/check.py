"""A small language for saying what shape Slack accepts; problems are told as Slack tells them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Place:
    """Where in the JSON we are, on which surface, and what has been found wrong so far."""

    path: str
    surface: str  # message, modal or home
    problems: list[str]

    def at(self, key: str | int) -> "Place":
        return replace(self, path=f"{self.path}/{key}")

    def wrong(self, what: str) -> None:
        self.problems.append(f"{what} [json-pointer:{self.path}]")


Rule = Callable[[Any, Place], None]


@dataclass(frozen=True)
class Field:
    rule: Rule
    required: bool = False


def must(rule: Rule) -> Field:
    return Field(rule, required=True)


def may(rule: Rule) -> Field:
    return Field(rule)


def string(least: int = 0, most: int = 1_000_000, pattern: str = "") -> Rule:
    def check(value: Any, place: Place) -> None:
        if not isinstance(value, str):
            place.wrong("must be a string")
        elif len(value) < least:
            place.wrong(f"must be more than {least - 1} characters")
        elif len(value) > most:
            place.wrong(f"must be less than {most + 1} characters")
        elif pattern and not re.fullmatch(pattern, value):
            place.wrong(f"failed to match pattern {pattern}")

    return check


def boolean(value: Any, place: Place) -> None:
    if not isinstance(value, bool):
        place.wrong("must be a boolean")


def integer(least: int, most: int) -> Rule:
    def check(value: Any, place: Place) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            place.wrong("must be an integer")
        elif not least <= value <= most:
            place.wrong(f"must be between {least} and {most}")

    return check


def anything(_value: Any, _place: Place) -> None:
    """Slack looks no closer, or we do not know how close it looks."""


def one_of(*values: Any) -> Rule:
    def check(value: Any, place: Place) -> None:
        if value not in values:
            place.wrong(f"must be one of: {', '.join(map(str, values))}")

    return check


def listing(rule: Rule, least: int = 0, most: int = 1_000_000) -> Rule:
    def check(value: Any, place: Place) -> None:
        if not isinstance(value, list):
            place.wrong("must be an array")
            return
        if len(value) < least:
            place.wrong(f"no fewer than {least} items allowed")
        if len(value) > most:
            place.wrong(f"no more than {most} items allowed")
        for number, one in enumerate(value):
            rule(one, place.at(number))

    return check


def shape(fields: Mapping[str, Field], *also: Rule) -> Rule:
    """An object with these fields and no others."""

    def check(value: Any, place: Place) -> None:
        if not isinstance(value, dict):
            place.wrong("must be an object")
            return
        for name in value.keys() - fields.keys():
            place.wrong(f"invalid additional property: {name}")
        for name, field in fields.items():
            _check_field(name, field, value.get(name), place)
        for rule in also:
            rule(value, place)

    return check


def _check_field(name: str, field: Field, value: Any, place: Place) -> None:
    if value is not None:
        field.rule(value, place.at(name))
    elif field.required:
        place.wrong(f"missing required field: {name}")


def any_of(what: str, *names: str) -> Rule:
    """At least one of these must be there."""

    def check(value: Any, place: Place) -> None:
        if not any(value.get(name) for name in names):
            place.wrong(what)

    return check


def not_both(one: str, other: str) -> Rule:
    def check(value: Any, place: Place) -> None:
        if value.get(one) is not None and value.get(other) is not None:
            place.wrong(f"cannot have both {one} and {other}")

    return check


def by_type(kinds: Callable[[], Mapping[str, Rule]], allowed: tuple[str, ...] = ()) -> Rule:
    """One object among several kinds, told apart by `type`."""

    def check(value: Any, place: Place) -> None:
        known = kinds()
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in known:
            place.wrong(f"unsupported type: {kind}")
        elif allowed and kind not in allowed:
            place.wrong(f"unsupported type: {kind}; allowed here: {', '.join(allowed)}")
        else:
            known[kind](value, place)

    return check
