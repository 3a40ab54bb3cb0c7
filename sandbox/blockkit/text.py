"""Text, options, option groups and confirmations: what the larger things are made of."""

from typing import Any

from sandbox.blockkit.check import (
    Place,
    Rule,
    any_of,
    boolean,
    by_type,
    listing,
    may,
    must,
    one_of,
    shape,
    string,
)


def plain(most: int = 3000) -> Rule:
    return by_type(lambda: {"plain_text": _plain(most)})


def text(most: int = 3000) -> Rule:
    return by_type(lambda: {"plain_text": _plain(most), "mrkdwn": _mrkdwn(most)})


def _plain(most: int) -> Rule:
    fields = {"type": must(one_of("plain_text")), "text": must(string(1, most))}
    return shape(fields | {"emoji": may(boolean)})


def _mrkdwn(most: int) -> Rule:
    fields = {"type": must(one_of("mrkdwn")), "text": must(string(1, most))}
    return shape(fields | {"verbatim": may(boolean)})


def option(*, described: bool = True, marked_up: bool = False) -> Rule:
    fields = {
        "text": must(text(75) if marked_up else plain(75)),
        "value": must(string(1, 150)),
        "url": may(string(1, 3000)),
    }
    label = text(75) if marked_up else plain(75)
    return shape(fields | ({"description": may(label)} if described else {}))


OPTIONS = listing(option(), 1, 100)
GROUPS = listing(shape({"label": must(plain(75)), "options": must(OPTIONS)}), 1, 100)


def values_differ(value: Any, place: Place) -> None:
    options = value.get("options")
    if not isinstance(options, list):
        return
    values = [one.get("value") for one in options if isinstance(one, dict)]
    if len(set(map(str, values))) < len(values):
        place.at("options").wrong("option values must be unique")


CONFIRM = shape(
    {
        "title": must(plain(100)),
        "text": must(text(300)),
        "confirm": must(plain(30)),
        "deny": must(plain(30)),
        "style": may(one_of("primary", "danger")),
    }
)
SLACK_FILE = shape(
    {"id": may(string(1)), "url": may(string(1))}, any_of("missing required field: id", "id", "url")
)
