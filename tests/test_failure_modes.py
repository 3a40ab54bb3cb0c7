"""`docs/failure-modes.md` and the tests keep up with each other: each row has one, and says so."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "failure-modes.md").read_text()
ROWS = dict(re.findall(r"^\| (F\d+) \| .* \| (.*) \|$", PAGE, re.MULTILINE))
NUMBER = re.compile(r"\bF\d+\b")


def claims() -> Iterator[tuple[str, str]]:
    """Each row that a test's docstring, or its file's, says it is about, and where."""
    for path in sorted(TESTS.rglob("test_*.py")):
        tree, where = ast.parse(path.read_text()), path.relative_to(TESTS).as_posix()
        for row in NUMBER.findall(ast.get_docstring(tree) or ""):
            yield row, where
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for row in NUMBER.findall(ast.get_docstring(node) or ""):
                    yield row, f"{where}::{node.name}"


CLAIMED = set(claims())


@pytest.mark.parametrize("row", ROWS)
def test_each_row_names_tests_that_say_that_they_show_it(row: str) -> None:
    named = re.findall(r"`([^`]+)`", ROWS[row])
    assert named
    assert [each for each in named if (row, each) not in CLAIMED] == []


def test_every_row_from_the_first_to_the_last_is_there_once() -> None:
    assert list(ROWS) == [f"F{number}" for number in range(1, 79)]
    assert len(re.findall(r"^\| F\d+", PAGE, re.MULTILINE)) == len(ROWS)
