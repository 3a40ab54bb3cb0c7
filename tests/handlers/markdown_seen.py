"""What a customer's client shows of Markdown: a reader of CommonMark that is not ours."""

from collections.abc import Iterator, Mapping

from markdown_it import MarkdownIt
from markdown_it.token import Token

CLIENT = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_LOOKS = {"strong": "bold", "em": "italic", "s": "strike"}
Look = frozenset[str]


def look_of(style: Mapping[str, bool]) -> Look:
    return frozenset(name for name, is_on in style.items() if is_on)


def seen(markdown: str) -> list[tuple[str, Look]]:
    """Every visible character and its look."""
    shown: list[tuple[str, Look]] = []
    for token in _inline(markdown):
        shown += _shown(token.children or [])
    return shown


def code_blocks(markdown: str) -> list[str]:
    """Every piece of code, in lines and in blocks."""
    tokens = CLIENT.parse(markdown)
    flat = [inner for token in tokens for inner in [token, *(token.children or [])]]
    return [token.content for token in flat if token.type in ("code_inline", "fence")]


def _inline(markdown: str) -> Iterator[Token]:
    """Words stand in paragraphs only: nothing of them became a heading, a list or a table."""
    for token in CLIENT.parse(markdown):
        assert token.type in ("paragraph_open", "paragraph_close", "inline"), token.type
        if token.type == "inline":
            yield token


def _shown(tokens: list[Token]) -> Iterator[tuple[str, Look]]:
    looks: list[str] = []
    for token in tokens:
        if token.nesting == 1:
            looks.append(_LOOKS[token.tag])
        elif token.nesting == -1:
            looks.remove(_LOOKS[token.tag])
        else:
            assert token.type in ("text", "softbreak", "hardbreak", "text_special"), token.type
            yield from ((char, frozenset(looks)) for char in token.content if not char.isspace())
