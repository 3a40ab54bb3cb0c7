"""`handrail doctor`: looks at everything, changes nothing, and says what to do."""

import os
from typing import Annotated

import typer

from bot.clock import SystemClock
from bot.commands.console import UNREACHABLE, give_up, out, run
from bot.commands.doctor.database import redrive
from bot.commands.doctor.environment import readable
from bot.commands.doctor.rounds import look_round
from bot.commands.doctor.show import as_json, lines, summary
from bot.logs import set_up_logs
from bot.ports import Clock
from bot.rules.finding import Finding, Level, count
from store.errors import StoreError


def doctor(
    as_data: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    address: Annotated[
        str, typer.Option(help="With HTTP: your public address, to knock at as Slack does.")
    ] = "",
    again: Annotated[
        bool, typer.Option("--redrive", help="First owe every dead delivery again.")
    ] = False,
) -> None:
    """Look at settings, policy, database and Slack. Exits 1 when something is wrong.

    It only reads, so it may run beside `handrail serve`. Only --redrive writes; on SQLite, stop
    `handrail serve` for that.
    """
    set_up_logs("ERROR")
    clock = SystemClock()
    if address and readable(os.environ).socket_mode:
        give_up("With SLACK_APP_TOKEN set, Slack comes by Socket Mode: no address to try.", 2)
    if again:
        _redrive(clock)
    findings = run(_look(clock, address))
    if as_data:
        print(as_json(findings))
    else:
        for line in lines(findings, out.width if out.is_terminal else None):
            out.print(line, soft_wrap=True)
        out.print(f"\n{summary(findings)}", highlight=False)
    raise typer.Exit(1 if count(findings, Level.WRONG) else 0)


async def _look(clock: Clock, address: str) -> list[Finding]:
    return [finding async for finding in look_round(os.environ, clock, address=address)]


def _redrive(clock: Clock) -> None:
    try:
        revived = run(redrive(readable(os.environ), clock))
    except StoreError as error:
        give_up(f"Nothing was owed again. {error}")
    except UNREACHABLE as error:
        give_up(f"Nothing was owed again: the database said {type(error).__name__}.")
    out.print(f"{revived} owed again.\n", highlight=False)
