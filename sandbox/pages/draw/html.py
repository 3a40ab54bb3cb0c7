"""Elements of HTML. All that goes into one is escaped, unless it was made here."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from markupsafe import Markup, escape

VOID = {"br", "hr", "img", "input"}
SAFE = {"http", "https", "mailto"}
UNSENDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
BREAK = Markup("<br>")

Child = str | Markup | None
Value = str | int | bool | None


def tag(name: str, /, *children: Child, **attributes: Value) -> Markup:
    """`class_` is `class`, `data_id` is `data-id`; what is None or False is left out."""
    written = Markup("").join(
        _attribute(key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    opened = Markup("<{}{}>").format(Markup(name), written)
    if name in VOID:
        return opened
    return opened + joined(children) + Markup("</{}>").format(Markup(name))


def joined(parts: Iterable[Child]) -> Markup:
    return Markup("").join(words(part) for part in parts if part is not None)


def words(text: str | Markup) -> Markup:
    return text if isinstance(text, Markup) else escape(UNSENDABLE.sub("�", text))


def lines(text: str) -> Markup:
    """Each line on its own."""
    return BREAK.join(words(line) for line in text.split("\n"))


def classes(*names: str | bool | None) -> str:
    return " ".join(name for name in names if isinstance(name, str) and name)


def link(url: str, shown: str | Markup, **attributes: Value) -> Markup:
    """A link that opens elsewhere; an address that a browser could run stays words."""
    if not is_safe(url):
        return tag("span", shown)
    attributes = {"class_": "bk-link"} | attributes
    return tag("a", shown, href=url, target="_blank", rel="noopener noreferrer", **attributes)


def is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    return parts.scheme.lower() in SAFE and bool(parts.netloc or parts.scheme == "mailto")


def _attribute(name: str, value: Value) -> Markup:
    if value is True:
        return Markup(" {}").format(name)
    return Markup(' {}="{}"').format(name, UNSENDABLE.sub("�", str(value)))
