"""A person is asked for: one open handoff in a conversation, joined by whoever asks again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

from bot.ports import Desk, Memory
from bot.rules.approvers import Actor
from bot.rules.calendars.open_time import Opening
from bot.rules.conversation import Control, Conversation
from bot.rules.escalation import Escalation
from bot.rules.notices import ASSISTANT_STAYS, asked
from bot.rules.opening import open_escalation
from bot.rules.owing import note, redraw, webhook
from bot.rules.policy import Judgement, WhenClosed
from bot.rules.redact import redacted
from bot.rules.status import Status
from bot.rules.transcript import wish_mark
from bot.rules.turn import Turn
from bot.steps.assigned import Staff
from bot.steps.audited import over_api
from bot.steps.control import to_human
from bot.steps.customer_files import early_files
from bot.steps.opened import opened

REOPENS_WITHIN = timedelta(days=7)
A_DAY = timedelta(days=1)
WAITS_OF = timedelta(weeks=4)
FEWEST_WAITS = 3
_REOPENS = frozenset({Status.HANDED_BACK, Status.RESOLVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of a request. `expected_wait` in seconds; None when there is too little to say."""

    escalation: Escalation
    conversation: Conversation
    opening: Opening
    expected_wait: float | None
    notice: str


def ask_for_person(
    memory: Memory,
    desk: Desk,
    conversation: Conversation,
    *,
    turn: Turn,
    judgement: Judgement,
    id: str,
    by: Actor,
    trace: str,
    staff: Staff,
) -> Asked:
    """The open one, one that was closed in the last seven days, or a new one."""
    now = desk.clock.now()
    conversation = replace(conversation, asked_mark=wish_mark(turn))
    turn = redacted(turn, desk.policies.current.redact)  # nothing here is approved to the byte
    joined = escalation = _open_one(memory, conversation)
    if escalation is None:
        escalation = _reopened(memory, conversation, by, desk, words=_last_words(turn))
    if escalation is None:
        new = open_escalation(turn, judgement, id=id, workspace=conversation.workspace, now=now)
        escalation = opened(memory, desk, new, turn=turn, by=by, now=now, trace=trace, staff=staff)
    opening = desk.policies.current.opening(escalation.promise.queue, now)
    wait = _expected_wait(memory, escalation, desk)
    when_closed = escalation.promise.when_closed
    locale = turn.customer.locale if turn.customer else ""
    stays = _agent_stays(memory, desk, conversation, escalation)
    saying = ASSISTANT_STAYS if stays else asked(opening, wait, when_closed)
    notice = desk.policies.current.notices.say(saying, locale)
    if not joined:
        memory.owe(*early_files(memory, desk, escalation))
    if not stays and (opening.open_now or when_closed is WhenClosed.HOLD):
        conversation = to_human(memory, desk, conversation, escalation, notice=notice)
    else:
        conversation = replace(conversation, handoff=escalation.id)
    return Asked(
        escalation=escalation,
        conversation=conversation,
        opening=opening,
        expected_wait=wait,
        notice=notice,
    )


def _open_one(memory: Memory, conversation: Conversation) -> Escalation | None:
    if not conversation.handoff:
        return None
    escalation = memory.escalation(conversation.handoff)
    return escalation if escalation.is_open else None


def _agent_stays(
    memory: Memory, desk: Desk, conversation: Conversation, escalation: Escalation
) -> bool:
    """F45: whoever is handed off and back all day keeps the agent; the team is asked all the same,
    and any of them can take over.
    """
    if conversation.control is Control.HUMAN:
        return False
    since = desk.clock.now() - A_DAY
    times = memory.handoffs(conversation.workspace, conversation.id, since)
    if times <= desk.policies.current.handoffs_per_day:
        return False
    title = f"Asked for {times} times within a day: the agent goes on until somebody takes over."
    memory.owe(note(escalation, title, once=f"often:{escalation.id}:{escalation.version}"))
    return True


def _reopened(
    memory: Memory, conversation: Conversation, by: Actor, desk: Desk, *, words: str
) -> Escalation | None:
    """In the same thread, with the customer's words; whoever had it before is named."""
    now = desk.clock.now()
    was = memory.last_handoff(conversation.workspace, conversation.id)
    if was is None or was.status not in _REOPENS or was.closed_at is None or was.thread is None:
        return None
    if now - was.closed_at > REOPENS_WITHIN:
        return None
    escalation = _named(memory, was.reopen(now), now)
    memory.save(escalation, was=was, change="reopened", at=now)
    before = was.assignee
    again = f"{before.name} had this conversation before." if before else ""
    memory.owe(
        redraw(escalation),
        note(
            escalation,
            f"The customer asks for a person again. {again}".strip(),
            quote=words,
            mention=[{"user": before.slack_user}] if before else None,
        ),
        *webhook(escalation, "escalation.opened"),
    )
    memory.note(over_api(was.id, by, now, "reopened"))
    return escalation


def _named(memory: Memory, reopened: Escalation, now: datetime) -> Escalation:
    """For whoever had it before, if they are there."""
    if reopened.assignee is None:
        return reopened
    (colleague,) = memory.colleagues(reopened.workspace, [reopened.assignee])
    return replace(reopened, assignee=None) if colleague.is_away(now) else reopened


def _last_words(turn: Turn) -> str:
    return next((each.text for each in reversed(turn.messages) if each.role == "customer"), "")


def _expected_wait(memory: Memory, escalation: Escalation, desk: Desk) -> float | None:
    """The median of what people really waited in this queue in the last four weeks."""
    since = desk.clock.now() - WAITS_OF
    waits = memory.waits(escalation.workspace, escalation.promise.queue, since)
    return median(waits) if len(waits) >= FEWEST_WAITS else None
