"""Try a policy before it judges anybody: check the file, replay past turns through it."""

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.table import Table
from rich.text import Text

from bot.commands.console import err, give_up, out
from bot.policy_file import Loaded, PolicyErrors, Problem, load_file
from bot.policy_report import Report
from bot.policy_report import replay as replay_turns
from bot.rules.approvers import Approvers
from bot.rules.durations import say_duration, say_percent
from bot.rules.judging import ASKS, Rule, RulePolicy
from bot.rules.policy import Priority, Queue, Stakes, Verdict

app = typer.Typer(no_args_is_help=True)
File = Annotated[Path, typer.Argument(help="The policy file.")]
_MOST_SHOWN = 50


@app.command()
def check(file: File) -> None:
    """Say every mistake of a policy file with its line, or what the file means."""
    loaded = read(file)
    policy = loaded.policy
    _say(f"{file.name} is well: version {policy.version}")
    out.print(_queues(policy))
    out.print(_rules(policy))
    _say(f"Whatever no rule matches: {policy.default}.")
    _say(_questions(policy))
    _warn(file, loaded.warnings)


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
    except (OSError, EOFError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text, or a broken .gz"
        give_up(f"{turns.name} cannot be read: {why}", 2)
    out.print(_by_rule(report))
    if report.changed:
        out.print(_changes(report))
    elif report.recorded:
        _say(f"Of {report.recorded} turns with a recorded verdict none would change.")
    for sentence in report.bad_lines[:_MOST_SHOWN]:
        err.print(Text(f"{turns.name}:{sentence}", style="yellow"), soft_wrap=True)
    if report.bad_lines:
        count = len(report.bad_lines)
        give_up(f"{count} line{'s are' if count > 1 else ' is'} no turn and was not judged.")


def _queues(policy: RulePolicy) -> Table:
    table = Table(title="Queues", title_justify="left")
    for heading in ("queue", "channel", "decided by", "within", "silence", "calendar"):
        table.add_column(heading, overflow="fold")
    for queue in policy.queues.values():
        table.add_row(
            Text(queue.name),
            queue.channel,
            _approvers(queue.approvers),
            say_duration(queue.timeout),
            str(queue.on_timeout),
            Text(_time(queue)),
        )
    return table


def _approvers(approvers: Approvers) -> str:
    names = [*sorted(approvers.usergroups), *sorted(approvers.users)]
    count = f"{approvers.quorum} of " if approvers.quorum > 1 else ""
    return count + (" or " if approvers.quorum == 1 else ", ").join(names)


def _time(queue: Queue) -> str:
    """Promises in their own words: the clocks, the reminders, the ladder."""
    told = [queue.calendar or ""]
    told += [f"{clock} {say_duration(seconds)}" for clock, seconds in queue.sla.items()]
    if queue.remind_at:
        told.append(f"reminds at {', '.join(map(say_percent, queue.remind_at))}")
    told += [f"climbs after {say_duration(step['after'])}" for step in queue.ladder]
    return "\n".join(filter(None, told))


def _rules(policy: RulePolicy) -> Table:
    table = Table(title="Rules: the first that matches decides", title_justify="left")
    table.add_column("#", justify="right")
    for heading in ("rule", "when", "then"):
        table.add_column(heading, overflow="fold")
    for number, rule in enumerate(policy.rules, start=1):
        when = " ".join(rule.when.source.split())
        table.add_row(str(number), Text(rule.name), Text(when), Text(_does(rule, policy)))
    return table


def _does(rule: Rule, policy: RulePolicy) -> str:
    """What comes of a turn that the rule matches, one thing a line."""
    told = [_verdict(rule, policy)]
    if rule.stakes is not Stakes.NORMAL:
        told.append(f"{rule.stakes} stakes")
    if rule.priority is not Priority.NORMAL:
        told.append(f"{rule.priority} priority")
    if rule.then in ASKS:
        told += _asks(rule)
    return "\n".join(told)


def _verdict(rule: Rule, policy: RulePolicy) -> str:
    match rule.then:
        case Verdict.HOLD | Verdict.HANDOFF:
            return f"{rule.then} in {rule.queue or policy.queue_of_handoffs.name}"
        case Verdict.SAMPLE:
            where = f" in {rule.queue}" if rule.queue else ""
            return f"sample {say_percent(rule.rate)}{where}"
        case Verdict.ANSWER:
            return f"answer “{rule.reply}”"
        case _:
            return str(rule.then)


def _asks(rule: Rule) -> Iterator[str]:
    if rule.timeout:
        yield f"within {say_duration(rule.timeout)}"
    if rule.on_timeout:
        yield f"silence: {rule.on_timeout}"
    if rule.allowed_decisions:
        yield f"only {', '.join(rule.allowed_decisions)}"
    if unknown := rule.when.may_be_unknown:
        yield f"also when {' or '.join(unknown)} is not known"


def _questions(policy: RulePolicy) -> str:
    return (
        f"Questions that no rule holds go to {policy.queue_of_questions.name}, "
        f"hand-offs to {policy.queue_of_handoffs.name}."
    )


def _warn(file: Path, warnings: Iterable[Problem]) -> None:
    for each in warnings:
        _say(f"{file.name}:{each.place}: warning: {each.sentence}", style="yellow")


def _by_rule(report: Report) -> Table:
    table = Table(title=f"{report.turns} turns", title_justify="left")
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
    count = len(report.changed)
    table = Table(
        title=f"{count} of {report.recorded} turns with a recorded verdict would change",
        title_justify="left",
        caption=f"the first {_MOST_SHOWN}" if count > _MOST_SHOWN else None,
        caption_justify="left",
    )
    for heading in ("line", "turn", "was", "would be", "by rule"):
        table.add_column(heading, overflow="fold")
    for each in report.changed[:_MOST_SHOWN]:
        table.add_row(
            str(each.line), Text(each.turn_id), Text(each.before), each.now, Text(each.rule)
        )
    return table


def _say(sentence: str, style: str = "") -> None:
    out.print(Text(sentence, style=style), soft_wrap=True)
