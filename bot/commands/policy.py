"""Try a policy before it judges anybody: check the file, replay past turns through it."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.table import Table

from bot.commands.console import give_up, out
from bot.policy_file import PolicyErrors, load
from bot.policy_report import Report
from bot.policy_report import replay as replay_turns
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


@app.command()
def replay(
    file: File,
    turns: Annotated[Path, typer.Argument(help="Past turns, JSON Lines; .gz too.")],
) -> None:
    """Show what a policy would have done with past turns, and which would change."""
    policy = read(file)
    opener = gzip.open if turns.suffix == ".gz" else open
    try:
        with opener(turns, "rt", encoding="utf-8") as lines:
            report = replay_turns(policy, cast("Iterator[str]", lines))
    except (OSError, UnicodeDecodeError) as error:
        give_up(f"{turns.name} cannot be read: {type(error).__name__}", 2)
    out.print(_by_rule(report))
    if report.changed:
        out.print(_changes(report))
    for sentence in report.bad_lines:
        out.print(sentence, style="yellow", markup=False)


def _by_rule(report: Report) -> Table:
    table = Table(title=f"{report.turns} turns", title_justify="left")
    for heading in ("verdict", "rule", "turns", "share"):
        table.add_column(heading)
    for (verdict, rule), count in report.counts.most_common():
        table.add_row(verdict, rule, str(count), f"{count / report.turns:.1%}")
    return table


def _changes(report: Report) -> Table:
    table = Table(title=f"{len(report.changed)} turns would change", title_justify="left")
    for heading in ("line", "turn", "was", "would be", "by rule"):
        table.add_column(heading)
    for each in report.changed:
        table.add_row(str(each.line), each.turn_id, each.before, each.now, each.rule)
    return table
