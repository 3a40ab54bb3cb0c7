"""The customer wrote again: cards that were drawn before say so, or make room for a newer one."""

from datetime import datetime

from bot.ports import Memory
from bot.rules.approvers import SYSTEM
from bot.rules.conversation import Conversation
from bot.rules.owing import moved_note, redraw
from bot.rules.status import Kind
from bot.steps.audited import over_api


def customer_wrote(
    memory: Memory,
    conversation: Conversation,
    mark: str,
    words: str,
    now: datetime,
    replacing: str = "",
) -> None:
    """`mark` names the customer's last words. Open approvals of the agent `replacing` are
    superseded; whoever decides any other one must read those words first.
    """
    if not mark or mark == conversation.customer_mark:
        return
    for other in memory.open_in_conversation(conversation.workspace, conversation.id):
        if other.customer_mark == mark or other.kind is Kind.HANDOFF or other.is_live:
            continue
        replaced = other.kind is Kind.APPROVAL and other.agent_id == replacing
        changed = other.supersede(now) if replaced else other.conversation_moved(mark)
        change = "superseded" if replaced else "moved"
        memory.save(changed, was=other, change=change, at=now)
        memory.owe(redraw(changed))
        if not replaced:
            memory.owe(moved_note(changed, words))
        memory.note(over_api(other.id, SYSTEM, now, change))
