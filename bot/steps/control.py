"""Control of a conversation changes hands, and what that means for everything that is open."""

from dataclasses import replace
from datetime import datetime

from bot.ports import Desk, Memory
from bot.rules.approvers import SYSTEM
from bot.rules.conversation import Conversation, Item, ItemState, ItemType
from bot.rules.escalation import Escalation
from bot.rules.notice import Notice
from bot.rules.owing import redraw, stream_webhook, webhook
from bot.rules.status import Kind
from bot.steps.audited import over_api
from bot.steps.notice import in_their_language
from bot.steps.stream import append, pass_on


def to_human(
    memory: Memory, desk: Desk, was: Conversation, escalation: Escalation, *, notice: str
) -> Conversation:
    """The agent is silent from now on; what it proposed and nobody decided is void."""
    asked = replace(was, handoff=escalation.id)
    conversation = asked.to_human()
    if conversation.control is was.control:
        return conversation
    _void_proposals(memory, conversation, escalation, desk.clock.now())
    return _announced(memory, desk, conversation, escalation, notice=notice)


def to_agent(
    memory: Memory,
    desk: Desk,
    was: Conversation,
    escalation: Escalation,
    *,
    notice: Notice,
    summary: str = "",
) -> None:
    """The agent speaks again, if it was this escalation that had the conversation. What a person
    wrote before goes out first, and the customer is told in their language.
    """
    if was.handoff != escalation.id:
        return
    conversation = pass_on(memory, was, desk.clock.now(), all_of_it=True)
    returned = conversation.to_agent()
    if returned.control is not conversation.control:
        words = in_their_language(memory, desk, escalation, notice)
        returned = _announced(memory, desk, returned, escalation, notice=words, summary=summary)
    memory.save_conversation(returned)


def _announced(
    memory: Memory,
    desk: Desk,
    conversation: Conversation,
    escalation: Escalation,
    *,
    notice: str,
    summary: str = "",
) -> Conversation:
    """Exactly one entry, and with it one notice to the customer, for each change."""
    item = Item(
        id=desk.new_id("ctl"),
        workspace=conversation.workspace,
        conversation_id=conversation.id,
        escalation_id=escalation.id,
        type=ItemType.CONTROL,
        at=desk.clock.now(),
        state=ItemState.SENT,
        control=conversation.control,
        epoch=conversation.epoch,
        summary=summary,
        notice=notice,
    )
    conversation, said = append(memory, conversation, item)
    memory.owe(*stream_webhook(conversation, said, "control.changed"))
    return conversation


def _void_proposals(
    memory: Memory, conversation: Conversation, escalation: Escalation, now: datetime
) -> None:
    """F43: what the agent thought up before a person took over is never shown after it."""
    for other in memory.open_in_conversation(conversation.workspace, conversation.id):
        if other.id == escalation.id or other.kind is not Kind.APPROVAL:
            continue
        void = other.supersede(now)
        memory.save(void, was=other, change="superseded", at=now)
        memory.owe(redraw(void), *webhook(void, "escalation.cancelled"))
        memory.note(over_api(other.id, SYSTEM, now, "superseded", {"by": escalation.id}))
