"""What people say afterwards: reviewers of the agent's answer, customers of what they were told."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.rules.approvers import Actor
from bot.rules.escalation import Escalation
from bot.rules.status import Status

LOOKED_AT = frozenset(
    {
        Status.APPROVED,
        Status.EDITED,
        Status.REJECTED,
        Status.RESPONDED,
        Status.HANDED_BACK,
        Status.RESOLVED,
        Status.REVIEWED,
    }
)


class Answer(StrEnum):
    """How the agent's own answer was, in the eyes of whoever looked at it."""

    CORRECT = "correct"
    INCOMPLETE = "incomplete"
    WRONG = "wrong"
    UNSAFE = "unsafe"
    NONE_GIVEN = "none_given"


class Why(StrEnum):
    """Why the agent needed a person, as the person sees it."""

    MISSING_KNOWLEDGE = "missing_knowledge"
    MISSING_TOOL = "missing_tool"
    POLICY = "policy"
    CUSTOMER_ASKED = "customer_asked"
    UNCLEAR = "unclear"
    OTHER = "other"


class Fix(StrEnum):
    """What would spare people the next one."""

    LINK = "link"
    EDIT = "edit"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a reviewer said: one click is an answer alone, the form may hold all of it."""

    answer: Answer
    needed: bool | None = None
    why: Why | None = None
    fix: Fix | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """The opinion that stands of one escalation, with what it is about: the agent's draft by its
    digest, and the words that went out in the end.
    """

    escalation_id: str
    workspace: str
    conversation_id: str
    turn_id: str
    agent_id: str
    opinion: Opinion
    by: Actor
    at: datetime
    draft_digest: str
    final_text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What came back about one turn. Each key has one say about it: the last one counts."""

    turn: str
    key_id: str
    workspace: str
    rating: Literal["good", "bad"]
    at: datetime
    comment: str = ""
    category: str = ""


def may_be_appraised(escalation: Escalation) -> bool:
    """A person closed it; what silence, the agent or the policy ended has nobody to ask."""
    by = escalation.closed_by
    return escalation.status in LOOKED_AT and by is not None and by.type == "human"


def clicked(before: Opinion | None, answer: Answer) -> Opinion:
    """A click changes the answer, and nothing that was said besides."""
    return replace(before, answer=answer) if before else Opinion(answer=answer)


def appraisal_of(escalation: Escalation, opinion: Opinion, by: Actor, now: datetime) -> Appraisal:
    decision = escalation.decision
    return Appraisal(
        escalation_id=escalation.id,
        workspace=escalation.workspace,
        conversation_id=escalation.conversation_id,
        turn_id=escalation.turn_id,
        agent_id=escalation.agent_id,
        opinion=opinion,
        by=by,
        at=now,
        draft_digest=escalation.action_digest,
        final_text=decision.reply.text if decision and decision.reply else None,
    )
