"""How commands speak: results on standard output, and what went wrong as one sentence."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn, TypeVar

import typer
from asyncpg import InterfaceError, PostgresError
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from store.errors import StoreError

T = TypeVar("T")
MakeLoop = Callable[[], asyncio.AbstractEventLoop]
UNREACHABLE = (OSError, SQLAlchemyError, PostgresError, InterfaceError, StoreError)

out = Console()
err = Console(stderr=True)


def give_up(sentence: str, code: int = 1) -> NoReturn:
    err.print(sentence, style="red", markup=False, highlight=False)
    raise typer.Exit(code)


def pour(text: str) -> None:
    """Into standard output. Whoever reads it may have enough (`… | head`), which is no mistake."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        raise typer.Exit(0) from None


def run(work: Coroutine[Any, Any, T], *, loop: MakeLoop | None = None) -> T:
    """Run to the end; Ctrl-C ends quietly."""
    try:
        with asyncio.Runner(loop_factory=loop) as runner:
            return runner.run(work)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def run_on_record(work: Coroutine[Any, Any, T]) -> T:
    """What opens the database. When it cannot be had, that is one sentence and nothing is done."""
    try:
        return run(work)
    except StoreError as error:
        give_up(str(error))
    except UNREACHABLE as error:
        give_up(
            f"The database does not answer ({type(error).__name__}). "
            "`handrail doctor` says what is wrong."
        )
