"""`handrail init`: a policy, a .env, and a Slack app that is filled in already."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.console import err, give_up
from bot.commands.init import envfile, files
from bot.commands.init.questions import Question, choose
from bot.commands.init.steps import steps

POLICY, ENV = "handrail.yaml", ".env"


def init(
    channel: Annotated[str, typer.Option(help="The channel for cards, by its id (C…).")] = "",
    approvers: Annotated[
        str, typer.Option(help="Who decides: ids of user groups (S…) or people (U…), by commas.")
    ] = "",
    timeout: Annotated[str, typer.Option(help="How long they may take, such as 30m.")] = "",
    http: Annotated[
        bool | None,
        typer.Option(
            "--http/--socket-mode", help="How Slack reaches Handrail.", show_default=False
        ),
    ] = None,
    address: Annotated[str, typer.Option(help="Your public https address; means --http.")] = "",
    database: Annotated[str, typer.Option(help="sqlite:///file or postgresql://…")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write both files anew; .env keeps its values.")
    ] = False,
) -> None:
    """Write handrail.yaml and .env here, and say how to make the Slack app."""
    if address and http is False:
        give_up("--address goes with --http; Socket Mode needs none.", 2)
    policy, env = Path(POLICY), Path(ENV)
    kept = envfile.read(env)
    reach = {None: "http" if address else "", True: "http", False: "socket"}[http]
    given = {
        "channel": channel,
        "approvers": approvers,
        "timeout": timeout,
        "socket_mode": reach,
        "address": address,
        "database": database or kept.get("HANDRAIL_DATABASE_URL", ""),
    }
    try:
        if not force:
            files.refuse_occupied([policy, env])
        ask = _ask if sys.stdin.isatty() and not yes else None
        if ask:
            typer.echo("A few questions; Enter takes what is offered. Nothing is written before.")
        chosen = choose({field: said for field, said in given.items() if said}, ask=ask, tell=_tell)
        if policy.exists():
            files.keep_aside(policy)
        files.place(
            Path(),
            {
                POLICY: (files.policy(chosen), files.FOR_ALL),
                ENV: (envfile.text(chosen, kept), files.FOR_ME),
            },
        )
    except (ValueError, files.Occupied) as error:
        give_up(str(error), 2)
    except OSError as error:
        give_up(f"Cannot write here: {error.strerror}.")
    print(f"\n{steps(chosen)}")


def _ask(question: Question) -> str:
    offered = question.offer or "Enter: later"
    typer.echo(f"\n{question.words}")
    return typer.prompt(f"  [{offered}]", default="", show_default=False, prompt_suffix=" ")


def _tell(sentence: str) -> None:
    err.print(f"  {sentence}", style="yellow", markup=False, highlight=False)
