"""Rich text as a person would type it, with marks for its styles."""

from typing import Any

from sandbox.model import Json
from sandbox.pages.draw import emoji

MARKS = (("code", "`"), ("strike", "~"), ("italic", "_"), ("bold", "*"))


def as_typed(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    return "\n".join(_passage(one) for one in value.get("elements") or [])


def _passage(passage: Json) -> str:
    inside = passage.get("elements") or []
    match passage.get("type"):
        case "rich_text_list":
            first = int(passage.get("offset") or 0) + 1
            marks = [
                f"{number}. " if passage.get("style") == "ordered" else "• "
                for number in range(first, first + len(inside))
            ]
            return "\n".join(
                mark + _pieces(one["elements"]) for mark, one in zip(marks, inside, strict=True)
            )
        case "rich_text_quote":
            return "\n".join(f"> {line}" for line in _pieces(inside).split("\n"))
        case "rich_text_preformatted":
            return f"```\n{_pieces(inside)}\n```"
        case _:
            return _pieces(inside)


def _pieces(pieces: list[Json]) -> str:
    return "".join(_piece(one) for one in pieces)


def _piece(piece: Json) -> str:
    words = _words(piece)
    style = piece.get("style") or {}
    for name, mark in MARKS:
        words = f"{mark}{words}{mark}" if style.get(name) else words
    return words


def _words(piece: Json) -> str:
    match piece:
        case {"type": "emoji", "name": str(name)}:
            return emoji.glyph(name) or f":{name}:"
        case {"type": "user", "user_id": str(id)}:
            return f"<@{id}>"
        case {"type": "channel", "channel_id": str(id)}:
            return f"<#{id}>"
        case {"type": "broadcast", "range": str(range)}:
            return f"@{range}"
        case _:
            return str(piece.get("text") or piece.get("url") or piece.get("fallback") or "")
