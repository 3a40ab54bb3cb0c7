"""A markdown block: standard Markdown in which no HTML counts and no image is fetched."""

import re

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from markupsafe import Markup

from sandbox.pages.draw import emoji
from sandbox.pages.draw.html import BREAK, joined, link, tag
from sandbox.pages.draw.mrkdwn import BARE_URL
from sandbox.pages.draw.pictures import placeholder

PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
URL = re.compile(BARE_URL)
PLAIN = {
    "strong": "b",
    "em": "i",
    "s": "s",
    "thead": "thead",
    "tbody": "tbody",
    "tr": "tr",
}
NAMED = {
    "paragraph": ("p", "bk-paragraph"),
    "bullet_list": ("ul", "bk-list bk-marks-0"),
    "list_item": ("li", ""),
    "blockquote": ("blockquote", "bk-quote"),
}


def markdown(text: str) -> Markup:
    return tag("div", _children(SyntaxTreeNode(PARSER.parse(text))), class_="bk-markdown")


def _children(node: SyntaxTreeNode) -> Markup:
    return joined(_node(child) for child in node.children)


def _node(node: SyntaxTreeNode) -> Markup:
    if node.type in PLAIN:
        return tag(PLAIN[node.type], _children(node))
    if node.type in NAMED:
        element, own = NAMED[node.type]
        return tag(element, _children(node), class_=own or None, dir="auto")
    match node.type:
        case "heading":
            level = min(int(node.tag.removeprefix("h")) + 1, 6)
            return tag(f"h{level}", _children(node), class_=f"bk-title bk-{node.tag}", dir="auto")
        case "ordered_list":
            start = int(node.attrs.get("start", 1))
            return tag("ol", _children(node), class_="bk-list bk-marks-0", start=start)
        case "fence" | "code_block":
            return tag("pre", node.content.removesuffix("\n"), class_="bk-pre", dir="auto")
        case "table":
            return _table(node)
        case "th" | "td":
            return _cell(node)
        case _:
            return _inline(node)


def _inline(node: SyntaxTreeNode) -> Markup:
    match node.type:
        case "text":
            return emoji.in_text(node.content) if _is_in_link(node) else _words(node.content)
        case "code_inline":
            return tag("code", node.content, class_="bk-code")
        case "link":
            return link(str(node.attrs.get("href", "")), _children(node))
        case "image":
            return placeholder(node.content, kind="bk-inline-picture")
        case "softbreak" | "hardbreak":
            return BREAK
        case "hr":
            return tag("hr", class_="bk-divider")
        case _:
            return _children(node)


def _is_in_link(node: SyntaxTreeNode) -> bool:
    parent = node.parent
    return parent is not None and (parent.type == "link" or _is_in_link(parent))


def _words(text: str) -> Markup:
    parts: list[Markup] = []
    position = 0
    for found in URL.finditer(text):
        parts += [emoji.in_text(text[position : found.start()]), link(found[0], found[0])]
        position = found.end()
    return joined([*parts, emoji.in_text(text[position:])])


def _table(node: SyntaxTreeNode) -> Markup:
    drawn = tag("table", _children(node), class_="bk-table")
    return tag("div", drawn, class_="bk-scroll", role="region", aria_label="Table", tabindex=0)


def _cell(node: SyntaxTreeNode) -> Markup:
    align = str(node.attrs.get("style", "")).removeprefix("text-align:")
    return tag(node.type, _children(node), class_=f"bk-{align}" if align else None, dir="auto")
