"""A reviewer decides: one decision, one effect, and the agent is owed the news."""

from dataclasses import replace

from bot.errors import ForbiddenByPolicy
from bot.ports import Desk, Memory
from bot.rules.approvers import Person, actor_of, may_decide, refuse_others
from bot.rules.deciding import after_choice, proposal_after
from bot.rules.decision import Choice, type_of
from bot.rules.escalation import Escalation
from bot.rules.owing import redraw, webhook
from bot.rules.policy import Judgement, PastConversation, Verdict
from bot.rules.press import Press
from bot.rules.status import Status
from bot.steps.audited import in_slack
from bot.steps.once import is_first

_FORBIDS = frozenset({Verdict.BLOCK, Verdict.ANSWER})


async def decide(desk: Desk, press: Press, choice: Choice) -> Escalation:
    """The record after this press. Pressed twice, it counts once; refusals are sentences."""
    seen = await desk.store.read(lambda memory: memory.escalation(press.escalation_id))
    trace, id = seen.trace, press.escalation_id
    with desk.traces.step("press", of=trace, escalation=id):
        return await _decide(desk, press, choice, seen)


async def _decide(desk: Desk, press: Press, choice: Choice, seen: Escalation) -> Escalation:
    judgement = await _judge_again(desk, seen, choice)
    person = await desk.people.person(press.team, press.user, _groups(seen, judgement))
    by = actor_of(person)
    now = desk.clock.now()

    def record(memory: Memory) -> Escalation:
        was = memory.escalation(press.escalation_id)
        if not is_first(memory, press, now):
            return was
        refuse_others(was.promise.approvers, person, requester_slack_user=was.requester)
        decided = after_choice(was, choice, by, now, seen=press.version)
        _refuse_forbidden(judgement, person)
        change = "voted" if decided.is_open else "decided"
        memory.save(decided, was=was, change=change, at=now)
        memory.owe(redraw(decided))
        if not decided.is_open:
            memory.owe(*webhook(decided, "escalation.decided"))
            _remember_rejection(memory, decided)
        memory.note(in_slack(was.id, by, now, change, _what(decided, choice)))
        return decided

    return await desk.store.write(record)


async def _judge_again(desk: Desk, escalation: Escalation, choice: Choice) -> Judgement | None:
    """An edited turn is another turn: the policy has a word on it before it goes out."""
    if type_of(choice) != "edit" or not escalation.is_open:
        return None
    what = proposal_after(escalation, choice)
    card = await desk.store.read(lambda memory: memory.card(escalation.id))
    edited = replace(card.turn, reply=what.reply, action_request=what.action)
    return desk.policies.current.judge(edited, await _before(desk, escalation), dice=1.0)


async def _before(desk: Desk, escalation: Escalation) -> PastConversation:
    """What rules may know of the conversation, without the turn that is being decided."""
    if not desk.policies.current.looks_at_conversation:
        return PastConversation()
    workspace, id = escalation.workspace, escalation.conversation_id
    past = (await desk.store.read(lambda memory: memory.conversation(workspace, id))).past
    return replace(past, turns=past.turns - 1, escalations=past.escalations - 1)


def _groups(escalation: Escalation, judgement: Judgement | None) -> frozenset[str]:
    groups = escalation.promise.approvers.groups
    if judgement and judgement.queue:
        groups |= judgement.queue.approvers.groups
    return groups


def _refuse_forbidden(judgement: Judgement | None, person: Person) -> None:
    if judgement is None:
        return
    if judgement.verdict in _FORBIDS:
        raise ForbiddenByPolicy(
            f"The policy forbids what you changed it to (rule “{judgement.rule}”). "
            "Change it again, or reject."
        )
    if judgement.queue and may_decide(judgement.queue.approvers, person):
        raise ForbiddenByPolicy(
            f"What you changed it to needs a reviewer of {judgement.queue.name} "
            f"(rule “{judgement.rule}”). Change it again, or ask one of them."
        )


def _remember_rejection(memory: Memory, decided: Escalation) -> None:
    if decided.status is not Status.REJECTED or decided.decision is None:
        return
    conversation = memory.conversation(decided.workspace, decided.conversation_id)
    reason = decided.decision.reason or "rejected"
    memory.save_conversation(replace(conversation, last_rejection=reason))


def _what(decided: Escalation, choice: Choice) -> dict[str, object]:
    """Ids and digests only: the words stay in the record."""
    decision = decided.decision
    return {
        "type": type_of(choice),
        "status": str(decided.status),
        "version": decided.version,
        "round": decided.votes.round,
        "action_digest": decision.action_digest if decision else None,
    }
