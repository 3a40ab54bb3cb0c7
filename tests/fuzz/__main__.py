"""`python -m tests.fuzz`: ten thousand calls and many strange words, by one seed, and a table."""

import os
import secrets
import subprocess
import sys
from time import monotonic
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.logs import set_up_logs
from tests.fuzz.calls import Found, fuzz, wrong_methods
from tests.fuzz.served import served

ENGINES = ("sqlite", "postgresql")
WORDS = ["-m", "pytest", "-q", "-p", "no:xdist", "--timeout", "1200", "tests/fuzz"]

out = Console()


def main(
    calls: Annotated[int, typer.Option(help="How many calls of the API, at least.")] = 10_000,
    engine: Annotated[str, typer.Option(help=f"One of {', '.join(ENGINES)}.")] = ENGINES[0],
    seed: Annotated[int, typer.Option(help="The same seed calls the same way.")] = 0,
    words: Annotated[bool, typer.Option(help="Words, cards and signatures, too.")] = True,
) -> None:
    """Send what nobody would think of, and check what comes back."""
    set_up_logs("CRITICAL")
    seed = seed or secrets.randbelow(1_000_000) + 1
    out.print(f"Seed {seed}.")
    began = monotonic()
    with served(engine) as desk:
        wrong = wrong_methods(desk)
        found = fuzz(desk, calls=calls, number=seed)
    out.print(_table(found))
    broken = found.broken | wrong
    out.print(
        f"{found.calls} calls on {engine} in {monotonic() - began:.0f} s: {len(broken)} broken promises."
    )
    for title, example in broken.items():
        out.print(f"\n- {title}\n{example}", markup=False, highlight=False)
    strange = _words(seed) if words else 0
    raise typer.Exit(1 if broken or strange else 0)


def _words(seed: int) -> int:
    """The same tests as in `make test`, with many more examples."""
    environ = os.environ | {"HYPOTHESIS_PROFILE": "deep"}
    return subprocess.run(
        [sys.executable, *WORDS, f"--hypothesis-seed={seed}"], env=environ, check=False
    ).returncode


def _table(found: Found) -> Table:
    table = Table("calls", "answered")
    for answered, number in sorted(found.statuses.items()):
        table.add_row(f"{number}", answered)
    return table


if __name__ == "__main__":
    typer.run(main)
