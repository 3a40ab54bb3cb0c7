"""Mentions: people, channels, groups, everybody."""

from markupsafe import Markup

from sandbox.pages.draw.html import classes, tag
from sandbox.pages.draw.reader import Reader


def person(id: str, reader: Reader, label: str = "") -> Markup:
    name = reader.names.get(id) or label or id
    own = classes("bk-mention", id == reader.user and "bk-own")
    return tag("span", f"@{name}", class_=own, data_user=id)


def channel(id: str, reader: Reader, label: str = "") -> Markup:
    name = reader.names.get(id) or label or id
    return tag("span", f"#{name}", class_="bk-mention", data_channel=id)


def group(id: str, reader: Reader, label: str = "") -> Markup:
    name = reader.names.get(id) or label.removeprefix("@") or id
    return tag("span", f"@{name}", class_="bk-mention", data_group=id)


def everybody(range: str) -> Markup:
    return tag("span", f"@{range}", class_="bk-mention bk-own")
