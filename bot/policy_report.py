"""What a policy would have done with past turns: counts, and the turns that would change."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from pydantic import TypeAdapter, ValidationError

from bot.rules.json import Json
from bot.rules.judging import RulePolicy
from bot.rules.policy import PastConversation, Verdict
from bot.rules.turn import Turn

_TURN = TypeAdapter(Turn)
_FIELDS = frozenset(each.name for each in fields(Turn))
_RECORDED = frozenset({"verdict", "rule"})
_CONTENT = ("reply", "action_request", "question")
NEVER_SAMPLED = 1.0


class NoTurn(ValueError):
    """A line that cannot be judged; the sentence names fields, never what stands in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A turn that this policy judges otherwise than was recorded."""

    line: int
    turn_id: str
    before: str
    now: str
    rule: str


@dataclass(slots=True)
class Report:
    """`unknown` counts those of `counts` whose rule could not be evaluated, and matched by it;
    `ignored` counts fields that no turn has.
    """

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    recorded: int = 0
    changed: list[Changed] = field(default_factory=list)
    bad_lines: list[str] = field(default_factory=list)

    @property
    def turns(self) -> int:
        return self.counts.total()


def replay(policy: RulePolicy, lines: Iterable[str]) -> Report:
    """Each line a turn as `POST /v1/turns` takes it, with its recorded `verdict` if there is one.

    Nothing is sampled, and each turn is judged as the first of its conversation."""
    report = Report()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            body = _object(line)
            turn, before = _turn(body), _verdict(body)
        except NoTurn as sentence:
            report.bad_lines.append(f"{number}: {sentence}")
        else:
            report.ignored.update(body.keys() - _FIELDS - _RECORDED)
            _judge(policy, number, turn, before, report)
    return report


def _judge(policy: RulePolicy, number: int, turn: Turn, before: str, report: Report) -> None:
    judged = policy.judge(turn, PastConversation(), dice=NEVER_SAMPLED)
    now = str(judged.verdict)
    report.counts[now, judged.rule] += 1
    report.unknown[now, judged.rule] += bool(judged.because)
    report.recorded += bool(before)
    if before and before != now:
        report.changed.append(
            Changed(line=number, turn_id=turn.turn_id, before=before, now=now, rule=judged.rule)
        )


def _turn(body: Json) -> Turn:
    try:
        turn = _TURN.validate_python({name: body[name] for name in body.keys() & _FIELDS})
    except ValidationError as error:
        wrong = sorted({".".join(map(str, each["loc"])) for each in error.errors()})
        raise NoTurn(f"it is no turn: see {', '.join(wrong)}") from None
    if turn.reply is None and turn.action_request is None and turn.question is None:
        raise NoTurn(f"it is no turn: it needs one of {', '.join(_CONTENT)}")
    return turn


def _verdict(body: Json) -> str:
    """What was recorded, if anything was."""
    before = body.get("verdict") or ""
    if before and before not in list(Verdict):
        raise NoTurn(f"its `verdict` is none of {', '.join(Verdict)}")
    return str(before)


def _object(line: str) -> Json:
    try:
        body = json.loads(line.rstrip())
    except json.JSONDecodeError as error:
        raise NoTurn(f"it is not JSON: {error.msg} at character {error.pos + 1}") from None
    except (ValueError, RecursionError):
        raise NoTurn("it is not JSON that can be read") from None
    if not isinstance(body, dict):
        raise NoTurn("it is JSON, but no object of a turn's fields")
    return body
