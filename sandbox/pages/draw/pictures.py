"""Pictures, videos and files: nothing is fetched, so each is a frame that says what it is."""

from markupsafe import Markup

from sandbox.model import Json
from sandbox.pages.draw.html import classes, link, tag
from sandbox.pages.draw.icons import icon
from sandbox.pages.draw.reader import Reader
from sandbox.pages.draw.text import text, written


def placeholder(alt: str, *, kind: str = "bk-picture", sign: str = "picture") -> Markup:
    label = alt or "image"
    inner = tag("span", label, class_="bk-alt", dir="auto")
    frame = tag("span", icon(sign), class_="bk-frame")
    return tag("span", frame, inner, class_=kind, role="img", aria_label=label, title=label)


def thumbnail(element: Json | None, size: str) -> Markup:
    """A small picture beside words: its name is for the ear and for the pointer."""
    if not element:
        return Markup("")
    label = str(element.get("alt_text") or "image")
    own = classes("bk-thumbnail", size)
    return tag("span", icon("picture"), class_=own, role="img", aria_label=label, title=label)


def image(block: Json, reader: Reader) -> Markup:
    title = text(block.get("title"), reader)
    caption = tag("figcaption", title, class_="bk-caption", dir="auto") if title else None
    return tag("figure", caption, placeholder(str(block.get("alt_text") or "")), class_="bk-image")


def video(block: Json, reader: Reader) -> Markup:
    title = text(block.get("title"), reader)
    url = str(block.get("title_url") or block.get("video_url") or "")
    by = " · ".join(
        str(block[name]) for name in ("author_name", "provider_name") if block.get(name)
    )
    return tag(
        "div",
        tag("div", by, class_="bk-faint", dir="auto") if by else None,
        tag("div", link(url, title), class_="bk-strong", dir="auto"),
        tag("div", text(block.get("description"), reader), dir="auto"),
        placeholder(str(block.get("alt_text") or written(block.get("title"))), sign="play"),
        class_="bk-video",
    )


def file(block: Json) -> Markup:
    name = str(block.get("external_id") or "file")
    sign = tag("span", icon("file"), class_="bk-thumbnail bk-large")
    words = tag("span", tag("b", "Remote file"), tag("br"), name, dir="auto")
    return tag("div", sign, words, class_="bk-boxed bk-row")
