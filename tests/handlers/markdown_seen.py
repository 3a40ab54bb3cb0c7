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


def entries(markdown: str) -> Iterator[tuple[int, bool, str]]:
    """The entries of lists: how deep, whether they are counted, and their words without space."""
    within: list[bool] = []
    words: list[str] = []
    for token in CLIENT.parse(markdown):
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                yield from _entry(within, words)
                within.append(token.type == "ordered_list_open")
            case "bullet_list_close" | "ordered_list_close":
                within.pop()
            case "list_item_open":
                words = [""]
            case "list_item_close":
                yield from _entry(within, words)
            case "inline" if within:
                words[-1] += "".join(char for char, _ in _shown(token.children or []))
            case _:
                pass


def _entry(within: list[bool], words: list[str]) -> Iterator[tuple[int, bool, str]]:
    """Said once, where its words end."""
    if words:
        yield len(within), within[-1], words.pop()


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
