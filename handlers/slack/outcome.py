"""How it ended, and how far the news has come: recorded, told to the agent, run."""

from bot.ports import Card
from bot.rules.execution import Execution, ExecutionStatus
from bot.rules.json import Json
from bot.rules.status import Status
from handlers.slack.blocks import bold, line, quote, rich, run, when
from handlers.slack.proposal import in_json
from handlers.slack.text import clean, one_line, shorten, size
from handlers.slack.words import NAME

_SAID = 900
_RUNS = {Status.APPROVED, Status.EDITED}


def outcome_blocks(card: Card) -> list[Json]:
    parts = [*_said(card), line(*_progress(card))]
    return [rich(*parts)]


def _said(card: Card) -> list[Json]:
    """The reviewer's own words: a reason, a message, an answer."""
    decision = card.escalation.decision
    if decision is None:
        return []
    parts: list[Json] = []
    if decision.reason:
        parts.append(line(bold("Reason: "), run(one_line(decision.reason, 150))))
    if decision.message:
        parts.append(quote(run(shorten(clean(decision.message), _SAID))))
    if decision.response:
        parts.append(line(bold("Answer")))
        parts.append(quote(run(_answer(decision.response))))
    return parts


def _answer(response: Json) -> str:
    lines, room = [], _SAID
    for name, value in response.items():
        shown = value if isinstance(value, str) else in_json(value)
        said = f"{one_line(name, NAME)}: {one_line(shown, 300)}"
        room -= size(said) + 1
        if room < 0:
            lines.append("…")
            break
        lines.append(said)
    return "\n".join(lines)


def _progress(card: Card) -> list[Json]:
    """Three different things, and each is said only once it is so."""
    escalation = card.escalation
    at = escalation.closed_at
    runs = [run("✓ Recorded "), when(at)] if at else [run("✓ Recorded")]
    if escalation.told_at:
        runs += [run("\n✓ Delivered to the agent "), when(escalation.told_at)]
    elif escalation.callback_url:
        runs.append(run("\n… On its way to the agent"))
    else:
        runs.append(run("\n… The agent has not asked for it yet"))
    if escalation.status in _RUNS and escalation.proposal.action:
        runs += _execution(card.execution)
    return runs


def _execution(execution: Execution | None) -> list[Json]:
    if execution is None:
        return [run("\n… Not run yet")]
    detail = f": {one_line(execution.detail, 200)}" if execution.detail else ""
    at = execution.finished_at or execution.claimed_at
    match execution.status:
        case ExecutionStatus.CLAIMED:
            return [run("\n… Being run since "), when(at), run("; no news yet")]
        case ExecutionStatus.SUCCEEDED:
            return [run("\n✓ Run "), when(at), run(detail)]
        case ExecutionStatus.FAILED:
            return [run("\n✗ Running it failed "), when(at), run(detail)]
        case ExecutionStatus.UNKNOWN:
            return [run("\n? Nobody knows whether it ran "), when(at), run(detail)]
