"""Block Kit drawn as Slack draws it: HTML in which nothing that an app or a person sent is markup.

`values` and `errors` are what a form holds: `values` as Slack keeps state (`{block_id: {action_id:
{"type": …, "value": …}}}`, or the value alone), `errors` one sentence by block id. The look is in
`static/blocks.css`, and what the controls do in `static/blocks.js`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from sandbox.model import Json
from sandbox.pages.draw.blocks import draw_all
from sandbox.pages.draw.board import Board
from sandbox.pages.draw.mrkdwn import mrkdwn
from sandbox.pages.draw.reader import Reader
from sandbox.pages.draw.text import plain

__all__ = ["Reader", "blocks", "mrkdwn", "plain", "view"]


def blocks(
    blocks: Sequence[Json], reader: Reader, *, of: str, values: Mapping[str, Any] | None = None
) -> Markup:
    """`of` begins the id of every element, so it must be unique on the page."""
    return draw_all(blocks, Board(reader=reader, of=of, values=values or {}))


def view(
    view: Json,
    reader: Reader,
    *,
    of: str,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Markup:
    """The body of a modal or a Home tab; what the view itself holds unless `values` are given."""
    held = (view.get("state") or {}).get("values") or {}
    chosen = held if values is None else values
    board = Board(reader=reader, of=of, values=chosen, errors=errors or {})
    return draw_all(view.get("blocks") or [], board)
