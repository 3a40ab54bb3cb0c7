"""Whether words begin with `note:` and so stay inside; in doubt they do, and nothing leaks."""

import re
import unicodedata

from handlers.slack.text import unescape

_COLONS = str.maketrans(dict.fromkeys("\ua789\u02d0\u2236\ufe13\u05c3\u0589", ":"))
_LEADING = re.compile(r"(?:<[^<>]*>|:(?!note:)[a-z0-9_+'&-]+:|[\W_]|\d+[.)])*")
_NOTE = re.compile(r"note(?:[^\w:]|_)*:")


def is_note(text: str) -> bool:
    """Case, marks, quotes, bullets, mentions, emoji and what nobody sees may stand before it."""
    seen = _folded(unescape(text)).lstrip()
    return bool(_NOTE.match(seen) or _NOTE.match(_LEADING.sub("", seen, count=1)))


def _folded(text: str) -> str:
    """Letters without accents, width or case; nothing that has no width of its own."""
    apart = unicodedata.normalize("NFKD", text)
    visible = (char for char in apart if unicodedata.category(char) not in ("Mn", "Cf", "Cc"))
    return "".join(visible).casefold().translate(_COLONS)
