"""What a policy means, for somebody who reads it at a terminal."""

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from bot.rules.approvers import Approvers
from bot.rules.durations import say_duration, say_percent
from bot.rules.json import Json
from bot.rules.judging import ASKS, Rule, RulePolicy
from bot.rules.ladder import id_of
from bot.rules.policy import Priority, Queue, Stakes, Target, Verdict


def queues(policy: RulePolicy) -> Table:
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
    names = [*sorted(approvers.groups), *sorted(approvers.users)]
    count = f"{approvers.quorum} of " if approvers.quorum > 1 else ""
    return count + (" or " if approvers.quorum == 1 else ", ").join(names)


def _time(queue: Queue) -> str:
    """Promises in their own words: the clocks, the reminders, the ladder."""
    told = [queue.calendar or ""]
    told += [f"{clock} {_target(target)}" for clock, target in queue.sla.items()]
    if queue.remind_at:
        told.append(f"reminds at {', '.join(map(say_percent, queue.remind_at))}")
    told += [f"climbs after {_step(step)}" for step in queue.ladder]
    if queue.ladder and queue.ladder_repeats:
        where = f" from step {queue.ladder_from}" if queue.ladder_from > 1 else ""
        told.append(f"climbs again{where}, at most {queue.ladder_repeats} times")
    if queue.fallback:
        told.append(f"at last {id_of(queue.fallback)}")
    return "\n".join(filter(None, told))


def _step(step: Json) -> str:
    on_wall = " on the wall clock" if step.get("time") == "wall" else ""
    urgency = f" ({step['urgency']})" if step.get("urgency") else ""
    return f"{say_duration(step['after'])}{on_wall}{urgency}"


def _target(target: Target) -> str:
    if not isinstance(target, dict):
        return say_duration(target)
    return ", ".join(f"{name} {say_duration(seconds)}" for name, seconds in target.items())


def rules(policy: RulePolicy) -> Table:
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


def questions(policy: RulePolicy) -> str:
    return (
        f"Questions that no rule holds go to {policy.queue_of_questions.name}, "
        f"hand-offs to {policy.queue_of_handoffs.name}."
    )
