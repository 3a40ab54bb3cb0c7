"""What was drawn, read back with a parser that is not ours."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markupsafe import Markup

VOID = {"br", "hr", "img", "input"}


@dataclass
class Element:
    name: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)

    def __getitem__(self, name: str) -> str | None:
        return self.attributes.get(name)

    def walk(self) -> "Iterator[Element]":
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.walk()

    def all(self, name: str = "", **wanted: str) -> "list[Element]":
        """By the element's name and attributes; `class_` asks for one of its classes."""
        return [one for one in self.walk() if one.name == (name or one.name) and one.has(wanted)]

    def one(self, name: str = "", **wanted: str) -> "Element":
        found = self.all(name, **wanted)
        assert len(found) == 1, f"{len(found)} of {name} {wanted}"
        return found[0]

    def has(self, wanted: dict[str, str]) -> bool:
        own = (self["class"] or "").split()
        return all(
            value in own if name == "class_" else self[name.replace("_", "-")] == value
            for name, value in wanted.items()
        )

    @property
    def text(self) -> str:
        if self.name == "br":
            return "\n"
        return "".join(one if isinstance(one, str) else one.text for one in self.children)

    @property
    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """Every element with the names of its attributes: all that is markup."""
        return [(one.name, tuple(one.attributes)) for one in self.walk()]


class Reading(HTMLParser):
    """Refuses what a browser would have to mend."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("root")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute twice in {tag}"
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().name == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")


def read(markup: Markup) -> Element:
    reading = Reading()
    reading.feed(str(markup))
    reading.close()
    assert reading.open == [reading.root], "an element was left open"
    return reading.root
