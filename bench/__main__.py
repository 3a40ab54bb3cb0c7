"""Run every benchmark, or those that are named: `python -m bench turns presses`.

`--quick` looks for a moment only and writes nothing down; what is measured in full is written to
RESULTS.md, in the place of what was seen of it before. `--help` only lists what there is.
"""

import sys
from collections.abc import Sequence
from types import ModuleType

from rich.console import Console

from bench import (
    cycles,
    growth,
    holding,
    open_time,
    peers,
    policy,
    presses,
    timers,
    turns,
    waiting,
    wants_human,
    week,
)
from bench.figures import RESULTS, Board
from bench.stage import a_stage

EACH = (
    policy,
    open_time,
    turns,
    presses,
    waiting,
    cycles,
    holding,
    timers,
    growth,
    week,
    peers,
    wants_human,
)
ALL: dict[str, ModuleType] = {each.__name__.rpartition(".")[2]: each for each in EACH}
_BRIEF = "a first look at each, of which nothing is written down"
QUICK, HELP = "--quick", ("--help", "-h")


def main(words: Sequence[str]) -> int:
    console = Console(soft_wrap=True)
    if any(word in HELP for word in words):
        console.print(usage(), markup=False, highlight=False)
        return 0
    quick, named = QUICK in words, [word for word in words if word != QUICK]
    if unknown := [name for name in named if name not in ALL]:
        console.print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(ALL)}.")
        return 2
    board = Board(console, rounds=2, seconds=0.4, scale=0.1) if quick else Board(console)
    failed: list[str] = []
    with a_stage() as stage:
        for name in named or ALL:
            try:
                ALL[name].run(board, stage)
            except Exception:  # noqa: BLE001  # whatever it was
                console.print_exception()
                failed.append(name)
            if not quick:
                board.write(RESULTS, stage.postgres_version)
        board.show()
    return bool(failed)


def usage() -> str:
    """A line for each benchmark, in its own words."""
    lines = (f"  {name:<12} {_said(each)}" for name, each in ALL.items())
    head, foot = _said(sys.modules[__name__]), f"  {QUICK:<12} {_BRIEF}"
    return "\n".join((head, "", *lines, "", foot))


def _said(module: ModuleType) -> str:
    return " ".join((module.__doc__ or "").partition("\n\n")[0].split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
