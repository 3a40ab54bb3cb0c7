"""Text objects: plain or marked up."""

from typing import Any

from markupsafe import Markup

from sandbox.pages.draw import emoji
from sandbox.pages.draw.html import lines
from sandbox.pages.draw.mrkdwn import mrkdwn
from sandbox.pages.draw.reader import Reader


def plain(text: str, *, with_emoji: bool = True) -> Markup:
    return emoji.in_text(text) if with_emoji else lines(text)


def text(given: Any, reader: Reader) -> Markup:
    """A text object, or the bare words that some blocks take in its place."""
    match given:
        case {"type": "mrkdwn", "text": str(words)}:
            return mrkdwn(words, reader)
        case {"text": str(words)}:
            return plain(words, with_emoji=given.get("emoji") is not False)
        case str(words):
            return plain(words)
        case _:
            return Markup("")


def written(given: Any) -> str:
    """The same where no element can stand: in an attribute or an option."""
    match given:
        case {"text": str(words)}:
            return words if given.get("emoji") is False else emoji.in_words(words)
        case str(words):
            return words
        case _:
            return ""
