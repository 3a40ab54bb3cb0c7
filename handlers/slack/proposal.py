"""What the agent wants to say or do, word for word, and what else it thought of."""

import json

from bot.ports import Card
from bot.rules.json import Json
from bot.rules.policy import Stakes
from bot.rules.promise import Proposal
from bot.rules.status import Kind
from bot.rules.turn import ActionRequest, Alternative, Turn
from handlers.slack.blocks import bold, button, code, confirm, line, quote, rich, run, section
from handlers.slack.diff import changed_arguments, changed_words
from handlers.slack.text import clean, hidden, one_line, shorten, size
from handlers.slack.words import agent_of, customer_of

ON_CARD = 2_600
ALTERNATIVES = 5
ALTERNATIVE = 220

ELSEWHERE = "All of it: in the thread, and under ⋯ “Show the whole conversation”."


def proposal_blocks(card: Card) -> list[Json]:
    escalation, proposal = card.escalation, card.escalation.proposal
    if is_changed(card):
        return [_changed(card)]
    parts = [line(bold(_whose_words(card)))]
    if proposal.action and proposal.action.description:
        parts.append(line(run(one_line(proposal.action.description, 250), italic=True)))
    parts += words_of(proposal, ON_CARD)
    notices = _notices(proposal, cut=not fits(proposal, ON_CARD))
    if notices and escalation.is_open:
        parts.append(line(bold("\n".join(notices))))
    return [rich(*parts)]


def words_of(what: Proposal, limit: int) -> list[Json]:
    """Verbatim: arguments as code, one a line; words as a quotation."""
    parts: list[Json] = []
    if what.question is not None:
        parts.append(quote(run(shorten(clean(what.question), limit))))
    if what.reply:
        parts.append(quote(run(shorten(clean(what.reply.text), limit))))
    if what.action:
        parts.append(code(shorten(call(what.action), limit)))
    return parts


def call(action: ActionRequest) -> str:
    """The call as its lines: the tool, then one line for each argument, in JSON."""
    lines = [clean(action.name)]
    lines += [f"  {clean(name)}: {clean(in_json(value))}" for name, value in action.args.items()]
    return "\n".join(lines)


def in_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def whole(what: Proposal) -> str:
    """Everything that would go out, as plain lines."""
    parts = [what.question or "", what.reply.text if what.reply else ""]
    if what.action:
        parts.append(call(what.action))
    return "\n\n".join(clean(part) for part in parts if part)


def fits(what: Proposal, limit: int) -> bool:
    return size(whole(what)) <= limit


def is_changed(card: Card) -> bool:
    return card.escalation.proposal_digest != card.escalation.action_digest


def alternative_blocks(card: Card) -> list[Json]:
    escalation = card.escalation
    if not escalation.is_open or "edit" not in escalation.allowed_decisions:
        return []
    blocks: list[Json] = []
    for index, other in enumerate(escalation.alternatives[:ALTERNATIVES]):
        blocks += _alternative(card, index, other)
    more = len(escalation.alternatives) - ALTERNATIVES
    if more > 0:
        blocks.append(rich(line(run(f"{more} more suggestions under ⋯.", italic=True))))
    return blocks


def alternative_of(other: Alternative) -> Proposal:
    return Proposal(reply=other.reply, action=other.action_request)


def _alternative(card: Card, index: int, other: Alternative) -> list[Json]:
    """With one click when all of it is on the card; else the click shows all of it first."""
    escalation, what = card.escalation, alternative_of(other)
    shown = fits(what, ALTERNATIVE)
    label = one_line(other.label, 80)
    use = button(
        "Use this" if shown else "Read and use this",
        f"alternative_{index}",
        f"{escalation.id}:{escalation.version}",
        confirm=_sure(label) if shown and escalation.stakes is Stakes.HIGH else None,
    )
    return [section(f"Or: {label}", accessory=use), rich(*words_of(what, ALTERNATIVE))]


def _sure(label: str) -> Json:
    return confirm("High stakes", f"Take “{label}” instead?", "Use this")


def _changed(card: Card) -> Json:
    """Somebody edited it: the difference between what the agent proposed and what stands now."""
    before, now = card.turn, card.escalation.proposal
    parts = [line(bold(f"Changed from what {agent_of(card)} proposed"))]
    if now.reply:
        parts.append(quote(*changed_words(_reply(before), now.reply.text, ON_CARD)))
    if now.action:
        if before.action_request and before.action_request.name == now.action.name:
            runs = changed_arguments(before.action_request.args, now.action.args, ON_CARD)
            parts.append(line(bold(one_line(now.action.name, 80)), run("\n"), *runs))
        else:
            parts += words_of(Proposal(action=now.action), ON_CARD)
    return rich(*parts)


def _reply(turn: Turn) -> str:
    return turn.reply.text if turn.reply else ""


def _whose_words(card: Card) -> str:
    proposal = card.escalation.proposal
    if card.escalation.kind is Kind.HANDOFF and proposal.question is not None:
        return f"{customer_of(card)}, in their own words:"
    if proposal.question is not None:
        return f"{agent_of(card)} asks, in its own words:"
    if proposal.action:
        return f"{agent_of(card)} wants to run:"
    if proposal.reply:
        return f"{agent_of(card)} wants to say to {customer_of(card)}:"
    return f"{agent_of(card)} proposes nothing of its own."


def _notices(what: Proposal, *, cut: bool) -> list[str]:
    notices = []
    if cut:
        notices.append(f"Only the beginning is shown here. {ELSEWHERE}")
    if unseen := _unseen(what):
        notices.append(f"{unseen} invisible characters in it cannot be shown.")
    return notices


def _unseen(what: Proposal) -> int:
    texts = [what.question or "", what.reply.text if what.reply else ""]
    if what.action:
        texts += [what.action.name, in_json(what.action.args)]
    return sum(map(hidden, texts))
