"""Block Kit pieces that keep Slack's limits by construction, whatever words are put into them."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from bot.rules.json import Json
from handlers.slack.text import clean, one_line, shorten

TEXT = 3_000
URL = 2_000
_SAFE_URL = re.compile(r"https?://[!-\[\]-~]+", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


def plain(text: str, limit: int = TEXT) -> Json:
    return {"type": "plain_text", "text": shorten(clean(text), limit) or " ", "emoji": False}


def header(text: str) -> Json:
    return {"type": "header", "text": plain(one_line(text, 150), 150)}


def section(text: str, *, accessory: Json | None = None) -> Json:
    block: Json = {"type": "section", "text": plain(text)}
    return block | {"accessory": accessory} if accessory else block


def divider() -> Json:
    return {"type": "divider"}


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def line(*runs: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(runs) or [run(" ")]}


def quote(*runs: Json) -> Json:
    return {"type": "rich_text_quote", "elements": list(runs) or [run(" ")]}


def code(text: str) -> Json:
    return {"type": "rich_text_preformatted", "elements": [run(text)]}


def bullets(items: Iterable[Sequence[Json]]) -> Json:
    return {
        "type": "rich_text_list",
        "style": "bullet",
        "elements": [line(*item) for item in items],
    }


def run(text: str, **style: bool) -> Json:
    """Words as they are. Slack reads no markup in them."""
    words: Json = {"type": "text", "text": clean(text) or " "}
    return words | {"style": style} if style else words


def bold(text: str) -> Json:
    return run(text, bold=True)


def when(at: datetime) -> Json:
    """A time in each reader's own zone."""
    return {
        "type": "date",
        "timestamp": int(at.timestamp()),
        "format": "{date_short_pretty} at {time}",
        "fallback": f"{at:%Y-%m-%d %H:%M} UTC",
    }


def mention(who: Json) -> Json | None:
    """A person or a group that our own policy names."""
    match who:
        case {"user": str(user)}:
            return {"type": "user", "user_id": user}
        case {"usergroup": str(group)}:
            return {"type": "usergroup", "usergroup_id": group}
        case _:
            return None


def link(url: str, text: str = "") -> Json | None:
    """A link whose visible words are its host, or None when its address could mislead."""
    host = host_of(url)
    if not host:
        return None
    return {"type": "link", "url": url, "text": one_line(text, 150) or host}


def linked(leads: str, words: str, style: Callable[[str], Json] = run) -> Json | None:
    """Words in that style which lead somewhere; None where they may not."""
    made = link(leads, words) if leads else None
    told = {key: value for key, value in style(words).items() if key == "style"}
    return made | told if made else None


def host_of(url: str) -> str:
    if len(url) > URL or not _SAFE_URL.fullmatch(url):
        return ""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or ""), parts.port
    except ValueError:
        return ""
    if "@" in parts.netloc or not _HOST.fullmatch(host):
        return ""
    return f"{host}:{port}" if port else host


def button(
    text: str, action: str, value: str, *, style: str = "", confirm: Json | None = None
) -> Json:
    made: Json = {
        "type": "button",
        "text": plain(one_line(text, 75), 75),
        "action_id": action,
        "value": value,
    }
    if style:
        made["style"] = style
    return made | {"confirm": confirm} if confirm else made


def confirm(title: str, text: str, yes: str, no: str = "Go back", *, style: str = "") -> Json:
    made: Json = {
        "title": plain(title, 100),
        "text": plain(one_line(text, 300), 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }
    return made | {"style": style} if style else made


def option(text: str, value: str) -> Json:
    return {"text": plain(one_line(text, 75), 75), "value": value}


def overflow(action: str, options: Sequence[Json]) -> Json:
    return {"type": "overflow", "action_id": action, "options": list(options)[:5]}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)[:25]}


def numbered(blocks: Iterable[Json], version: int) -> list[Json]:
    """Each version has ids of its own, so that Slack draws inputs and buttons anew."""
    return [
        block if "block_id" in block else {**block, "block_id": f"v{version}.{number}"}
        for number, block in enumerate(blocks)
    ]


def text_size(value: object) -> int:
    """Everything that is shown, as the undocumented limit of a message counts it."""
    match value:
        case {"type": "date", "fallback": str(fallback)}:
            return len(fallback)
        case dict():
            return sum(
                len(inner.encode("utf-16-le")) // 2
                if name == "text" and isinstance(inner, str)
                else text_size(inner)
                for name, inner in value.items()
            )
        case list():
            return sum(text_size(inner) for inner in value)
        case _:
            return 0
