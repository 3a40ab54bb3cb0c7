"""Figures with their targets: shown as a table, and kept in RESULTS.md as they were seen."""

import os
import platform
import sqlite3
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
        """What was measured now, in the place of what was seen of the same before."""
        sections = _sections(path.read_text()) if path.exists() else {}
        sections |= {title: _section(each, self.rounds) for title, each in self.figures.items()}
        parts = [_head(extra), *(f"## {name}\n{told}" for name, told in sections.items())]
        path.write_text("\n\n".join(parts) + "\n")


def number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def _head(extra: str) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        "# What `make bench` saw\n\n"
        f"{_processor()}, {os.cpu_count()} cores, {_memory()} of memory, "
        f"Linux {platform.release().split('-')[0]}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {extra}; {packages}.\n\n"
        "Ours and what it is held against run in turns, every program in a process of its own over "
        "real HTTP, the load in another. A ratio is the median of the rounds' ratios. CPU is user "
        "and system seconds of the server's process, PostgreSQL's own not counted. `load` is how "
        f"many wanted the {os.cpu_count()} cores at the end: with more than that, waiting for a "
        "core is part of every time, and ratios and CPU say more than times do."
    )


def _section(figures: list[Figure], rounds: int) -> str:
    today = datetime.now(UTC).date()  # noqa: TID251
    rows = [
        f"| {each.name} | {number(each.value)} {each.unit} | {each.target} | {each.verdict} "
        f"| {each.note} |"
        for each in figures
    ]
    told = f"On {today}, {rounds} rounds, load {os.getloadavg()[0]:.0f}."
    return "\n".join(
        [told, "", "| figure | seen | target | | note |", "|---|--:|--:|---|---|", *rows]
    )


def _sections(text: str) -> dict[str, str]:
    parts = (part.partition("\n") for part in text.split("\n## ")[1:])
    return {name: told.strip() for name, _, told in parts}


def _processor() -> str:
    for row in Path("/proc/cpuinfo").read_text().splitlines():
        if row.startswith("model name"):
            return row.partition(":")[2].strip()
    return platform.machine()


def _memory() -> str:
    kibibytes = int(Path("/proc/meminfo").read_text().split()[1])
    return f"{kibibytes / 1024 / 1024:.0f} GiB"
