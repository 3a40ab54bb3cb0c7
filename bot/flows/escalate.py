"""An agent hands over a turn: judge it, record it, and ask a person where the policy says so."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from bot.errors import HumanInControl, TurnChanged
from bot.ports import AuditLine, Conversation, Desk, JudgedTurn, Memory
from bot.rules.approvers import SYSTEM, Actor
from bot.rules.digest import hash_text
from bot.rules.escalation import Escalation
from bot.rules.opening import digest_of, open_escalation
from bot.rules.owing import card, moved_note, redraw, transcript, webhook
from bot.rules.policy import Judgement, PastConversation, Verdict
from bot.rules.status import Kind, Status
from bot.rules.transcript import customer_mark
from bot.rules.turn import Turn, TurnKey, key_of

ASKS_A_HUMAN = frozenset({Verdict.HOLD, Verdict.HANDOFF})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    judged: JudgedTurn
    escalation: Escalation | None = None
    replayed: bool = False


async def escalate(
    desk: Desk, turn: Turn, *, workspace: str, by: Actor, fingerprint: str | None = None
) -> Judged:
    """Judge a turn once. The same turn again gets the same answer; another body is refused."""
    key = key_of(turn, workspace)
    body = fingerprint or fingerprint_of(turn)
    past = await _past(desk, key)
    with desk.traces.step("judge"):
        judgement = desk.policies.current.judge(turn, past, dice=desk.dice())
    now, trace = desk.clock.now(), desk.traces.here()
    ids = (desk.new_id("trn"), desk.new_id("esc"))

    def record(memory: Memory) -> Judged:
        if earlier := memory.turn(key):
            return _again(memory, earlier, body)
        conversation = memory.conversation(workspace, turn.conversation_id)
        if conversation.control == "human":
            raise HumanInControl
        judged = _judged(turn, judgement, key=key, id=ids[0], fingerprint=body, now=now)
        escalation = None
        if judgement.verdict in ASKS_A_HUMAN:
            escalation = _rejected_before(memory, turn, workspace)
            _tell_open_cards(memory, turn, conversation, now, superseding=escalation is None)
            if escalation is None:
                escalation = _ask(memory, turn, judgement, ids[1], workspace, by, now, trace)
            judged = replace(judged, escalation_id=escalation.id)
        else:
            _tell_open_cards(memory, turn, conversation, now, superseding=False)
        memory.add_turn(judged)
        memory.save_conversation(_after(conversation, turn, asked=judged.escalation_id == ids[1]))
        return Judged(judged=judged, escalation=escalation)

    return await desk.store.write(record)


def fingerprint_of(turn: Turn) -> str:
    return hash_text(json.dumps(asdict(turn), sort_keys=True, default=datetime.isoformat))


async def _past(desk: Desk, key: TurnKey) -> PastConversation:
    if not desk.policies.current.looks_at_conversation:
        return PastConversation()
    known = await desk.store.read(
        lambda memory: memory.conversation(key.workspace, key.conversation_id)
    )
    return known.past


def _again(memory: Memory, earlier: JudgedTurn, fingerprint: str) -> Judged:
    if earlier.fingerprint != fingerprint:
        raise TurnChanged(fields={"turn_id": "Already judged with another body."})
    escalation = memory.escalation(earlier.escalation_id) if earlier.escalation_id else None
    return Judged(judged=earlier, escalation=escalation, replayed=True)


def _judged(
    turn: Turn, judgement: Judgement, *, key: TurnKey, id: str, fingerprint: str, now: datetime
) -> JudgedTurn:
    return JudgedTurn(
        id=id,
        key=key,
        turn=turn,
        fingerprint=fingerprint,
        verdict=judgement.verdict,
        rule=judgement.rule,
        policy_version=judgement.policy_version,
        judged_at=now,
        reply=judgement.reply,
        because=judgement.because,
        probability=judgement.probability,
    )


def _rejected_before(memory: Memory, turn: Turn, workspace: str) -> Escalation | None:
    """A person has said no to exactly this in this conversation: do not ask again."""
    last = memory.last_with_digest(workspace, turn.conversation_id, digest_of(turn))
    return last if last and last.status is Status.REJECTED and turn.question is None else None


def _ask(
    memory: Memory,
    turn: Turn,
    judgement: Judgement,
    id: str,
    workspace: str,
    by: Actor,
    now: datetime,
    trace: str,
) -> Escalation:
    opened = open_escalation(turn, judgement, id=id, workspace=workspace, now=now)
    escalation = replace(opened, trace=trace)
    memory.add(escalation, turn=turn)
    memory.owe(card(escalation), *transcript(escalation, turn))
    memory.owe(*webhook(escalation, "escalation.opened"))
    memory.note(
        AuditLine(
            escalation_id=escalation.id,
            at=now,
            actor=by,
            channel="api",
            action="opened",
            detail={
                "rule": judgement.rule,
                "policy_version": judgement.policy_version,
                "queue": escalation.promise.queue,
                "action_digest": escalation.action_digest,
            },
        )
    )
    return escalation


def _tell_open_cards(
    memory: Memory, turn: Turn, conversation: Conversation, now: datetime, *, superseding: bool
) -> None:
    """The customer wrote again: older cards are superseded by a new one, or say so."""
    mark = customer_mark(turn)
    if not mark or mark == conversation.customer_mark:
        return
    others = memory.open_in_conversation(conversation.workspace, conversation.id)
    for other in _older(others, mark):
        replaced = superseding and other.kind is Kind.APPROVAL and other.agent_id == turn.agent.id
        changed = other.supersede(now) if replaced else other.conversation_moved(mark)
        change = "superseded" if replaced else "moved"
        memory.save(changed, was=other, change=change, at=now)
        memory.owe(redraw(changed))
        if not replaced:
            memory.owe(moved_note(changed, turn))
        memory.note(
            AuditLine(escalation_id=other.id, at=now, actor=SYSTEM, channel="api", action=change)
        )


def _older(escalations: Sequence[Escalation], mark: str) -> list[Escalation]:
    return [each for each in escalations if each.customer_mark != mark]


def _after(conversation: Conversation, turn: Turn, *, asked: bool) -> Conversation:
    return replace(
        conversation,
        customer_mark=customer_mark(turn) or conversation.customer_mark,
        turns=conversation.turns + 1,
        escalations=conversation.escalations + asked,
    )
