"""A long text as several posts: joined they are the text, and no visible character is split."""

from bot.rules.graphemes import cut, is_boundary, size

PIECE = 6_000


def pieces(text: str, limit: int = PIECE) -> list[str]:
    """Cut after a line or a word where one ends in the second half; none for an empty text."""
    parts: list[str] = []
    start = 0
    while start < len(text):
        window = text[start : start + limit + 1]
        at = len(window) if size(window) <= limit else _end(window, limit)
        parts.append(window[:at])
        start += at
    return parts


def _end(window: str, limit: int) -> int:
    most = max(cut(window, limit), 1)
    for gap in ("\n", " "):
        after = window.rfind(gap, most // 2, most) + 1
        if after and is_boundary(window, after):
            return after
    return most
