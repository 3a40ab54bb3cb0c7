"""Where in the file a character of a text stands, however the text is quoted or folded."""

import yaml

_ESCAPES = {"x": 4, "u": 6, "U": 10}


def place(text: str, node: yaml.ScalarNode, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of the value's character at this offset."""
    at, end = _start(text, node), node.end_mark.index
    for sign in node.value[:offset]:
        at = _after(text, sign, at, end, node.style)
    if offset < len(node.value) and not node.value[offset].isspace():
        at = _next(text, node.value[offset], at, end)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _start(text: str, node: yaml.ScalarNode) -> int:
    start = node.start_mark.index
    if node.style in ("|", ">"):
        return text.find("\n", start) + 1 or start
    return start + 1 if node.style else start


def _after(text: str, sign: str, at: int, end: int, style: str | None) -> int:
    if style == '"' and text[at : at + 1] == "\\":
        return min(at + _ESCAPES.get(text[at + 1 : at + 2], 2), end)
    if sign.isspace():
        return at + 1 if text[at : at + 1].isspace() else at
    after = _next(text, sign, at, end) + 1
    return after + 1 if style == "'" and sign == "'" else min(after, end)


def _next(text: str, sign: str, at: int, end: int) -> int:
    """Line breaks and indentation of the file are not in the value."""
    found = text.find(sign, at, end)
    return found if found >= 0 else at
