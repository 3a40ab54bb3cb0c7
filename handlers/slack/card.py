"""The card: what is asked of me, why me, what happens if I say yes, what the agent knew.

It is drawn from the record alone, so that it can be drawn again at any time.
"""

from dataclasses import dataclass

from bot.ports import Card
from bot.rules.escalation import Escalation
from bot.rules.json import Json
from bot.rules.policy import DecisionType, Priority, Stakes
from bot.rules.status import Kind, Status
from bot.rules.waiting import may_go_on, may_wait_elsewhere
from handlers.slack.blocks import (
    actions,
    bold,
    button,
    confirm,
    divider,
    header,
    line,
    link,
    numbered,
    option,
    overflow,
    rich,
    run,
    when,
)
from handlers.slack.deadline import deadline_runs, late_blocks
from handlers.slack.feedback import feedback_blocks
from handlers.slack.handoff import (
    conversation_buttons,
    history_blocks,
    live_words,
    value_of,
)
from handlers.slack.knowledge import knowledge_blocks
from handlers.slack.outcome import outcome_blocks
from handlers.slack.proposal import (
    ON_CARD,
    alternative_blocks,
    fits,
    is_changed,
    proposal_blocks,
)
from handlers.slack.text import escape, one_line
from handlers.slack.words import (
    if_silent,
    if_yes,
    name_of,
    preview,
    reason_of,
    title,
)

LABELS: dict[DecisionType, str] = {
    "approve": "Approve",
    "edit": "Edit",
    "reject": "Reject",
    "respond": "Respond",
}
MORE = (
    ("conversation", "Show the whole conversation"),
    ("link", "Copy link"),
    ("how", "How this works"),
)


