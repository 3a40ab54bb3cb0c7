"""Blocks that frame others: cards, carousels, containers, plans and their tasks."""

from collections.abc import Callable

from markupsafe import Markup

from sandbox.model import Json
from sandbox.pages.draw.board import Board
from sandbox.pages.draw.html import classes, joined, link, tag
from sandbox.pages.draw.icons import icon
from sandbox.pages.draw.pictures import placeholder, thumbnail
from sandbox.pages.draw.rich_text import rich_text
from sandbox.pages.draw.text import text, written

STATUSES = {
    "pending": ("○", "to do"),
    "in_progress": ("◐", "in progress"),
    "complete": ("✓", "done"),
    "error": ("✕", "failed"),
}
WIDTHS = {"narrow", "standard", "wide", "full"}


def card(block: Json, board: Board) -> Markup:
    hero = block.get("hero_image")
    return tag(
        "div",
        placeholder(str(hero.get("alt_text") or ""), kind="bk-picture bk-hero") if hero else None,
        _heading(block, board),
        *(
            _line(block, name, own, board)
            for name, own in (("body", "bk-said"), ("subtext", "bk-faint"))
        ),
        _card_actions(block, board),
        class_="bk-card",
    )


def carousel(block: Json, board: Board) -> Markup:
    cards = [card(one, board.within(n)) for n, one in enumerate(block.get("elements") or [])]
    return tag(
        "div",
        *cards,
        class_="bk-carousel",
        role="region",
        aria_label=f"{len(cards)} cards",
        tabindex=0,
    )


def container(block: Json, board: Board, draw: Callable[[Json, Board], Markup]) -> Markup:
    """`draw` draws any block: what stands within can be of every kind."""
    children = block.get("child_blocks") or []
    inside = joined(draw(one, board.within(number)) for number, one in enumerate(children))
    body = tag("div", inside, class_="bk-inside")
    width = block.get("width")
    ruled = block.get("has_header_divider") is True
    own = classes("bk-container", width in WIDTHS and f"bk-{width}", ruled and "bk-ruled")
    if not block.get("is_collapsible"):
        return tag(
            "div", tag("div", _container_title(block, board), class_="bk-head"), body, class_=own
        )
    head = tag("summary", _container_title(block, board), class_="bk-head")
    return tag("details", head, body, class_=own, open=not block.get("default_collapsed"))


def plan(block: Json, board: Board) -> Markup:
    title = tag("div", text(block.get("title"), board.reader), class_="bk-strong", dir="auto")
    tasks = [tag("li", task_card(one, board)) for one in block.get("tasks") or []]
    return tag("div", title, tag("ol", *tasks, class_="bk-tasks"), class_="bk-plan")


def task_card(block: Json, board: Board) -> Markup:
    status = str(block.get("status") or "pending")
    sign, said = STATUSES.get(status, ("○", status))
    state = tag("span", sign, class_="bk-status", role="img", aria_label=said, title=said)
    title = tag("span", text(block.get("title"), board.reader), class_="bk-strong", dir="auto")
    more = [
        rich_text(block[name], board.reader) for name in ("details", "output") if block.get(name)
    ]
    sources = [_source(one) for one in block.get("sources") or []]
    return tag(
        "div",
        state,
        tag(
            "div",
            title,
            *more,
            tag("div", *sources, class_="bk-sources") if sources else None,
            class_="bk-body",
        ),
        class_=classes("bk-task", status in STATUSES and f"bk-{status}"),
    )


def auth_provider(block: Json, board: Board) -> Markup:
    """A service that a person can connect; connecting happens outside of Slack."""
    is_connected = block.get("is_connected") is True
    identity = written(block.get("connected_identity"))
    state = f"Connected {('as ' + identity) if identity else ''}".strip() if is_connected else ""
    url, words = ("disconnect_url", "Disconnect") if is_connected else ("auth_url", "Connect")
    to = str(block.get(url) or "")
    return tag(
        "div",
        thumbnail({"alt_text": written(block.get("name"))}, "bk-large"),
        tag(
            "div",
            tag("div", text(block.get("name"), board.reader), class_="bk-strong", dir="auto"),
            _line(block, "description", "bk-said", board),
            tag("div", state, class_="bk-faint", dir="auto") if state else None,
            _line(block, "connected_context", "bk-faint", board),
            class_="bk-body",
        ),
        link(to, words) if to else None,
        class_="bk-boxed bk-row",
    )


def call(block: Json, _board: Board) -> Markup:
    given = (block.get("call") or {}).get("v1") or {}
    sign = tag("span", icon("phone"), class_="bk-thumbnail bk-large")
    words = tag("span", tag("b", str(given.get("name") or "Call")), dir="auto")
    url = str(given.get("join_url") or "")
    return tag("div", sign, words, link(url, "Join") if url else None, class_="bk-boxed bk-row")


def _heading(block: Json, board: Board) -> Markup:
    lines = [
        _line(block, name, own, board)
        for name, own in (("title", "bk-strong"), ("subtitle", "bk-faint"))
    ]
    small = thumbnail(block.get("icon") or block.get("slack_icon"), "bk-large")
    return tag("div", small, tag("div", *lines, class_="bk-body"), class_="bk-row")


def _card_actions(block: Json, board: Board) -> Markup | None:
    actions = block.get("actions")
    return tag("div", board.elements(actions, block), class_="bk-actions") if actions else None


def _container_title(block: Json, board: Board) -> Markup:
    rich = block.get("rich_text_title")
    title = rich_text(rich, board.reader) if rich else text(block.get("title"), board.reader)
    named = tag("div", title, class_="bk-strong", dir="auto")
    lines = tag("div", named, _line(block, "subtitle", "bk-faint", board), class_="bk-body")
    return joined([thumbnail(block.get("icon"), "bk-large"), lines])


def _line(block: Json, name: str, own: str, board: Board) -> Markup | None:
    words = text(block.get(name), board.reader)
    return tag("div", words, class_=own, dir="auto") if words else None


def _source(given: Json) -> Markup:
    url = str(given.get("url") or "")
    return link(url, str(given.get("text") or url), class_="bk-link bk-source")
