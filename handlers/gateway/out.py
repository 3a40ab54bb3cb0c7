"""What goes back over the wire: the contract's objects, from the record."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from starlette.responses import Response

from bot.flows.execute import Right
from bot.ports import JudgedTurn
from bot.rules.approvers import Actor
from bot.rules.calendars.calendar import Calendar
from bot.rules.clock import Clock, overrun
from bot.rules.conversation import Conversation, Item
from bot.rules.decision import Decision
from bot.rules.escalation import Escalation
from bot.rules.execution import Execution
from bot.rules.json import Json
from bot.rules.owners import Spell
from bot.rules.phases import Phase, phases
from bot.rules.turn import ActionRequest, Reply
from bot.steps.handoff import Asked


def in_json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def respond(value: Json, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Built as it is: what we wrote ourselves is not validated once more."""
    return Response(in_json(value), status, headers, media_type="application/json")


def turn_out(judged: JudgedTurn, escalation: Escalation | None, epoch: int, now: datetime) -> Json:
    return {
        "verdict": judged.verdict,
        "reply": _reply(judged.reply),
        "rule": judged.rule,
        "policy_version": judged.policy_version,
        "escalation": escalation_out(escalation, now) if escalation else None,
        "epoch": epoch,
        "human_stretch_ended": judged.human_stretch,
    }


def listed_turn_out(judged: JudgedTurn) -> Json:
    return {
        "id": judged.id,
        "agent_id": judged.key.agent_id,
        "conversation_id": judged.key.conversation_id,
        "turn_id": judged.key.turn_id,
        "verdict": judged.verdict,
        "rule": judged.rule,
        "policy_version": judged.policy_version,
        "reply": _reply(judged.reply),
        "because": judged.because,
        "probability": judged.probability,
        "confidence": judged.turn.confidence,
        "topic": judged.turn.topic,
        "escalation_id": judged.escalation_id,
        "judged_at": time_out(judged.judged_at),
    }


def escalation_out(escalation: Escalation, now: datetime) -> Json:
    """As it is at this moment: what is late is later with each second."""
    calendar, thread = escalation.promise.calendar, escalation.thread
    return {
        "id": escalation.id,
        "kind": escalation.kind,
        "status": escalation.status,
        "reason": escalation.reason,
        "queue": escalation.promise.queue,
        "priority": escalation.priority,
        "conversation_id": escalation.conversation_id,
        "turn_id": escalation.turn_id,
        "action_digest": escalation.action_digest,
        "allowed_decisions": list(escalation.allowed_decisions),
        "decision": _decision(escalation.decision),
        "assignee": _actor(escalation.assignee, with_type=False),
        "created_at": time_out(escalation.created_at),
        "expires_at": time_out(escalation.expires_at),
        "closed_at": time_out(escalation.closed_at),
        "clocks": [_clock(each, calendar, now) for each in escalation.timing.clocks],
        "times": {each.name: _phase(each) for each in phases(escalation)},
        "reopen_count": escalation.reopened,
        "ownership": [_spell(each) for each in escalation.ownership],
        "slack": {
            "team": thread.team,
            "channel": thread.channel,
            "thread_ts": thread.root_ts,
            "permalink": thread.permalink,
        }
        if thread
        else None,
        "state": escalation.state,
        "version": escalation.version,
    }


def asked_out(asked: Asked, now: datetime) -> Json:
    wait = asked.expected_wait
    return {
        "escalation": escalation_out(asked.escalation, now),
        "open_now": asked.opening.open_now,
        "opens_at": time_out(asked.opening.opens_at),
        "expected_wait_seconds": None if wait is None else round(wait),
        "notice": asked.notice,
        **control_out(asked.conversation),
    }


def control_out(conversation: Conversation) -> Json:
    return {"control": conversation.control, "epoch": conversation.epoch}


def receipt_out(item: Item) -> Json:
    return {"message_id": item.id, "status": item.state, "detail": item.detail}


def right_out(right: Right) -> Json:
    return {
        "token": right.token,
        "action": _action(right.action),
        "action_digest": right.action_digest,
    }


def execution_out(execution: Execution) -> Json:
    return {
        "escalation_id": execution.escalation_id,
        "status": execution.status,
        "detail": execution.detail,
        "claimed_by": _actor(execution.claimed_by, with_type=False),
        "claimed_at": time_out(execution.claimed_at),
        "finished_at": time_out(execution.finished_at),
    }


def time_out(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def _clock(clock: Clock, calendar: Calendar | None, now: datetime) -> Json:
    return {
        "kind": clock.kind,
        "status": clock.status,
        "target_seconds": clock.target,
        "due_at": time_out(clock.due_at),
        "started_at": time_out(clock.started_at),
        "satisfied_at": time_out(clock.satisfied_at),
        "breached_at": time_out(clock.breached_at),
        "overrun_seconds": overrun(clock, calendar, now),
        "detail": clock.why,
    }


def _spell(spell: Spell) -> Json:
    """How long it was theirs to act is told when it is over: until then it grows."""
    return {
        "owner": _actor(spell.owner, with_type=False),
        "started_at": time_out(spell.started_at),
        "ended_at": time_out(spell.ended_at),
        "business_seconds": spell.seconds if spell.ended_at else None,
    }


def _phase(phase: Phase) -> Json:
    return {
        "at": time_out(phase.at),
        "wall_seconds": phase.wall,
        "business_seconds": phase.business,
    }


def _decision(decision: Decision | None) -> Json | None:
    if decision is None:
        return None
    return {
        "type": decision.type,
        "reply": _reply(decision.reply),
        "action": _action(decision.action),
        "action_digest": decision.action_digest,
        "message": decision.message or None,
        "reason": decision.reason or None,
        "response": decision.response,
        "decided_by": _actor(decision.decided_by),
        "decided_at": time_out(decision.decided_at),
    }


def _reply(reply: Reply | None) -> Json | None:
    return {"text": reply.text} if reply else None


def _action(action: ActionRequest | None) -> Json | None:
    if action is None:
        return None
    return {"name": action.name, "args": action.args, "description": action.description}


def _actor(actor: Actor | None, *, with_type: bool = True) -> Json | None:
    if actor is None:
        return None
    who = {"id": actor.id, "name": actor.name}
    return {"type": actor.type, **who} if with_type else who
