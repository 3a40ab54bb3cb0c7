"""How an escalation opens: the policy's word on a turn becomes a promise to decide it."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.rules.clocks import Event, opened
from bot.rules.digest import action_digest
from bot.rules.escalation import Escalation
from bot.rules.ladder import begun
from bot.rules.policy import DecisionType, Judgement, Queue, Verdict
from bot.rules.promise import Promise, Proposal
from bot.rules.status import Kind
from bot.rules.transcript import customer_mark, waits_since
from bot.rules.turn import Turn

_USUAL: dict[Kind, tuple[DecisionType, ...]] = {
    Kind.APPROVAL: ("approve", "edit", "reject", "respond"),
    Kind.INPUT: ("respond", "reject"),
    Kind.HANDOFF: (),
}


def open_escalation(
    turn: Turn, judgement: Judgement, *, id: str, workspace: str, now: datetime
) -> Escalation:
    """The escalation that a held turn opens, with everything it promises stamped on it, and its
    clocks running.
    """
    queue = _queue(judgement)
    kind = _kind(turn, judgement)
    timeout = _timeout(turn, judgement, queue)
    escalation = Escalation(
        id=id,
        workspace=workspace,
        kind=kind,
        reason=judgement.reason,
        conversation_id=turn.conversation_id,
        turn_id=turn.turn_id,
        agent_id=turn.agent.id,
        proposal=Proposal(reply=turn.reply, action=turn.action_request, question=turn.question),
        action_digest=digest_of(turn),
        proposal_digest=digest_of(turn),
        promise=_promise(judgement, queue, timeout),
        allowed_decisions=_allowed(kind, turn, judgement),
        created_at=now,
        expires_at=now + timedelta(seconds=timeout),
        stakes=judgement.stakes,
        priority=judgement.priority,
        alternatives=turn.alternatives,
        response_schema=turn.response_schema,
        requester=turn.requested_by.slack_user if turn.requested_by else "",
        customer_mark=customer_mark(turn),
        customer_id=turn.customer.id if turn.customer else "",
        callback_url=turn.callback_url,
        state=turn.state,
    )
    event = Event.HANDED_OFF if kind is Kind.HANDOFF else Event.ASKED
    climb = begun(escalation.promise, now)
    timing = opened(event, now, escalation.terms, wrote_at=waits_since(turn, now))
    return replace(escalation, timing=timing, climb=climb)


def digest_of(turn: Turn) -> str:
    return action_digest(
        agent_id=turn.agent.id,
        conversation_id=turn.conversation_id,
        reply=turn.reply,
        action=turn.action_request,
        question=turn.question,
    )


def _queue(judgement: Judgement) -> Queue:
    if judgement.queue is None:
        raise ValueError(f"rule {judgement.rule!r} holds a turn without a queue")
    return judgement.queue


def _promise(judgement: Judgement, queue: Queue, timeout: float) -> Promise:
    """What the rule says of this turn, and the queue of all that are asked there."""
    said = Promise(
        queue=queue.name,
        channel=queue.channel,
        approvers=queue.approvers,
        rule=judgement.rule,
        policy_version=judgement.policy_version,
        because=judgement.because,
        on_timeout=judgement.on_timeout,
    )
    return replace(said.of(queue), timeout=timeout)


def _kind(turn: Turn, judgement: Judgement) -> Kind:
    if judgement.verdict is Verdict.HANDOFF:
        return Kind.HANDOFF
    return Kind.INPUT if turn.question is not None else Kind.APPROVAL


def _timeout(turn: Turn, judgement: Judgement, queue: Queue) -> float:
    """The policy's time, or the agent's own when that is shorter."""
    allowed = judgement.timeout or queue.timeout
    return min(allowed, turn.timeout_seconds) if turn.timeout_seconds else allowed


def _allowed(kind: Kind, turn: Turn, judgement: Judgement) -> tuple[DecisionType, ...]:
    """What the policy, the agent and the kind all allow; where nothing is left, the policy's."""
    usual = _USUAL[kind]
    by_policy: list[DecisionType] = [
        each for each in usual if each in (judgement.allowed_decisions or usual)
    ]
    by_agent = set(turn.allowed_decisions or usual)
    by_both: list[DecisionType] = [each for each in by_policy if each in by_agent]
    return tuple(by_both or by_policy or usual)
