"""Other people's words, made safe to show: nothing in them can ping, link, format or mislead."""

import re
import unicodedata

ZWJ = "\u200d"
_KEEP_FORMAT = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800") | frozenset(
    chr(code) for code in (*range(0x180B, 0x1810), *range(0xFE00, 0xFE0E), *range(0xE0100, 0xE01F0))
)
_LINES = re.compile("\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_PLAIN = re.compile(r"[\n -~]*")
FLAG = 8
_BLACK_FLAG = "\U0001f3f4"
_TAG_END = "\U000e007f"


def clean(text: str) -> str:
    """The words as people see them: no bidirectional or zero-width controls, no broken halves.

    The joiner stays where it glues an emoji together, and tags where they make a flag.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _LINES.sub("\n", text)
    return "".join(char for at, char in enumerate(text) if _is_shown(text, at, char)).translate(
        _BROKEN
    )


def hidden(text: str) -> int:
    """How many characters of a text nobody would see, and so are left out of what is shown."""
    return len(_LINES.sub("\n", text)) - len(clean(text))


def escape(text: str) -> str:
    """For the few places where Slack reads markup: the three characters that begin it."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def size(text: str) -> int:
    """Characters as Slack counts them at worst: UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


def shorten(text: str, limit: int, *, mark: str = "…") -> str:
    """At most `limit` characters, never ending inside what people see as one character."""
    if size(text) <= limit:
        return text
    return text[: _cut(text, limit - size(mark))].rstrip() + mark


def one_line(text: str, limit: int) -> str:
    return shorten(" ".join(clean(text).split()), limit)


def split(text: str, limit: int) -> list[tuple[str, str]]:
    """Pieces of at most `limit`, each with what stood between it and the next: joined, the text."""
    pieces: list[tuple[str, str]] = []
    while size(text) > limit:
        at = _cut(text, limit)
        for gap in ("\n", " "):
            found = text.rfind(gap, at // 2, at)
            if found > 0:
                pieces.append((text[:found], gap))
                text = text[found + 1 :]
                break
        else:
            pieces.append((text[:at], ""))
            text = text[at:]
    return [*pieces, (text, "")]


def tail(text: str, limit: int) -> str:
    """The last words, at most `limit`, from the beginning of a visible character on."""
    if size(text) <= limit:
        return text
    start = len(text)
    room = limit - 1
    while start > 0 and (room := room - size(text[start - 1])) >= 0:
        start -= 1
    while start < len(text) and not _is_boundary(text, start):
        start += 1
    return "…" + text[start:]


def _is_shown(text: str, at: int, char: str) -> bool:
    if " " <= char <= "~" or char in "\n\t":
        return True
    if char == ZWJ:
        return _is_emoji(text[at - 1 : at]) and _is_emoji(text[at + 1 : at + 2])
    if "\U000e0020" <= char <= _TAG_END:
        return _is_in_flag(text, at)
    if char in _INVISIBLE:
        return False
    return unicodedata.category(char) not in ("Cc", "Cf") or char in _KEEP_FORMAT


def _is_emoji(char: str) -> bool:
    return bool(char) and (
        char == "\ufe0f"
        or "\U0001f000" <= char <= "\U0001faff"
        or unicodedata.category(char) == "So"
        or char in "\u2640\u2642\u2695\u2696\u2708\u2764"
    )


def _is_in_flag(text: str, at: int) -> bool:
    """Scotland's flag is a black flag and up to six tags, and ends with one of its own."""
    start = at
    while start > 0 and "\U000e0020" <= text[start] <= _TAG_END and at - start < FLAG:
        start -= 1
    return text[start] == _BLACK_FLAG and _TAG_END in text[at : start + FLAG]


def _cut(text: str, limit: int) -> int:
    """The last place, at or before `limit`, between two visible characters."""
    at, room = 0, limit
    while at < len(text) and (room := room - size(text[at])) >= 0:
        at += 1
    best = at
    while best > 0 and not _is_boundary(text, best):
        best -= 1
    return best or max(at, 1)


def _is_boundary(text: str, at: int) -> bool:
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if before == "\r" and after == "\n":
        return False
    if ZWJ in (before, after) or _is_extending(after):
        return False
    return not (_is_regional(before) and _is_regional(after) and _regionals_before(text, at) % 2)


def _is_extending(char: str) -> bool:
    return (
        unicodedata.category(char) in ("Mn", "Mc", "Me")
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= _TAG_END
        or "\u1160" <= char <= "\u11ff"
    )


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _regionals_before(text: str, at: int) -> int:
    start = at
    while start > 0 and _is_regional(text[start - 1]):
        start -= 1
    return at - start


_BROKEN = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
