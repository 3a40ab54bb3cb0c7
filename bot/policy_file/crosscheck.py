"""What only the whole file can tell: names that lead nowhere, fields that do not go together.

It looks at the plain values, so that a mistake elsewhere in the file does not hide one here.
"""

from collections.abc import Iterator
from typing import Any

from bot.policy_file.conditions import findings
from bot.policy_file.lines import Lined, Path
from bot.policy_file.places import place
from bot.policy_file.problem import Problem, allowed, quoted
from bot.policy_file.sentences import rule_at
from bot.rules.json import Json
from bot.rules.policy import OnTimeout, Stakes, Verdict

NEEDS_QUEUE = (Verdict.HOLD, Verdict.HANDOFF)


def crosscheck(lined: Lined) -> Iterator[Problem]:
    value = lined.value
    queues, calendars = _fields(value, "queues"), _fields(value, "calendars")
    for name, queue in queues.items():
        path = ("queues", name, "calendar")
        yield from _known(lined, path, queue, "calendar", list(calendars))
        yield from _on_call(lined, ("queues", name), queue, list(_fields(value, "rotas")))
    for field in ("handoff_queue", "input_queue"):
        yield from _known(lined, (field,), value, "queue", list(queues))
    for name in _fields(_fields(value, "digest"), "queues"):
        path = ("digest", "queues", name)
        if name not in queues:
            sentence = f"queue {quoted(name)} does not exist; {allowed(name, list(queues))}"
            yield Problem(lined.line(path), sentence)
    for number, rule in enumerate(_list(value, "rules")):
        if isinstance(rule, dict):
            yield from _rule(lined, number, rule, value)
    yield from _same_names(lined)


def _on_call(lined: Lined, path: Path, queue: Any, rotas: list[str]) -> Iterator[Problem]:
    """Wherever a queue calls whoever is on call, or lets them decide."""
    for number, each in enumerate(_list(_fields(queue, "approvers"), "any_of")):
        yield from _known(
            lined, (*path, "approvers", "any_of", number, "rota"), each, "rota", rotas
        )
    for step, rung in enumerate(_list(queue, "ladder")):
        for number, each in enumerate(_list(rung, "notify")):
            where = (*path, "ladder", step, "notify", number, "rota")
            yield from _known(lined, where, each, "rota", rotas)
    fallback = _fields(queue, "fallback")
    yield from _known(lined, (*path, "fallback", "rota"), fallback, "rota", rotas)


def _rule(lined: Lined, number: int, rule: Json, value: Json) -> Iterator[Problem]:
    path: Path = ("rules", number)
    queues = _fields(value, "queues")
    yield from _known(lined, (*path, "queue"), rule, "queue", list(queues))
    yield from _condition(lined, (*path, "when"))
    for field, sentence in _apart(rule, value, queues):
        yield Problem(lined.line((*path, field)), f"{rule_at(number, value)}: {sentence}")


def _condition(lined: Lined, path: Path) -> Iterator[Problem]:
    node = lined.scalars.get(path)
    if node is None or not isinstance(node.value, str):
        return
    rule = rule_at(int(path[1]), lined.value)
    for offset, sentence in findings(node.value):
        line, column = place(lined.text, node, offset)
        yield Problem(line, f"{rule}: {sentence}", column)


def _apart(rule: Json, value: Json, queues: Json) -> Iterator[tuple[str, str]]:
    """Fields that need or exclude one another."""
    then = rule.get("then")
    for field, verdict in (("reply", Verdict.ANSWER), ("rate", Verdict.SAMPLE)):
        given = rule.get(field) is not None
        if then in list(Verdict) and given != (then == verdict):
            at = field if given else "then"
            yield at, f"`{field}` goes with `then: {verdict}`, and `{verdict}` needs one"
    if then not in NEEDS_QUEUE:
        return
    if rule.get("queue") is None and _has_choice(str(then), value, queues):
        yield "then", f"`then: {then}` needs a `queue`; {allowed('', list(queues))}"
    if _approves_alone(rule, value, queues):
        stakes = rule.get("stakes", Stakes.NORMAL)
        yield "on_timeout", f"`on_timeout: approve` is only for `stakes: low`, not for {stakes}"


def _has_choice(then: str, value: Json, queues: Json) -> bool:
    """A hand-off has a queue of its own in the file; a hold that names none is a riddle."""
    return len(queues) > 1 and (then == Verdict.HOLD or value.get("handoff_queue") is None)


def _approves_alone(rule: Json, value: Json, queues: Json) -> bool:
    name = rule.get("queue") or value.get("handoff_queue") or next(iter(queues), None)
    queue = queues.get(name) if isinstance(name, str) else None
    usual = queue.get("on_timeout") if isinstance(queue, dict) else None
    on_timeout = rule.get("on_timeout") or usual
    return on_timeout == OnTimeout.APPROVE and rule.get("stakes") != Stakes.LOW


def _known(lined: Lined, path: Path, holder: Any, kind: str, known: list[str]) -> Iterator[Problem]:
    name = holder.get(path[-1]) if isinstance(holder, dict) else None
    if isinstance(name, str) and name not in known:
        yield Problem(
            lined.line(path), f"{kind} {quoted(name)} does not exist; {allowed(name, known)}"
        )


def _same_names(lined: Lined) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for number, rule in enumerate(_list(lined.value, "rules")):
        name = rule.get("name") if isinstance(rule, dict) else None
        line = lined.line(("rules", number, "name"))
        if isinstance(name, str) and first.setdefault(name, line) != line:
            sentence = f"there are two rules named “{name}”, the first in line {first[name]}"
            yield Problem(line, sentence)


def _fields(value: Any, name: str) -> Json:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _list(value: Any, name: str) -> list[Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []
