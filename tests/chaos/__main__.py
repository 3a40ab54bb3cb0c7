"""`python -m tests.chaos`: as much bad weather as you like, by one seed, with a closing table."""

import asyncio
import secrets
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tests.chaos.storm import Report, Weather, storm
from tests.chaos.weathers import (
    agents_vanish,
    cut_connections,
    every_fault,
    every_step,
    full_disk,
    kills,
    pauses,
    restarts,
    rolling_restart,
    slack_is_down,
    unanswered_commits,
)
from tests.databases import Postgres, running_postgres

ENGINES = ("sqlite", "postgresql")
CUTS, RESTARTS = 200, 5
AT_A_TIME = 50  # kills in one storm; then its history is read, and the next one begins

out = Console()


def main(
    number: Annotated[int, typer.Option("--kills", help="How often a desk is killed.")] = 1_000,
    paused: Annotated[int, typer.Option("--pauses", help="How often one is stopped.")] = 100,
    engine: Annotated[str, typer.Option(help=f"One of {', '.join(ENGINES)}; empty: both.")] = "",
    seed: Annotated[int, typer.Option(help="The same seed blows the same way.")] = 0,
) -> None:
    """Kill, pause and mislead desks, and check that nothing was lost and nothing doubled."""
    seed = seed or secrets.randbelow(1_000_000)
    out.print(f"Seed {seed}.")
    table = Table("engine", "weather", "how often", "cases", "seconds", "broken promises")
    broken: list[str] = []
    with running_postgres() as postgres:
        for name in (engine,) if engine else ENGINES:
            for title, weather, replicas in _forecast(name, number, paused, postgres):
                report = asyncio.run(_blow(weather, name, postgres, seed, replicas))
                seed += 1
                broken += report.broken
                often = sum(report.counted.values())
                table.add_row(name, title, f"{often}", f"{report.cases}", *_end(report))
                out.print(f"{name}: {title}, {often}: {len(report.broken)} broken promises")
    out.print(table)
    for words in broken:
        out.print(f"- {words}", markup=False)
    raise typer.Exit(1 if broken else 0)


def _forecast(
    engine: str, number: int, paused: int, postgres: Postgres
) -> list[tuple[str, Weather, int]]:
    storms = [AT_A_TIME] * (number // AT_A_TIME) + [number % AT_A_TIME]
    several = engine == "postgresql"
    planned: list[tuple[str, Weather, int]] = [
        ("a death at every step", every_step, 1),
        ("every fault of Slack", every_fault, 1),
        ("Slack down for ten minutes", slack_is_down, 1),
        ("agents that vanish", agents_vanish, 1),
    ]
    if several:
        planned.append(("connections cut", cut_connections(CUTS), 2))
        planned.append(("a rolling restart", rolling_restart, 3))
        planned.append(("answers to commits lost", unanswered_commits, 1))
        if postgres.fall_over:
            planned.append(("PostgreSQL falls over", restarts(postgres, RESTARTS), 2))
    else:
        planned.append(("a full disk", full_disk, 1))
    for turn, count in enumerate(storms):
        if count:
            replicas = 3 if several and turn % 2 else 1
            planned.append((f"kills of {replicas}", kills(count), replicas))
    if several and paused:
        planned.append(("pauses of 2", pauses(paused), 2))
    return planned


async def _blow(
    weather: Weather, engine: str, postgres: Postgres, seed: int, replicas: int
) -> Report:
    with tempfile.TemporaryDirectory(prefix="handrail-storm-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/desk.db" if engine == "sqlite" else await postgres.durable()
        return await storm(weather, folder=folder, database_url=url, seed=seed, replicas=replicas)


def _end(report: Report) -> tuple[str, str]:
    return f"{report.seconds:.0f}", f"{len(report.broken)}"


if __name__ == "__main__":
    typer.run(main)
