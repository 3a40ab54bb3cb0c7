"""The agent no longer needs an answer: close the card and say so."""

from bot.ports import Desk, Memory, Receipt, StoredAnswer
from bot.rules.approvers import Actor
from bot.rules.escalation import Escalation
from bot.rules.notices import HANDED_BACK
from bot.rules.owing import redraw, webhook
from bot.rules.status import Status
from bot.steps.audited import over_api
from bot.steps.control import to_agent


async def cancel(
    desk: Desk, id: str, *, workspace: str, by: Actor, receipt: Receipt | None = None
) -> Escalation | StoredAnswer:
    """Cancelled twice is cancelled once; what is closed otherwise is refused."""
    now = desk.clock.now()

    def record(memory: Memory) -> Escalation:
        seen = memory.escalation(id, workspace=workspace)
        conversation = memory.conversation(workspace, seen.conversation_id)
        was = memory.escalation(id, workspace=workspace)
        if was.status is Status.CANCELLED:
            return was
        cancelled = was.cancel(by, now)
        memory.save(cancelled, was=was, change="cancelled", at=now)
        to_agent(memory, desk, conversation, cancelled, notice=HANDED_BACK)
        memory.owe(redraw(cancelled), *webhook(cancelled, "escalation.cancelled"))
        memory.note(over_api(id, by, now, "cancelled"))
        return cancelled

    return await desk.store.write(record, receipt=receipt)
