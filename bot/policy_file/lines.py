"""YAML with its line numbers kept, and no more of YAML than a policy needs."""

from dataclasses import dataclass, field
from typing import Any

import yaml

LONGEST = 1_000_000
DEEPEST = 20
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the file, where, and what is allowed there."""

    line: int
    sentence: str


@dataclass(slots=True)
class Lined:
    """Plain values, and the line on which each of them stands."""

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of the nearest thing that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Loader(yaml.SafeLoader):
    """Aliases are refused: a policy has no use for them, and a bomb has."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()
            raise yaml.YAMLError(f"line {event.start_mark.line + 1}: aliases are not used here")
        return super().compose_node(parent, index)


def read(text: str) -> Lined:
    lined = Lined()
    if len(text) > LONGEST:
        lined.problems.append(Problem(1, f"the file is longer than {LONGEST:,} characters"))
        return lined
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            lined.value = _plain(loader, node, (), lined) if node else {}
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        lined.problems.append(Problem(line, f"this is not YAML: {error.problem}"))
    except (yaml.YAMLError, RecursionError) as error:
        lined.problems.append(Problem(1, f"this is not YAML: {error}"))
    return lined


def _plain(loader: Any, node: yaml.Node, path: Path, lined: Lined) -> Any:
    lined.lines[path] = node.start_mark.line + 1
    if len(path) > DEEPEST:
        lined.problems.append(Problem(node.start_mark.line + 1, "this is nested too deep"))
        return None
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, path, lined)
    if isinstance(node, yaml.SequenceNode):
        return [
            _plain(loader, item, (*path, index), lined) for index, item in enumerate(node.value)
        ]
    return _scalar(loader, node)


def _mapping(loader: Any, node: yaml.MappingNode, path: Path, lined: Lined) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in values:
            lined.problems.append(
                Problem(key_node.start_mark.line + 1, f"`{key}` stands here twice")
            )
        values[key] = _plain(loader, value_node, (*path, key), lined)
        lined.lines[(*path, key)] = key_node.start_mark.line + 1
    return values


def _scalar(loader: Any, node: yaml.Node) -> Any:
    """Dates and numbers with colons stay text; YAML 1.1 would make something of them."""
    if node.tag in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:value"):
        return node.value
    if node.tag == "tag:yaml.org,2002:int" and ":" in str(node.value):
        return node.value
    return loader.construct_object(node)
