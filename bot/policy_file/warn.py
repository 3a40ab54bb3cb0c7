"""What a policy says although its author probably did not mean it. It loads all the same."""

from collections.abc import Iterator, Sequence

from bot.policy_file.impatient import impatient
from bot.policy_file.lines import Lined
from bot.policy_file.problem import Problem
from bot.rules.assignment import Assignment
from bot.rules.judging import ASKS, Rule, RulePolicy
from bot.rules.policy import Queue, Verdict

_ONLY_FOR_PEOPLE = ("timeout", "on_timeout", "allowed_decisions")


def warnings(policy: RulePolicy, lined: Lined) -> Iterator[Problem]:
    for queue in policy.queues.values():
        yield from _of_queue(queue, policy, lined)
    yield from _idle(policy, lined)
    yield from impatient(policy, lined)
    for number, rule in enumerate(policy.rules):
        line = lined.line(("rules", number))
        for sentence in _about(rule, policy.rules[:number], lined.value["rules"][number]):
            yield Problem(line, f"rule “{rule.name}” {sentence}")


def _of_queue(queue: Queue, policy: RulePolicy, lined: Lined) -> Iterator[Problem]:
    path = ("queues", queue.name)
    if queue.name not in _used(policy):
        yield Problem(lined.line(path), f"queue {queue.name} is used by no rule")
    if queue.most_open and queue.assignment is Assignment.MANUAL:
        sentence = f"`most_open` in queue {queue.name} only counts with an `assignment`"
        yield Problem(lined.line((*path, "most_open")), sentence)


def _idle(policy: RulePolicy, lined: Lined) -> Iterator[Problem]:
    queues = policy.queues.values()
    for name in policy.calendars.keys() - {queue.calendar for queue in queues}:
        yield Problem(lined.line(("calendars", name)), f"calendar {name} is used by no queue")
    for name in policy.rotas.keys() - {rota for queue in queues for rota in queue.rotas}:
        yield Problem(lined.line(("rotas", name)), f"rota {name} is used by no queue")


def _used(policy: RulePolicy) -> set[str | None]:
    named = {rule.queue for rule in policy.rules}
    return {*named, policy.queue_of_handoffs.name, policy.queue_of_questions.name}


def _about(rule: Rule, earlier: Sequence[Rule], written: dict[str, object]) -> Iterator[str]:
    for other in earlier:
        if _hides(other, rule):
            yield f"is never reached: “{other.name}” before it matches whatever it would match"
            break
    if rule.then is Verdict.SAMPLE and rule.rate in (0.0, 1.0):
        yield "never picks a turn, at 0%" if not rule.rate else "picks every turn, at 100%"
    if rule.then not in ASKS and (unknown := rule.when.may_be_unknown):
        told = ", ".join(f"`{name}`" for name in unknown)
        guard = " && ".join(f"has(turn.{name})" for name in unknown)
        yield (
            f"is skipped for turns without {told}, as only `hold` and `handoff` match what cannot "
            f"be known; say so with `{guard} && …`, or hold such turns in a rule before it"
        )
    for field in _ONLY_FOR_PEOPLE:
        if rule.then not in ASKS and written.get(field) is not None:
            yield f"has `{field}`, which only counts with `then: hold` or `then: handoff`"
    if rule.then in (Verdict.PASS, Verdict.BLOCK, Verdict.ANSWER) and rule.queue:
        yield f"has a `queue`, although `then: {rule.then}` asks nobody"


def _hides(earlier: Rule, later: Rule) -> bool:
    """Whether all that would come to the later rule ends at the earlier one.

    A sample may pass a turn on. Questions only meet rules that ask, and what is unknown only
    matches those, so a rule that asks still has something left after one that does not.
    """
    if earlier.then is Verdict.SAMPLE and earlier.rate < 1.0:
        return False
    if later.then in ASKS and earlier.then not in ASKS:
        return False
    return earlier.when.always or _same(earlier) == _same(later)


def _same(rule: Rule) -> str:
    return rule.when.source.strip()
