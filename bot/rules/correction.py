"""A correction: a person changed, refused or answered what an agent had in mind, or let it go and
said that it was not right.

What is given out of it teaches the next agent, so keys, card numbers and whatever else is asked for
are taken out of all words, and nobody is named.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.rules.approvers import Actor
from bot.rules.edits import edit_share
from bot.rules.escalation import Escalation
from bot.rules.feedback import Answer, Appraisal
from bot.rules.json import Json, JsonValue
from bot.rules.redact import Redact, redact_all
from bot.rules.status import Status
from bot.rules.turn import ActionRequest, Message, Reply, Turn

CORRECTING = (Status.EDITED, Status.REJECTED, Status.RESPONDED)
WANTING = (Answer.INCOMPLETE, Answer.WRONG, Answer.UNSAFE)
_ESCALATION, _CORRECTION = "esc_", "cor_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """Somebody put a correction to use: `place` is a prompt, an article, a training run."""

    place: str
    at: datetime
    by: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    escalation: Escalation
    turn: Turn
    appraisal: Appraisal | None = None
    applied: tuple[Applied, ...] = ()

    @property
    def id(self) -> str:
        return correction_of(self.escalation.id)


def correction_of(id: str) -> str:
    """An escalation is decided once, so a correction has no number of its own."""
    return _CORRECTION + id.removeprefix(_CORRECTION).removeprefix(_ESCALATION)


def escalation_of(id: str) -> str:
    return _ESCALATION + id.removeprefix(_CORRECTION).removeprefix(_ESCALATION)


def is_correction(escalation: Escalation, appraisal: Appraisal | None = None) -> bool:
    """Also what went out as it was, in the nick of time, and was found wanting afterwards."""
    if appraisal and appraisal.opinion.answer in WANTING:
        return True
    by = escalation.decision.decided_by if escalation.decision else None
    return escalation.status in CORRECTING and by is not None and by.type == "human"


def distance(escalation: Escalation, draft: Turn) -> float | None:
    """How much of the draft an edit changed; None where nothing was edited. The draft is the
    turn's: on the escalation stands what the last editor made of it.
    """
    decision = escalation.decision
    if decision is None or escalation.status is not Status.EDITED:
        return None
    return edit_share(
        _as_text(draft.reply, draft.action_request), _as_text(decision.reply, decision.action)
    )


def as_record(correction: Correction, also: Collection[Redact] = ()) -> Json:
    """All there is to learn from: what was known, what was drafted, what became of it and why."""
    escalation, turn = correction.escalation, correction.turn
    share = distance(escalation, turn)
    return {
        "id": correction.id,
        "escalation_id": escalation.id,
        "conversation_id": escalation.conversation_id,
        "turn_id": escalation.turn_id,
        "agent": {"id": turn.agent.id, "version": turn.agent.version, "model": turn.agent.model},
        "at": _time(escalation.closed_at),
        "queue": escalation.promise.queue,
        "rule": escalation.promise.rule,
        "policy_version": escalation.promise.policy_version,
        "confidence": turn.confidence,
        "edit_distance": None if share is None else round(share, 4),
        **redact_all(_words(correction), also),
        "applied": [{"in": each.place, "at": _time(each.at)} for each in correction.applied],
    }


def _words(correction: Correction) -> Json:
    escalation, turn = correction.escalation, correction.turn
    decision = escalation.decision
    opinion = correction.appraisal.opinion if correction.appraisal else None
    return {
        "topic": turn.topic,
        "context": {
            "messages": [_message(each) for each in turn.messages],
            "reasoning": turn.reasoning,
            "consequence": turn.consequence,
            "evidence": [
                {"title": each.title, "url": each.url, "snippet": each.snippet}
                for each in turn.evidence
            ],
        },
        "draft": {**_said(turn.reply, turn.action_request), "question": turn.question},
        "final": {
            **_said(*((decision.reply, decision.action) if decision else (None, None))),
            "response": decision.response if decision else None,
        },
        "decision": decision.type if decision else None,
        "message": decision.message if decision else "",
        "reason_codes": {
            "asked": escalation.reason,
            "rejected": (decision.reason if decision else "") or None,
            "why": opinion.why if opinion else None,
            "fix": opinion.fix if opinion else None,
        },
        "appraisal": {"answer": opinion.answer, "needed": opinion.needed, "words": opinion.words}
        if opinion
        else None,
        "by": {"role": "reviewer"},
    }


def _message(message: Message) -> Json:
    return {"role": message.role, "text": message.text, "at": _time(message.at)}


def _said(reply: Reply | None, action: ActionRequest | None) -> Json:
    call: Json | None = {"name": action.name, "args": action.args} if action else None
    return {"reply": reply.text if reply else None, "action": call}


def _as_text(reply: Reply | None, action: ActionRequest | None) -> str:
    call: JsonValue = [action.name, action.args] if action else None
    said = reply.text if reply else ""
    return said if call is None else said + json.dumps(call, ensure_ascii=False, sort_keys=True)


def _time(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None
