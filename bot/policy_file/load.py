"""From text to a policy: every mistake of the file at once, each with its line."""

import hashlib
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.policy_file.lines import Lined, Path, Problem, read
from bot.policy_file.shape import (
    ApproversShape,
    CalendarShape,
    FileShape,
    QueueShape,
    RuleShape,
    Who,
)
from bot.rules.approvers import Approvers
from bot.rules.condition import Condition
from bot.rules.judging import Rule, RulePolicy
from bot.rules.policy import OnTimeout, Queue, Stakes, Verdict

_SHAPES: dict[str, type[BaseModel]] = {
    "queues": QueueShape,
    "calendars": CalendarShape,
    "rules": RuleShape,
    "approvers": ApproversShape,
    "any_of": Who,
}
_NEEDS_QUEUE = frozenset({Verdict.HOLD, Verdict.HANDOFF})


class PolicyErrors(Exception):
    """The file is no policy; the text has one line for each mistake."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__(
            "\n".join(f"{name}:{each.line}: {each.sentence}." for each in self.problems)
        )


def load(text: str, *, name: str = "handrail.yaml") -> RulePolicy:
    """The policy in this text. Raises PolicyErrors with every mistake in it."""
    lined = read(text)
    if lined.problems:
        raise PolicyErrors(name, lined.problems)
    try:
        shape = FileShape.model_validate(lined.value)
    except ValidationError as error:
        raise PolicyErrors(name, [_problem(each, lined) for each in error.errors()]) from None
    problems = list(_problems(shape, lined))
    if problems:
        raise PolicyErrors(name, problems)
    return _policy(shape, version=hashlib.sha256(text.encode()).hexdigest()[:12])


def _problem(error: Any, lined: Lined) -> Problem:
    path: Path = error["loc"]
    line = lined.line(path)
    where = _where(path)
    match error["type"]:
        case "extra_forbidden":
            allowed = ", ".join(_shape_at(path).model_fields)
            return Problem(line, f"unknown field `{path[-1]}`{where}; allowed: {allowed}")
        case "missing":
            return Problem(line, f"`{path[-1]}` is missing{where}")
        case "enum" | "literal_error":
            return Problem(line, f"`{path[-1]}`{where} must be {error['ctx']['expected']}")
        case "string_pattern_mismatch":
            return Problem(line, f"`{path[-1]}`{where} must be a Slack id such as C0123456789")
        case _:
            message = error["msg"].removeprefix("Value error, ")
            return Problem(line, f"`{path[-1] if path else 'file'}`{where}: {message}")


def _where(path: Path) -> str:
    match path:
        case ("queues", str(name), _, *_):
            return f" in queue {name}"
        case ("calendars", str(name), _, *_):
            return f" in calendar {name}"
        case ("rules", int(number), *_):
            return f" in rule {number + 1}"
        case _:
            return ""


def _shape_at(path: Path) -> type[BaseModel]:
    for part in reversed(path[:-1]):
        if part in _SHAPES:
            return _SHAPES[str(part)]
    return FileShape


def _problems(shape: FileShape, lined: Lined) -> Iterator[Problem]:
    if not shape.queues:
        yield Problem(lined.line(("queues",)), "there must be at least one queue")
    for name, queue in shape.queues.items():
        yield from _queue_problems(name, queue, shape, lined)
    names: set[str] = set()
    for number, rule in enumerate(shape.rules):
        line = lined.line(("rules", number))
        if rule.name in names:
            yield Problem(line, f"there are two rules named “{rule.name}”")
        names.add(rule.name)
        for sentence in _rule_problems(rule, shape):
            yield Problem(line, f"rule “{rule.name}”: {sentence}")
    for field, name in (("handoff_queue", shape.handoff_queue), ("input_queue", shape.input_queue)):
        if name is not None and name not in shape.queues:
            yield Problem(lined.line((field,)), _no_queue(name, shape))


def _queue_problems(
    name: str, queue: QueueShape, shape: FileShape, lined: Lined
) -> Iterator[Problem]:
    line = lined.line(("queues", name))
    people = queue.approvers.any_of
    if not people:
        yield Problem(line, f"queue {name} has no approvers, so nobody could ever decide")
    for who in people:
        if (who.user is None) == (who.usergroup is None):
            yield Problem(line, f"queue {name}: each of any_of is one user or one usergroup")
    users = [who for who in people if who.user]
    if len(users) == len(people) and queue.approvers.quorum > len(users):
        yield Problem(line, f"queue {name}: the quorum is larger than the number of its approvers")
    if queue.calendar is not None and queue.calendar not in shape.calendars:
        known = ", ".join(shape.calendars) or "none"
        yield Problem(
            line, f"queue {name}: there is no calendar {queue.calendar}; there is {known}"
        )


def _rule_problems(rule: RuleShape, shape: FileShape) -> Iterator[str]:
    try:
        Condition(rule.when)
    except ValueError as error:
        yield f"its condition is not CEL: {' '.join(str(error).split())[:300]}"
    if rule.queue is not None and rule.queue not in shape.queues:
        yield _no_queue(rule.queue, shape)
    if rule.queue is None and rule.then in _NEEDS_QUEUE and len(shape.queues) > 1:
        yield f"`then: {rule.then}` needs a queue; queues: {', '.join(shape.queues)}"
    if (rule.then is Verdict.ANSWER) != (rule.reply is not None):
        yield "`reply` goes with `then: answer`, and `answer` needs one"
    if (rule.then is Verdict.SAMPLE) != (rule.rate is not None):
        yield "`rate` goes with `then: sample`, and `sample` needs one"
    queue = shape.queues.get(rule.queue or "")
    on_timeout = rule.on_timeout or (queue.on_timeout if queue else None)
    if on_timeout is OnTimeout.APPROVE and rule.stakes is not Stakes.LOW:
        yield "`on_timeout: approve` is only for `stakes: low`"


def _no_queue(name: str, shape: FileShape) -> str:
    return f"queue `{name}` does not exist; queues: {', '.join(shape.queues)}"


def _policy(shape: FileShape, *, version: str) -> RulePolicy:
    rules = [_rule(rule) for rule in shape.rules]
    return RulePolicy(
        version=version,
        queues={name: _queue(name, queue) for name, queue in shape.queues.items()},
        rules=rules,
        default=Verdict(shape.default),
        handoff_queue=shape.handoff_queue,
        input_queue=shape.input_queue,
        looks_at_conversation=any(rule.when.looks_at_conversation for rule in rules),
    )


def _queue(name: str, shape: QueueShape) -> Queue:
    people = shape.approvers.any_of
    return Queue(
        name=name,
        channel=shape.channel,
        approvers=Approvers(
            users=frozenset(who.user for who in people if who.user),
            usergroups=frozenset(who.usergroup for who in people if who.usergroup),
            quorum=shape.approvers.quorum,
            self_approval=shape.approvers.self_approval,
            guests=shape.approvers.guests,
        ),
        sla={str(clock): seconds for clock, seconds in shape.sla.items()},
        calendar=shape.calendar,
        remind_at=tuple(shape.remind_at),
        ladder=tuple(shape.ladder),
        on_timeout=shape.on_timeout,
        timeout=shape.timeout,
        reject_reasons=tuple(shape.reject_reasons),
        receipts=shape.receipts,
    )


def _rule(shape: RuleShape) -> Rule:
    return Rule(
        name=shape.name,
        when=Condition(shape.when),
        then=shape.then,
        queue=shape.queue,
        stakes=shape.stakes,
        priority=shape.priority,
        timeout=shape.timeout,
        on_timeout=shape.on_timeout,
        allowed_decisions=tuple(shape.allowed_decisions) if shape.allowed_decisions else None,
        reply=shape.reply or "",
        rate=shape.rate if shape.rate is not None else 1.0,
        reason=shape.reason,
    )
