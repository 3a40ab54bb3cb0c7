"""Where a text may be cut: between what people see as two characters, never inside one."""

import unicodedata

ZWJ = "\u200d"
_VIRAMA = 9


def size(text: str) -> int:
    """Characters as Slack counts them at worst: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> int:
    """The last place, at or before `limit`, between two visible characters."""
    at, room = 0, limit
    while at < len(text) and (room := room - size(text[at])) >= 0:
        at += 1
    best = at
    while best > 0 and not is_boundary(text, best):
        best -= 1
    return best or at


def is_boundary(text: str, at: int) -> bool:
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if before == "\r" and after == "\n":
        return False
    if ZWJ in (before, after) or _is_extending(after) or unicodedata.combining(before) == _VIRAMA:
        return False
    return not (_is_regional(before) and _is_regional(after) and _regionals_before(text, at) % 2)


def _is_extending(char: str) -> bool:
    return (
        unicodedata.category(char) in ("Mn", "Mc", "Me")
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
        or "\u1160" <= char <= "\u11ff"
        or "\uff9e" <= char <= "\uff9f"
    )


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _regionals_before(text: str, at: int) -> int:
    start = at
    while start > 0 and _is_regional(text[start - 1]):
        start -= 1
    return at - start
