"""An agent hands over a turn: judge it, record it, and ask a person where the policy says so."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from bot.errors import TurnChanged
from bot.ports import Desk, JudgedTurn, Memory
from bot.rules.approvers import Actor
from bot.rules.conversation import Conversation
from bot.rules.digest import hash_text
from bot.rules.escalation import Escalation
from bot.rules.opening import digest_of, open_escalation
from bot.rules.policy import Judgement, PastConversation, Verdict
from bot.rules.redact import redact
from bot.rules.status import Status
from bot.rules.transcript import customer_mark, wish_mark
from bot.rules.turn import Reply, Turn, TurnKey, key_of
from bot.steps.assigned import staff_of
from bot.steps.handoff import ask_for_person
from bot.steps.moved import customer_wrote
from bot.steps.opened import opened
from bot.steps.stretch import ended_stretch

ASKS_A_HUMAN = frozenset({Verdict.HOLD, Verdict.HANDOFF})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    judged: JudgedTurn
    escalation: Escalation | None = None
    epoch: int = 0
    replayed: bool = False


async def escalate(
    desk: Desk, turn: Turn, *, workspace: str, by: Actor, fingerprint: str | None = None
) -> Judged:
    """Judge a turn once. The same turn again gets the same answer; another body is refused."""
    key = key_of(turn, workspace)
    body = fingerprint or fingerprint_of(turn)
    past = await _past(desk, key)
    with desk.traces.step("judge"):
        ruled = desk.policies.current.judge(turn, past, dice=desk.dice())
        wish = _wish(desk, turn, past)
    asking = [each.queue for each in (ruled, wish) if each and each.verdict in ASKS_A_HUMAN]
    staff = await staff_of(desk, [queue for queue in asking if queue])
    now, trace = desk.clock.now(), desk.traces.here()
    ids = (desk.new_id("trn"), desk.new_id("esc"))
    proposes = digest_of(turn) if ruled.verdict is Verdict.HOLD else ""

    def record(memory: Memory) -> Judged:
        if earlier := memory.turn(key, proposes=proposes):
            return _again(memory, earlier, body)
        was = memory.conversation(workspace, turn.conversation_id)
        was.refuse_agent(turn.epoch)
        judgement = ruled
        if wish and was.asked_mark != wish_mark(turn):  # what was answered once is answered
            judgement = wish
        judged = _judged(turn, judgement, key=key, id=ids[0], fingerprint=body, now=now)
        judged = replace(judged, human_stretch=ended_stretch(memory, was))
        conversation = _heard(was, turn)
        escalation = None
        match judgement.verdict:
            case Verdict.HANDOFF:
                asked = ask_for_person(
                    memory,
                    desk,
                    conversation,
                    turn=turn,
                    judgement=judgement,
                    id=ids[1],
                    by=by,
                    trace=trace,
                    staff=staff,
                )
                conversation, escalation = asked.conversation, asked.escalation
                judged = replace(judged, reply=Reply(text=asked.notice))
            case Verdict.HOLD:
                escalation = _rejected_before(memory, turn, workspace)
                replacing = "" if escalation else turn.agent.id
                customer_wrote(memory, was, customer_mark(turn), _words(turn, desk), now, replacing)
                if escalation is None:
                    new = open_escalation(turn, judgement, id=ids[1], workspace=workspace, now=now)
                    escalation = opened(
                        memory, desk, new, turn=turn, by=by, now=now, trace=trace, staff=staff
                    )
            case _:
                customer_wrote(memory, was, customer_mark(turn), _words(turn, desk), now)
        is_new = escalation is not None and escalation.id == ids[1]
        judged = replace(judged, escalation_id=escalation.id if escalation else None)
        memory.add_turn(judged)
        memory.save_conversation(
            replace(conversation, escalations=conversation.escalations + is_new)
        )
        return Judged(judged=judged, escalation=escalation, epoch=conversation.epoch)

    return await desk.store.write(record)


def fingerprint_of(turn: Turn) -> str:
    return hash_text(json.dumps(asdict(turn), sort_keys=True, default=datetime.isoformat))


def _wish(desk: Desk, turn: Turn, past: PastConversation) -> Judgement | None:
    """A customer who asks for a person gets one, whatever the agent wants to say."""
    policy = desk.policies.current
    return policy.handoff(turn, past) if policy.customer_asks(turn) else None


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
    now_is = memory.conversation(earlier.key.workspace, earlier.key.conversation_id)
    return Judged(judged=earlier, escalation=escalation, epoch=now_is.epoch, replayed=True)


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


def _words(turn: Turn, desk: Desk) -> str:
    """The customer's last ones, as a thread may show them."""
    said = (each.text for each in reversed(turn.messages) if each.role == "customer")
    return redact(next(said, ""), desk.policies.current.redact)


def _heard(conversation: Conversation, turn: Turn) -> Conversation:
    """One more turn; the agent knows by now what was said while it was away."""
    return replace(
        conversation.agent_told(),
        customer_mark=customer_mark(turn) or conversation.customer_mark,
        asked_mark=conversation.asked_mark if wish_mark(turn) == conversation.asked_mark else "",
        turns=conversation.turns + 1,
        callback_url=turn.callback_url or conversation.callback_url,
    )
