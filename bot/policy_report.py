"""What a policy would have done with past turns: counts, and the turns that would change."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from bot.rules.json import Json
from bot.rules.judging import RulePolicy
from bot.rules.policy import PastConversation
from bot.rules.turn import Turn

_TURN = TypeAdapter(Turn)
_RECORDED = ("verdict", "rule")
NEVER_SAMPLED = 1.0


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
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
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
        if line.strip():
            _judge(policy, number, line, report)
    return report


def _judge(policy: RulePolicy, number: int, line: str, report: Report) -> None:
    try:
        body: Json = json.loads(line)
        before = str(body.get("verdict") or "")
        given = {name: value for name, value in body.items() if name not in _RECORDED}
        turn = _TURN.validate_python(given)
    except (ValueError, AttributeError, ValidationError) as error:
        report.bad_lines.append(f"line {number} is no turn ({type(error).__name__})")
        return
    judged = policy.judge(turn, PastConversation(), dice=NEVER_SAMPLED)
    report.counts[str(judged.verdict), judged.rule] += 1
    if before and before != judged.verdict:
        report.changed.append(
            Changed(
                line=number,
                turn_id=turn.turn_id,
                before=before,
                now=str(judged.verdict),
                rule=judged.rule,
            )
        )
