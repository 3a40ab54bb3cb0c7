"""`handrail init`: a policy, a .env, and a Slack app that is filled in already."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.console import err, give_up
from bot.commands.init import envfile, files
from bot.commands.init.choices import Choices
from bot.commands.init.questions import Question, choose
from bot.commands.init.steps import steps

POLICY, ENV = Path("handrail.yaml"), Path(".env")


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
    reach = {None: "http" if address else "", True: "http", False: "socket"}[http]
    try:
        kept = _kept(force=force)
        given = {
            "channel": channel,
            "approvers": approvers,
            "timeout": timeout,
            "socket_mode": reach,
            "address": address,
            "database": database or kept.get("HANDRAIL_DATABASE_URL", ""),
        }
        chosen = _choose(given, by_asking=sys.stdin.isatty() and not yes)
        _write(chosen, kept)
    except (ValueError, files.Occupied, envfile.Unreadable) as error:
        give_up(str(error), 2)
    except OSError as error:
        give_up(f"Cannot write here: {error.strerror}.")
    print(f"\n{steps(chosen)}")


def _kept(*, force: bool) -> dict[str, str]:
    """What an .env that may be written over sets."""
    if not force:
        files.refuse_occupied([POLICY, ENV])
    return envfile.read(ENV)


def _choose(given: dict[str, str], *, by_asking: bool) -> Choices:
    if by_asking:
        typer.echo("A few questions; Enter takes what is offered. Nothing is written before.")
    answered = {field: said for field, said in given.items() if said}
    return choose(answered, ask=_ask if by_asking else None, tell=_tell)


def _write(chosen: Choices, kept: dict[str, str]) -> None:
    if POLICY.exists():
        files.keep_aside(POLICY)
    texts = {
        POLICY: (files.policy(chosen), files.FOR_ALL),
        ENV: (envfile.text(chosen, kept), files.FOR_ME),
    }
    files.place(Path(), texts)


def _ask(question: Question) -> str:
    offered = question.offer or "Enter: later"
    typer.echo(f"\n{question.words}")
    return typer.prompt(f"  [{offered}]", default="", show_default=False, prompt_suffix=" ")


def _tell(sentence: str) -> None:
    err.print(f"  {sentence}", style="yellow", markup=False, highlight=False)
