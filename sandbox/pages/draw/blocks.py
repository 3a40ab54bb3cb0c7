"""Every block by its type; one that is not known is shown as such, for nothing may vanish."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from sandbox.model import Json
from sandbox.pages.draw import panels, pictures, simple
from sandbox.pages.draw.board import Board
from sandbox.pages.draw.html import joined, tag
from sandbox.pages.draw.markdown import markdown
from sandbox.pages.draw.table import table

MALFORMED = (AttributeError, IndexError, KeyError, TypeError, ValueError)

DRAWN: dict[str, Callable[[Json, Board], Markup]] = {
    "section": simple.section,
    "header": simple.header,
    "divider": simple.divider,
    "context": simple.context,
    "context_actions": simple.actions,
    "actions": simple.actions,
    "input": simple.field,
    "rich_text": simple.rich,
    "alert": simple.alert,
    "table": table,
    "markdown": lambda block, _: markdown(str(block.get("text") or "")),
    "image": lambda block, board: pictures.image(block, board.reader),
    "video": lambda block, board: pictures.video(block, board.reader),
    "file": lambda block, _: pictures.file(block),
    "card": panels.card,
    "carousel": panels.carousel,
    "container": lambda block, board: panels.container(block, board, draw),
    "plan": panels.plan,
    "task_card": panels.task_card,
    "auth_provider": panels.auth_provider,
    "call": panels.call,
}


def draw_all(blocks: Sequence[Json], board: Board) -> Markup:
    drawn = (draw(block, board.within(number)) for number, block in enumerate(blocks))
    return tag("div", joined(drawn), class_="bk-blocks")


def draw(block: Json, board: Board) -> Markup:
    kind = block.get("type") if isinstance(block, dict) else type(block).__name__
    if not isinstance(kind, str) or kind not in DRAWN:
        return _unknown(f"Unknown block: {kind}")
    try:
        drawn = DRAWN[kind](block, board)
    except MALFORMED:  # an app can send anything, and must not take the channel down with it
        return _unknown(f"Malformed block: {kind}")
    id = str(block.get("block_id") or "") or None
    return tag("div", drawn, class_=f"bk-block bk-is-{kind}", data_block=id)


def _unknown(words: str) -> Markup:
    return tag("div", words, class_="bk-block bk-unknown", role="note")
