"""`handrail replay`: recorded conversations through a running gateway, as an agent would."""

import os
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.commands.console import err, give_up, out, run
from bot.commands.replay.agent import ReplayedAgent, Stopped, Took
from bot.commands.replay.recorded import RecordedTurn, Unreadable, agent_turns, conversations
from bot.commands.replay.report import shortcomings, show
from bot.commands.replay.reviewer import WAYS, Reviewer
from sandbox.client import Workspace


def replay(
    file: Annotated[Path, typer.Argument(help="JSON Lines of conversations; .gz too.")],
    url: Annotated[str, typer.Option(help="The gateway's address.")] = "http://127.0.0.1:8080",
    key: Annotated[str, typer.Option(help="A key; or set HANDRAIL_KEY.")] = "",
    agent_id: Annotated[str, typer.Option("--agent", help="The agent's id.")] = "replay",
    confidence: Annotated[
        str, typer.Option(help="Where a conversation keeps a confidence, e.g. labels.confidence.")
    ] = "",
    decide: Annotated[
        str, typer.Option(help=f"Decide unattended in a sandbox: {', '.join(WAYS)}.")
    ] = "",
    sandbox: Annotated[str, typer.Option(help="The sandbox's address, with --decide.")] = (
        "http://127.0.0.1:4004"
    ),
    parallel: Annotated[int, typer.Option(min=1, max=64, help="Conversations at a time.")] = 8,
    wait: Annotated[float, typer.Option(help="Seconds to wait for a person, for each turn.")] = (
        3600.0
    ),
    prefix: Annotated[str, typer.Option(help="Before each conversation's id: a new run.")] = "",
) -> None:
    """Replay conversations. Stopped and started again, it goes on: a turn is judged only once."""
    key = key or os.environ.get("HANDRAIL_KEY", "")
    if not key:
        give_up("Give --key or set HANDRAIL_KEY; `handrail keys create` makes one.", 2)
    if decide and decide not in WAYS:
        give_up(f"--decide is one of {', '.join(WAYS)}.", 2)
    turns = _read(file, agent_id, confidence, prefix)
    with _progress() as progress:
        bar = progress.add_task("turns", total=sum(map(len, turns)))
        agent = ReplayedAgent(
            url, key, agent_id, wait, parallel, on_turn=lambda _: progress.advance(bar)
        )
        took = run(_play(agent, turns, decide, sandbox))
    show(took, out)
    raise typer.Exit(1 if shortcomings(took) else 0)


async def _play(
    agent: ReplayedAgent, turns: list[list[RecordedTurn]], decide: str, sandbox: str
) -> list[Took]:
    async with AsyncExitStack() as stack:
        if decide:
            workspace = await stack.enter_async_context(Workspace.connect(sandbox))
            agent.decide = Reviewer(workspace, decide).decide
        try:
            return await agent.play(turns)
        except* Stopped as stopped:
            give_up(str(stopped.exceptions[0]))


def _read(file: Path, agent_id: str, confidence: str, prefix: str) -> list[list[RecordedTurn]]:
    try:
        return [
            agent_turns(each, agent_id=agent_id, confidence_path=confidence, prefix=prefix)
            for each in conversations(file)
        ]
    except (Unreadable, OSError) as error:
        give_up(str(error), 2)


def _progress() -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=err)
