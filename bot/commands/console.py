"""How commands speak: results on standard output, and what went wrong as one sentence."""

import asyncio
from collections.abc import Coroutine
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console

T = TypeVar("T")

out = Console()
err = Console(stderr=True)


def give_up(sentence: str, code: int = 1) -> NoReturn:
    err.print(sentence, style="red", markup=False, highlight=False)
    raise typer.Exit(code)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; Ctrl-C ends quietly."""
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
