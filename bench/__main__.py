"""Run every benchmark beside this file, or those that are named: `python -m bench policy`."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from rich.console import Console


def main(wanted: list[str]) -> int:
    console = Console()
    found = {path.stem: path for path in sorted(Path(__file__).parent.glob("[a-z]*.py"))}
    if unknown := [name for name in wanted if name not in found]:
        console.print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(found)}.")
        return 2
    for name, module in _modules(wanted or list(found)):
        console.rule(name)
        module.run(console)
    return 0


def _modules(names: list[str]) -> Iterator[tuple[str, ModuleType]]:
    """Those that have something to run; the others only help."""
    for name in names:
        module = import_module(f"bench.{name}")
        if hasattr(module, "run"):
            yield name, module


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
