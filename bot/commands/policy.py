"""Try a policy before it judges anybody: check the file, replay past turns through it."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.table import Table
from rich.text import Text

from bot.clock import SystemClock
from bot.commands.console import err, give_up, out
from bot.commands.policy_ladders import ladders
from bot.commands.policy_promises import promises
from bot.commands.policy_summary import questions, queues, rules
from bot.policy_file import Loaded, PolicyErrors, Problem, load_file
from bot.policy_report import Report
from bot.policy_report import replay as replay_turns
from bot.rules.calendars.doubts import doubts

app = typer.Typer(no_args_is_help=True)
File = Annotated[Path, typer.Argument(help="The policy file.")]
_MOST_SHOWN = 50


Moment = Annotated[
    str,
    typer.Option(help="The promises of this moment, such as 2026-11-06T16:30; now if not given."),
]


@app.command()
def check(file: File, at: Moment = "") -> None:
    """Say every mistake of a policy file with its line, or what the file means and promises."""
    now = SystemClock().now()
    moment = _moment(at) if at else now
    loaded = read(file)
    policy = loaded.policy
    _say(f"{file.name} is well: version {policy.version}")
    out.print(queues(policy))
    out.print(rules(policy))
    _say(f"Whatever no rule matches: {policy.default}.")
    _say(questions(policy))
    _say("What is promised:")
    for sentence in (*promises(policy, moment), *ladders(policy, moment)):
        _say(f"- {sentence}")
    _warn(file, loaded.warnings)
    for calendar in policy.calendars.values():
        for sentence in doubts(calendar, now.date()):
            _say(f"{file.name}: warning: {sentence}", style="yellow")


def _moment(text: str) -> datetime:
    """Without a zone it is read on each queue's own wall clock."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        give_up("--at is a moment such as 2026-11-06T16:30 or 2026-11-06T21:30Z.", 2)


def read(file: Path) -> Loaded:
    """The policy, or its mistakes on standard error: 1 for those, 2 when it cannot be read."""
    try:
        return load_file(file)
    except PolicyErrors as errors:
        count = len(errors.problems)
        err.print(Text(str(errors)), soft_wrap=True)
        give_up(f"{file.name} has {count} mistake{'s' if count > 1 else ''}; it is not used.")
    except OSError as error:
        give_up(f"{file.name} cannot be read: {error.strerror}", 2)


@app.command()
def replay(
    file: File,
    turns: Annotated[Path, typer.Argument(help="Past turns, JSON Lines; .gz too.")],
) -> None:
    """Show what a policy would have done with past turns, and which would change."""
    policy = read(file).policy
    opener = gzip.open if turns.suffix == ".gz" else open
    try:
        with opener(turns, "rt", encoding="utf-8") as lines:
            report = replay_turns(policy, cast("Iterator[str]", lines))
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text, or a broken .gz"
        give_up(f"{turns.name} cannot be read: {why}", 2)
    _tell(report)
    for sentence in report.bad_lines[:_MOST_SHOWN]:
        err.print(Text(f"{turns.name}:{sentence}", style="yellow"), soft_wrap=True)
    if report.bad_lines:
        count = len(report.bad_lines)
        lines = (
            "1 line is no turn and was" if count == 1 else f"{count:,} lines are no turns and were"
        )
        give_up(f"{lines} not judged.")


def _warn(file: Path, warnings: Iterable[Problem]) -> None:
    for each in warnings:
        _say(f"{file.name}:{each.place}: warning: {each.sentence}", style="yellow")


def _tell(report: Report) -> None:
    _say(f"{_turns(report.turns)}, judged by the first rule that matches:")
    out.print(_by_rule(report))
    if report.recorded:
        changed = len(report.changed)
        _say(f"{changed:,} of {_turns(report.recorded)} with a recorded verdict would change.")
    if report.changed:
        out.print(_changes(report))
    if report.ignored:
        told = ", ".join(f"{name} ({count})" for name, count in report.ignored.most_common())
        _say(f"Fields that no turn has were not looked at: {told}.", style="yellow")


def _by_rule(report: Report) -> Table:
    table = Table()
    for heading in ("verdict", "rule"):
        table.add_column(heading, overflow="fold")
    for heading in ("turns", "share", "unknown"):
        table.add_column(heading, justify="right")
    for (verdict, rule), count in report.counts.most_common():
        unknown = report.unknown[verdict, rule]
        share = f"{count / report.turns:.1%}"
        table.add_row(verdict, Text(rule), str(count), share, str(unknown or ""))
    return table


def _changes(report: Report) -> Table:
    table = Table()
    for heading in ("line", "turn", "was", "would be", "by rule"):
        table.add_column(heading, overflow="fold")
    for each in report.changed:
        table.add_row(
            str(each.line), Text(each.turn_id), Text(each.before), each.now, Text(each.rule)
        )
    return table


def _turns(count: int) -> str:
    return f"{count:,} turn" if count == 1 else f"{count:,} turns"


def _say(sentence: str, style: str = "") -> None:
    out.print(Text(sentence, style=style), soft_wrap=True)
