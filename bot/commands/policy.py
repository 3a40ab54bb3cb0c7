"""Try a policy before it judges anybody: check the file, replay past turns through it."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.console import give_up, out
from bot.policy_file import PolicyErrors, load
from bot.rules.judging import RulePolicy

app = typer.Typer(no_args_is_help=True)
File = Annotated[Path, typer.Argument(help="The policy file.")]


@app.command()
def check(file: File) -> None:
    """Say every mistake of a policy file with its line, or what it holds."""
    policy = read(file)
    out.print(f"{file.name} is well: version {policy.version}.")
    for queue in policy.queues.values():
        out.print(f"  queue {queue.name} in {queue.channel}")
    for number, rule in enumerate(policy.rules, start=1):
        where = f" in {rule.queue}" if rule.queue else ""
        out.print(f"  {number}. {rule.name}: {rule.then}{where}", markup=False)


def read(file: Path) -> RulePolicy:
    try:
        return load(file.read_text(encoding="utf-8"), name=file.name)
    except PolicyErrors as errors:
        give_up(str(errors))
    except (OSError, UnicodeDecodeError) as error:
        give_up(f"{file.name} cannot be read: {error}", 2)