_PRIORITIES = {
    Priority.LOW: " Low priority.",
    Priority.HIGH: " High priority.",
    Priority.URGENT: " Urgent.",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message: its blocks, and the words that stand for them where blocks are not shown."""

    text: str
    blocks: list[Json]


def draw(card: Card) -> Drawn:
    blocks = _open(card) if card.escalation.is_open else _closed(card)
    return Drawn(escape(preview(card)), numbered(blocks, card.escalation.version))


def draw_farewell(card: Card, queue: str) -> Drawn:
    """What is left of a card where another one stands for it now."""
    words = f"Passed on to {one_line(queue, 60)}"
    thread = card.escalation.thread
    there = link(thread.permalink, "It goes on there.") if thread else None
    return Drawn(escape(words), [header(words), rich(line(there or run("It goes on there.")))])


def _open(card: Card) -> list[Json]:
    return [
        header(title(card)),
        *late_blocks(card.escalation),
        _why(card),
        *_moved(card.escalation),
        *proposal_blocks(card),
        *_consequence(card),
        *knowledge_blocks(card),
        *history_blocks(card),
        *alternative_blocks(card),
        divider(),
        _state(card),
        *_buttons(card),
    ]


def _closed(card: Card) -> list[Json]:
    return [
        header(title(card)),
        *outcome_blocks(card),
        *late_blocks(card.escalation),
        *proposal_blocks(card),
        _why(card),
        *feedback_blocks(card),
        actions(_more(card.escalation)),
    ]


def _why(card: Card) -> Json:
    escalation = card.escalation
    promise = escalation.promise
    verb = "Why you" if escalation.is_open else "Why a person was asked"
    runs = [
        bold(f"{verb}: "),
        run(f"{reason_of(escalation)}. Queue "),
        bold(one_line(promise.queue, 60)),
        run(f", rule “{one_line(promise.rule, 80)}”."),
    ]
    if promise.because:
        runs.append(run(f" {one_line(promise.because, 250)}"))
    if escalation.stakes is Stakes.HIGH:
        runs.append(bold(" High stakes."))
    if escalation.priority in _PRIORITIES and escalation.is_open:
        runs.append(bold(_PRIORITIES[escalation.priority]))
    return rich(line(*runs))


def _moved(escalation: Escalation) -> list[Json]:
    if not escalation.moved:
        return []
    return [rich(line(bold("⚠ The customer has written since. Read the thread before deciding.")))]


def _consequence(card: Card) -> list[Json]:
    kind = card.escalation.kind
    if card.escalation.is_live or kind is Kind.HANDOFF:
        return []
    yes = "If you answer, " if kind is Kind.INPUT else "If you approve, "
    runs = [bold(yes), run(if_yes(card))]
    if card.turn.consequence:
        runs += [
            run("\nThe agent says of it: "),
            run(one_line(card.turn.consequence, 350), italic=True),
        ]
    return [rich(line(*runs))]


def _state(card: Card) -> Json:
    escalation = card.escalation
    deadline = deadline_runs(escalation)
    if escalation.is_live:
        return rich(line(*deadline, *live_words(card)))
    wanted = "Answer by " if escalation.kind is Kind.HANDOFF else "Decide by "
    runs = [*deadline, bold(wanted), when(escalation.expires_at), run(f". {if_silent(escalation)}")]
    if escalation.status is Status.CLAIMED and escalation.assignee:
        runs += [run("\nTaken by "), bold(name_of(escalation.assignee))]
        if escalation.tenure:
            runs += [run(", who keeps it until "), when(escalation.tenure.ends_at)]
    elif escalation.assignee:
        runs += [run("\nFor "), bold(name_of(escalation.assignee)), run("; nobody has claimed it")]
    quorum = escalation.promise.approvers.quorum
    if quorum > 1:
        votes = escalation.votes.by
        who = ", ".join(name_of(each) for each in votes[:5])
        runs.append(run(f"\n{len(votes)} of {quorum} agreed{': ' + who if who else ''}"))
    return rich(line(*runs))


def _buttons(card: Card) -> list[Json]:
    escalation = card.escalation
    if escalation.is_live or escalation.kind is Kind.HANDOFF:
        return [actions(*conversation_buttons(card), _more(escalation))]
    value = value_of(escalation)
    made = [_decision(card, verb) for verb in _primary_first(escalation)]
    if escalation.status is Status.PENDING:
        made.append(button("Claim", "claim", value))
    if escalation.status is Status.CLAIMED:
        made += [button("Release", "release", value), button("Snooze …", "snooze", value)]
    return [actions(*made, _more(escalation))]


def _primary_first(escalation: Escalation) -> list[DecisionType]:
    offered: list[DecisionType] = [verb for verb in LABELS if _is_offered(escalation, verb)]
    if "approve" not in offered:
        offered.sort(key=lambda verb: verb != "respond")
    return offered


def _is_offered(escalation: Escalation, verb: DecisionType) -> bool:
    if verb not in escalation.allowed_decisions:
        return False
    proposal = escalation.proposal
    return verb != "edit" or bool(proposal.reply or proposal.action)


def _decision(card: Card, verb: DecisionType) -> Json:
    escalation = card.escalation
    style = {"approve": "primary", "reject": "danger"}.get(verb, "")
    if verb == "respond" and "approve" not in escalation.allowed_decisions:
        style = "primary"
    sure = _sure(card) if verb == "approve" else None
    return button(LABELS[verb], verb, value_of(escalation), style=style, confirm=sure)


def _sure(card: Card) -> Json | None:
    """Asked again where much is at stake, or where the card could not show all of it."""
    escalation = card.escalation
    if not is_changed(card) and not fits(escalation.proposal, ON_CARD):
        return confirm(
            "Have you read all of it?",
            "The card shows only the beginning. All of it is in the thread and under ⋯.",
            "Yes, approve",
        )
    if escalation.stakes is Stakes.HIGH:
        what = one_line(card.turn.consequence, 180) or if_yes(card)
        return confirm("High stakes", what, "Yes, approve")
    return None


def _more(escalation: Escalation) -> Json:
    more = MORE
    if escalation.is_open:
        more = (("transfer", "Pass on, or change priority …"), *more)
    if escalation.is_live and may_wait_elsewhere(escalation):
        more = (("third_party", "Waiting for a third party"), *more)
    if escalation.is_live and may_go_on(escalation):
        more = (("third_party_acted", "The third party has acted"), *more)
    if escalation.is_open and escalation.kind is not Kind.HANDOFF and not escalation.is_live:
        more = (("take_over", "Take over the conversation"), *more)
    options = [option(label, f"{verb} {value_of(escalation)}") for verb, label in more]
    return overflow("more", options)
