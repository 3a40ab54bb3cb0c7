"""Figures with their targets: shown as a table, and kept in RESULTS.md as they were seen."""

import os
import platform
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "RESULTS.md"
PACKAGES = ("fastapi", "uvicorn", "uvloop", "pydantic", "sqlalchemy", "asyncpg", "slack-bolt")


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured; without `most` and `least` it is only told."""

    name: str
    value: float
    unit: str = "x"
    most: float | None = None
    least: float | None = None
    note: str = ""

    @property
    def target(self) -> str:
        if self.most is not None:
            return f"≤ {self.most:g} {self.unit}"
        return f"≥ {self.least:g} {self.unit}" if self.least is not None else ""

    @property
    def verdict(self) -> str:
        if self.most is None and self.least is None:
            return ""
        good = self.value <= self.most if self.most is not None else self.value >= (self.least or 0)
        return "reached" if good else "missed"


@dataclass
class Board:
    """Where benchmarks write down what they saw. `rounds` and `seconds` say how long to look."""

    console: Console
    rounds: int = 7
    seconds: float = 1.0
    scale: float = 1.0
    figures: dict[str, list[Figure]] = field(default_factory=dict)
    title: str = ""

    def begin(self, title: str) -> None:
        self.title = title
        self.figures[title] = []
        self.console.rule(title)

    def add(self, *figures: Figure) -> None:
        self.figures[self.title] += figures
        for each in figures:
            said = f"{each.name}: {number(each.value)} {each.unit}"
            self.console.print(f"{said}  {each.target}  {each.verdict}  {each.note}", markup=False)

    def count(self, many: int, *, least: int = 1) -> int:
        """As many as asked for, or fewer in a quick look."""
        return max(least, int(many * self.scale))

    def show(self) -> None:
        table = Table("figure", "seen", "target", "", "note")
        for title, figures in self.figures.items():
            table.add_row(f"[bold]{title}")
            for each in figures:
                seen = f"{number(each.value)} {each.unit}"
                table.add_row(each.name, seen, each.target, each.verdict, each.note)
        self.console.print(table)

    def write(self, path: Path, extra: str) -> None:
        path.write_text("\n".join([*_head(self, extra), *_rows(self.figures)]) + "\n")


def number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def _head(board: Board, extra: str) -> Iterable[str]:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    today = datetime.now(UTC).date()  # noqa: TID251
    yield "# What `make bench` saw"
    yield ""
    yield (
        f"On {today}: {_processor()}, {os.cpu_count()} cores, {_memory()} of memory, "
        f"Linux {platform.release().split('-')[0]}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {extra}; {packages}."
    )
    yield ""
    yield (
        f"Ours and what it is held against run in turns, {board.rounds} rounds of "
        f"{board.seconds:g} s each, every program in a process of its own over real HTTP, the load "
        "in another. A ratio is the median of the rounds' ratios. CPU is user and system seconds "
        "of the server's process, PostgreSQL's own not counted."
    )


def _rows(groups: dict[str, list[Figure]]) -> Iterable[str]:
    for title, figures in groups.items():
        yield from (
            "",
            f"## {title}",
            "| figure | seen | target | | note |",
            "|---|--:|--:|---|---|",
        )
        for each in figures:
            seen = f"{number(each.value)} {each.unit}"
            yield f"| {each.name} | {seen} | {each.target} | {each.verdict} | {each.note} |"


def _processor() -> str:
    for row in Path("/proc/cpuinfo").read_text().splitlines():
        if row.startswith("model name"):
            return row.partition(":")[2].strip()
    return platform.machine()


def _memory() -> str:
    kibibytes = int(Path("/proc/meminfo").read_text().split()[1])
    return f"{kibibytes / 1024 / 1024:.0f} GiB"
