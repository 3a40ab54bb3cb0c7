"""A customer's files on their way into the thread: sent before anybody was asked for, taken back
meanwhile, or not fit to be shown.
"""

from datetime import timedelta

from bot.ports import Desk, Memory
from bot.rules.customer_files import as_shown, not_shown, owed_files
from bot.rules.delivery import Declined, Delivery, DeliveryKind, Owed
from bot.rules.escalation import Escalation

EARLY = timedelta(days=1)
MOST_EARLY = 10
TAKEN_BACK = Declined(reason="the customer took the message back")


def early_files(memory: Memory, desk: Desk, escalation: Escalation) -> list[Owed]:
    """F28: what the customer showed the agent is shown to whoever comes after it: the last files of
    a day. Those that hang in this thread already do not come again.
    """
    since = desk.clock.now() - EARLY
    name, masks = customer_name(memory, escalation), desk.policies.current.redact
    said = memory.customer_messages(escalation.workspace, escalation.conversation_id, since)
    owed = [
        each
        for message in said
        if not message.deleted
        for each in owed_files(escalation, as_shown(message, masks), by=name)
    ]
    return owed[-MOST_EARLY:]


def customer_name(memory: Memory, escalation: Escalation) -> str:
    customer = memory.card(escalation.id).turn.customer
    return (customer.name or customer.id) if customer else "The customer"


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
    if settled.kind is DeliveryKind.FILE and outcome is not TAKEN_BACK:
        escalation = memory.escalation(settled.escalation_id)
        memory.owe(not_shown(escalation, settled, outcome.reason))
