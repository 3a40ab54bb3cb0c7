"""A message as Slack's own composer makes it: blocks of rich text, read into passages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from bot.rules.json import Json, JsonValue
from handlers.slack.emoji import from_code_points, glyph
from handlers.slack.names import EVERYBODY, Names
from handlers.slack.passages import Code, Items, Passage, Run, Runs, Words, link, tidy

_FIRST = range(1, 1_000_000)
_LEVELS = range(9)


class Unreadable(Exception):
    """Slack sent a kind of rich text that we do not know; the message's plain form has to do."""


def read_rich_text(blocks: JsonValue, names: Names) -> list[Passage]:
    """Everything in the blocks, or `Unreadable`: a half-read message would lose words."""
    given = blocks if isinstance(blocks, list) else []
    return [
        passage
        for block in given
        if isinstance(block, dict) and block.get("type") == "rich_text"
        for element in _list(block.get("elements"))
        for passage in _passages(element, names)
    ]


def _passages(element: JsonValue, names: Names) -> Iterator[Passage]:
    match element:
        case {"type": "rich_text_section", "elements": list(inner)}:
            yield Words(runs=_runs(inner, names))
        case {"type": "rich_text_quote", "elements": list(inner)}:
            yield Words(runs=_runs(inner, names), is_quoted=True)
        case {"type": "rich_text_preformatted", "elements": list(inner)}:
            words = tidy([replace(run, code=True) for run in _plain_runs(inner, names)])
            yield Code(text="".join(run.text for run in words), is_quoted=_is_quoted(element))
        case {"type": "rich_text_list", "elements": list(inner)}:
            yield _items(element, inner, names)
        case _:
            raise Unreadable


def _items(element: Json, inner: list[JsonValue], names: Names) -> Items:
    is_ordered = element.get("style") == "ordered"
    level, offset = _whole(element.get("indent")), _whole(element.get("offset"))
    return Items(
        items=tuple(_entry(each, names) for each in inner),
        is_ordered=is_ordered,
        level=level if level in _LEVELS else 0,
        first=offset + 1 if offset + 1 in _FIRST else 1,
        is_quoted=_is_quoted(element),
    )


def _entry(element: JsonValue, names: Names) -> Runs:
    match element:
        case {"type": "rich_text_section", "elements": list(inner)}:
            return _runs(inner, names)
        case _:
            raise Unreadable


def _runs(elements: list[JsonValue], names: Names) -> Runs:
    return tidy([_run(element, names, _look(element)) for element in elements])


def _plain_runs(elements: list[JsonValue], names: Names) -> list[Run]:
    """In a block of code nothing has a look, and a link is its address."""
    runs = [_run(element, names, Run(text="")) for element in elements]
    return [Run(text=run.text) for run in runs]


def _run(element: JsonValue, names: Names, look: Run) -> Run:
    match element:
        case {"type": "text", "text": str(text)}:
            return replace(look, text=text)
        case {"type": "link", "url": str(url)}:
            return link(url, _string(element.get("text")), look)
        case {"type": "emoji", "name": str(name)}:
            return replace(look, text=_emoji(element, name))
        case {"type": "date", "timestamp": stamp}:
            return replace(look, text=_string(element.get("fallback")) or moment(stamp))
        case {"type": "color", "value": str(value)}:
            return replace(look, text=value)
        case dict():
            return replace(look, text=_mention(element, names))
        case _:
            raise Unreadable


def _mention(element: Json, names: Names) -> str:
    match element:
        case {"type": "user", "user_id": str(id)}:
            return names.user(id)
        case {"type": "channel", "channel_id": str(id)}:
            return names.channel(id)
        case {"type": "usergroup", "usergroup_id": str(id)}:
            return names.group(id)
        case {"type": "broadcast" | "team"}:
            return EVERYBODY
        case _:
            raise Unreadable


def moment(stamp: JsonValue) -> str:
    """The customer's zone is not known here, so the time says whose it is."""
    try:
        return f"{datetime.fromtimestamp(int(stamp), UTC):%Y-%m-%d %H:%M} UTC"
    except (TypeError, ValueError, OverflowError, OSError):
        return "some time"


def _emoji(element: Json, name: str) -> str:
    drawn = from_code_points(_string(element.get("unicode")))
    base, _, tone = name.partition("::skin-tone-")
    tones = _whole(element.get("skin_tone")) or (int(tone) if tone in set("23456") else 0)
    return drawn or glyph(base, tones) or f":{name}:"


def _look(element: JsonValue) -> Run:
    style = element.get("style") if isinstance(element, dict) else None
    if not isinstance(style, dict):
        return Run(text="")
    bold, italic, strike, code = (
        style.get(look) is True for look in ("bold", "italic", "strike", "code")
    )
    return Run(text="", bold=bold, italic=italic, strike=strike, code=code)


def _is_quoted(element: Json) -> bool:
    return element.get("border") == 1


def _whole(value: JsonValue) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _string(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""
