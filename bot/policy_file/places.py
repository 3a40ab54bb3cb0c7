"""Where in the file a character of a text stands, however the text is quoted or folded."""

import yaml


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
        return min(at + len(r"\n"), end)
    if sign.isspace():
        return at + 1 if text[at : at + 1].isspace() else at
    return min(_next(text, sign, at, end) + 1, end)


def _next(text: str, sign: str, at: int, end: int) -> int:
    """Line breaks, indentation and doubled quotes of the file are not in the value."""
    found = text.find(sign, at, end)
    return found if found >= 0 else at
