"""A customer's file on its way into the thread: taken back meanwhile, or not fit to be shown."""

from bot.ports import Memory
from bot.rules.customer_files import not_shown
from bot.rules.delivery import Declined, Delivery, DeliveryKind

TAKEN_BACK = Declined(reason="the customer took the message back")


def taken_back(memory: Memory, delivery: Delivery) -> Declined | None:
    """F31: asked at the last moment, so that what was withdrawn while it waited does not come."""
    if delivery.kind is not DeliveryKind.FILE:
        return None
    escalation = memory.escalation(delivery.escalation_id)
    message = memory.customer_message(
        escalation.workspace, escalation.conversation_id, delivery.payload["message"]
    )
    return TAKEN_BACK if message and message.deleted else None


def declined(memory: Memory, settled: Delivery, outcome: Declined) -> None:
    if outcome is not TAKEN_BACK:
        escalation = memory.escalation(settled.escalation_id)
        memory.owe(not_shown(escalation, settled, outcome.reason))
