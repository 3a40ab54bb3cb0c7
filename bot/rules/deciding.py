"""A person decides: what their choice makes of an escalation, or the refusal that fits."""

from dataclasses import replace
from datetime import datetime

from bot.errors import DecisionNotAllowed, DigestMismatch
from bot.rules.approvers import Actor, Votes
from bot.rules.decision import (
    Approve,
    Choice,
    Decision,
    Edit,
    Reject,
    Respond,
    TakeAlternative,
    type_of,
)
from bot.rules.escalation import Escalation
from bot.rules.form import check_arguments, check_response
from bot.rules.policy import DecisionType
from bot.rules.promise import Proposal
from bot.rules.status import Move
from bot.rules.turn import Reply


def after_choice(
    was: Escalation, choice: Choice, by: Actor, now: datetime, *, seen: int
) -> Escalation:
    """The record after this person's choice: closed, or one vote richer (quorum).

    `seen` is the version of the card that the person read.
    """
    was.refuse_unless_open(now)
    was.refuse_unread(seen)
    if type_of(choice) not in was.allowed_decisions:
        raise DecisionNotAllowed(_only_these(was.allowed_decisions))
    match choice:
        case Approve(note=note):
            return _approved(was, by, now, note=note)
        case Edit() | TakeAlternative():
            return _edited(was, _edited_proposal(was, choice), by, now)
        case Reject(reason=reason, message=message):
            no = Decision(
                type="reject", decided_by=by, decided_at=now, reason=reason, message=message
            )
            return was.decided(Move.REJECT, no)
        case Respond(response=response, message=message):
            check_response(was.response_schema, response, message)
            answer = Decision(
                type="respond", decided_by=by, decided_at=now, response=response, message=message
            )
            return was.decided(Move.RESPOND, answer)


def proposal_after(was: Escalation, choice: Choice) -> Proposal:
    """What would go out if this choice were made; the policy judges it before it is."""
    match choice:
        case Edit() | TakeAlternative():
            return _edited_proposal(was, choice)
        case _:
            return was.proposal


def _approved(was: Escalation, by: Actor, now: datetime, *, note: str) -> Escalation:
    _refuse_tampered(was)
    votes = was.votes.with_vote(by)
    if votes == was.votes:
        raise DecisionNotAllowed("You have agreed already. Somebody else has to agree, too.")
    agreed = replace(was, votes=votes)
    if len(votes.by) < was.promise.approvers.quorum:
        return replace(agreed, version=was.version + 1)
    if was.is_as_proposed:
        return agreed.decided(Move.APPROVE, was.letting_run("approve", by, now, note=note))
    return agreed.decided(Move.EDIT, was.letting_run("edit", by, now, note=note))


def _edited(was: Escalation, proposal: Proposal, by: Actor, now: datetime) -> Escalation:
    """An edit is a new round: what others approved before was something else."""
    edited = replace(
        was,
        proposal=proposal,
        proposal_digest=was.digest_of(proposal.reply, proposal.action),
        votes=Votes(round=was.votes.round + 1, by=(by,)),
    )
    if was.promise.approvers.quorum > 1:
        return replace(edited, version=was.version + 1, content_version=was.version + 1)
    return edited.decided(Move.EDIT, edited.letting_run("edit", by, now))


def _edited_proposal(was: Escalation, choice: Edit | TakeAlternative) -> Proposal:
    match choice:
        case TakeAlternative(index=index):
            if not 0 <= index < len(was.alternatives):
                raise DecisionNotAllowed("The agent made no such suggestion.")
            other = was.alternatives[index]
            return Proposal(reply=other.reply, action=other.action_request)
        case Edit(reply=Reply() as reply) if was.proposal.reply:
            return replace(was.proposal, reply=reply)
        case Edit(args=dict() as args) if was.proposal.action:
            check_arguments(was.proposal.action.args, args)
            return replace(was.proposal, action=replace(was.proposal.action, args=args))
        case _:
            raise DecisionNotAllowed(
                "An edit changes the words of a reply or the arguments of the same tool."
            )


def _refuse_tampered(was: Escalation) -> None:
    """What is stored must still be, to the byte, what was put on the card."""
    if was.digest_of(was.proposal.reply, was.proposal.action) != was.proposal_digest:
        raise DigestMismatch


def _only_these(allowed: tuple[DecisionType, ...]) -> str:
    return f"Here you can only {', '.join(allowed)}."
