"""The few signs of our own, drawn as lines, so that they need no font."""

from markupsafe import Markup

from sandbox.pages.draw.html import tag

THUMB = "M2.5 7.5H5v6H2.5zM5 8l2.5-5.5c1 0 1.7.8 1.5 2L8.6 6.5h4c.8 0 1.3.7 1.1 1.5l-1 4.3"
THUMB += "c-.2.7-.7 1.2-1.4 1.2H5"
ROUND = "M2 8a6 6 0 1 0 12 0a6 6 0 1 0-12 0"
LINES = {
    "picture": "M2 3.5h12v9H2zM4.8 6.3h.4M2.5 12l3.8-4.2 2.6 2.6 2-2L14 11.5",
    "file": "M4 1.5h5l3 3v10H4zM9 1.5v3h3",
    "play": "M5 3l8 5-8 5z",
    "phone": "M3.5 2H6l1 3-1.5 1.2c.8 1.9 1.9 3 3.8 3.8L10.5 8.5l3 1v2.5"
    "c0 .9-.8 1.5-1.7 1.5C6.5 13 3 9.5 2 4c0-1 .6-2 1.5-2z",
    "bin": "M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.7 9h5.6l.7-9",
    "thumb_up": THUMB,
    "thumb_down": THUMB,
    "info": f"{ROUND}M8 7.3v3.7M8 4.9v.1",
    "warning": "M8 2.5 14.5 13.5h-13zM8 6.5v3.2M8 11.4v.1",
    "error": f"{ROUND}M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
    "success": f"{ROUND}M5.2 8.2l2 2 3.6-4",
    "dots": "M3.2 8h.1M8 8h.1M12.8 8h.1",
}
TURNED = {"thumb_down": "rotate(180 8 8)"}


def icon(name: str) -> Markup:
    """For the eye alone: what it stands for is said beside it."""
    line = tag("path", d=LINES[name], transform=TURNED.get(name))
    return tag("svg", line, class_="bk-line-icon", viewBox="0 0 16 16", aria_hidden="true")
