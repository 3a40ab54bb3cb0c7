"""Other people's words, made safe to show: nothing in them can ping, link, format or mislead."""

import re

from bot.rules.graphemes import ZWJ, cut, is_boundary, size

_PLAIN = re.compile(r"[\n -~]*")
_LINES = re.compile("\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_HALVES = re.compile("[\ud800-\udfff]")
_SIGNS = "\u00a9\u00ae\u203c\u2049\u2100-\u27bf\u2900-\u2bff\u3030\u303d\u3297\u3299\ufe0f"
_EMOJI = f"[{_SIGNS}\U0001f000-\U0001faff]"
# A flag made of tags is kept, and so is a joiner between two emoji. All else here is never seen:
# controls, marks that turn the direction, characters of no width, tags, rare variants.
_HIDDEN = re.compile(
    "(\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f)"
    f"|(?<!{_EMOJI}){ZWJ}|{ZWJ}(?!{_EMOJI})"
    "|[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0d\ufeff\uffa0"
    "\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)


def clean(text: str) -> str:
    """The words as people see them: no bidirectional or zero-width controls, no broken halves.

    The joiner stays where it glues an emoji together, and tags where they make a flag.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _HIDDEN.sub(_only_flags, _LINES.sub("\n", text))
    return _HALVES.sub("\ufffd", text)


def hidden(text: str) -> int:
    """How many characters of a text nobody would see, and so are left out of what is shown."""
    return len(_LINES.sub("\n", text)) - len(clean(text))


def escape(text: str) -> str:
    """For the few places where Slack reads markup: the three characters that begin it."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def shorten(text: str, limit: int, *, mark: str = "…") -> str:
    """At most `limit` characters, never ending inside what people see as one character."""
    if size(text) <= limit:
        return text
    return text[: cut(text, limit - size(mark))].rstrip() + mark


def one_line(text: str, limit: int) -> str:
    return shorten(" ".join(clean(text).split()), limit)


def split(text: str, limit: int) -> list[tuple[str, str]]:
    """Pieces of at most `limit`, each with what stood between it and the next: joined, the text."""
    pieces: list[tuple[str, str]] = []
    while size(text) > limit:
        at = max(cut(text, limit), 1)
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
    while start < len(text) and not is_boundary(text, start):
        start += 1
    return "…" + text[start:]


def _only_flags(found: re.Match[str]) -> str:
    return found[1] or ""
