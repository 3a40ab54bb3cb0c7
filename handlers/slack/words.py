"""The desk's own words on a card: what is asked, why it is asked, and how it ended."""

from bot.ports import Card
from bot.rules.approvers import Actor
from bot.rules.escalation import Escalation
from bot.rules.policy import OnTimeout, Reason, Stakes
from bot.rules.promise import Proposal
from bot.rules.status import Kind, Status
from handlers.slack.text import one_line

NAME = 60

_REASONS = {
    Reason.LOW_CONFIDENCE: "the agent was not sure enough",
    Reason.HIGH_STAKES: "much is at stake",
    Reason.CUSTOMER_REQUEST: "the customer asked for a person",
    Reason.POLICY: "the policy wants a person to look at this",
    Reason.AGENT_REQUEST: "the agent asked for a person",
    Reason.REPEATED_FAILURE: "this went wrong before",
    Reason.SAMPLED: "picked at random, to keep quality up",
}

_ENDINGS = {
    **{status: f"{str(status).replace('_', ' ').capitalize()} by {{by}}" for status in Status},
    Status.EDITED: "Changed and approved by {by}",
    Status.HANDED_BACK: "Handed back to the agent by {by}",
    Status.RESPONDED: "Answered by {by}",
    Status.EXPIRED: "Nobody decided in time",
    Status.CANCELLED: "Cancelled: the agent no longer needs this",
    Status.SUPERSEDED: "Replaced: the agent proposed something newer",
}


def name_of(actor: Actor | None) -> str:
    return one_line((actor.name or actor.id) if actor else "somebody", NAME)


def customer_of(card: Card) -> str:
    customer = card.turn.customer
    return one_line(customer.name or customer.id, NAME) if customer else "the customer"


def agent_of(card: Card) -> str:
    return one_line(card.escalation.agent_id, NAME)


def reason_of(escalation: Escalation) -> str:
    return _REASONS[escalation.reason]


def title(card: Card) -> str:
    """The header: the question while it is open, the answer afterwards."""
    escalation = card.escalation
    return _question(card) if escalation.is_open else ending(escalation)


def _question(card: Card) -> str:
    escalation, proposal = card.escalation, card.escalation.proposal
    match escalation.kind:
        case Kind.HANDOFF:
            return f"{customer_of(card)} asks for a person"
        case Kind.INPUT:
            return f"{agent_of(card)} needs an answer"
        case Kind.REVIEW:
            return f"Was this right? {agent_of(card)} and {customer_of(card)}"
        case Kind.APPROVAL if proposal.action:
            return f"Run {one_line(proposal.action.name, 80)}?"
        case Kind.APPROVAL:
            return f"Send this reply to {customer_of(card)}?"


def ending(escalation: Escalation) -> str:
    """How it ended, in words that never call silence a no."""
    by = escalation.closed_by
    if escalation.status is Status.APPROVED and by and by.type == "timeout":
        return "Approved because nobody decided in time"
    if escalation.status is Status.HANDED_BACK and by and by.type == "timeout":
        return "Handed back to the agent after a week"
    return _ENDINGS[escalation.status].format(by=name_of(by))


def if_yes(card: Card, what: Proposal | None = None) -> str:
    """What approving does; a fact about the desk, not a claim of the agent."""
    proposal = what or card.escalation.proposal
    if proposal.action:
        return "the agent may run exactly this, once."
    if proposal.reply:
        return f"exactly these words go to {customer_of(card)}."
    return "your answer goes back to the agent."


def if_silent(escalation: Escalation) -> str:
    match escalation.promise.on_timeout:
        case OnTimeout.APPROVE if escalation.stakes is Stakes.LOW:
            return "If nobody does, it is approved."
        case OnTimeout.ESCALATE if not escalation.extended:
            return "If nobody does, it becomes urgent and is asked once more."
        case _:
            return "If nobody does, nothing goes out."


def preview(card: Card) -> str:
    """The notification: what is asked and the beginning of what it is about."""
    proposal = card.escalation.proposal
    about = (
        proposal.question
        or (proposal.reply.text if proposal.reply else "")
        or (proposal.action.description if proposal.action else "")
    )
    head = one_line(title(card), 150)
    if not about:
        return head
    return f"{head}{'' if head.endswith('?') else ':'} {one_line(about, 200)}"
