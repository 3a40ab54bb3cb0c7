"""Lists: newest first, a page at a time, with a cursor nobody needs to understand."""

import base64
import binascii

from bot.errors import BadInput
from bot.rules.json import Json


def cursor_out(id: str) -> str:
    return base64.urlsafe_b64encode(id.encode()).decode().rstrip("=")


def cursor_in(cursor: str | None) -> str | None:
    if not cursor:
        return None
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise BadInput(fields={"cursor": "Use the `next_cursor` of the page before."}) from None


def page(items: list[tuple[str, Json]], limit: int) -> Json:
    """`items` are one more than asked for when there is a next page."""
    more = len(items) > limit
    shown = items[:limit]
    return {
        "items": [item for _, item in shown],
        "next_cursor": cursor_out(shown[-1][0]) if more else None,
    }
