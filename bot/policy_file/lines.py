"""YAML with its places kept, and no more of YAML than a policy needs."""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot.policy_file.problem import Problem

LONGEST = 200_000
DEEPEST = 20
Path = tuple[str | int, ...]
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FRACTION = re.compile(r"[-+]?[0-9]+\.[0-9]+")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(slots=True)
class Lined:
    """Plain values, the line on which each of them stands, and what was wrong while reading."""

    text: str = ""
    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    scalars: dict[Path, yaml.ScalarNode] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of the nearest thing that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Loader(yaml.SafeLoader):
    """Aliases are refused: a policy has no use for them, and a bomb has. So are tags."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                problem=f"aliases such as `*{event.anchor}` are not used here; "
                "write it out, or put a text that starts with `*` in quotes",
                problem_mark=event.start_mark,
            )
        if tag := getattr(event, "tag", None):
            raise yaml.MarkedYAMLError(
                problem=f"tags such as `{tag}` are not used here; "
                "put a text that starts with `!` in quotes",
                problem_mark=event.start_mark,
            )
        return super().compose_node(parent, index)


def read(text: str) -> Lined:
    lined = Lined(text=text)
    if len(text) > LONGEST:
        lined.problems.append(Problem(1, f"a policy has at most {LONGEST:,} characters"))
        return lined
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
        if node is not None:
            lined.value = _plain(node, (), lined)
    except yaml.MarkedYAMLError as error:
        lined.problems.append(_marked(error))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        lined.problems.append(Problem(line, f"the character #x{error.character:04x} is not text"))
    except RecursionError:
        lined.problems.append(Problem(1, "this is nested too deep"))
    return lined


def _marked(error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    what = str(error.problem)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 0)
    return Problem(line, _hint(what), column)


def _hint(what: str) -> str:
    """YAML's parser speaks of tokens; people of what they forgot."""
    if r"'\t'" in what:
        return "this is not YAML: a tab; indent with spaces"
    if what.startswith("mapping values"):
        return "this is not YAML: a text with `: ` in it needs quotes, or the indentation is off"
    if what.startswith("but found another document"):
        return "one file holds one policy; a second one starts here with `---`"
    if "not used here" in what:
        return what
    return f"this is not YAML: {what}; a text with special characters needs quotes"


def _plain(node: yaml.Node, path: Path, lined: Lined) -> Any:
    lined.lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > DEEPEST:
        lined.problems.append(Problem(node.start_mark.line + 1, "this is nested too deep"))
        return None
    match node:
        case yaml.MappingNode():
            return _mapping(node, path, lined)
        case yaml.SequenceNode():
            return [_plain(item, (*path, at), lined) for at, item in enumerate(node.value)]
        case yaml.ScalarNode():
            lined.scalars[path] = node
            return _scalar(node)
        case _:
            return None


def _mapping(node: yaml.MappingNode, path: Path, lined: Lined) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            lined.problems.append(Problem(line, "a name is plain text, not a list or a mapping"))
            continue
        key = key_node.value
        if key in values:
            first = lined.lines[*path, key]
            lined.problems.append(
                Problem(line, f"`{key}` stands here twice, first in line {first}")
            )
            continue
        lined.lines[*path, key] = line
        values[key] = _plain(value_node, (*path, key), lined)
    return values


def _scalar(node: yaml.ScalarNode) -> Any:
    """As YAML 1.2 reads: `NO` is Norway, 2026-12-24 and 08:30 are text."""
    text = node.value
    if node.style:
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _NUMBER.fullmatch(text):
        return int(text) if len(text) < DEEPEST else text
    return float(text) if _FRACTION.fullmatch(text) else text
