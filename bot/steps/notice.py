"""What the customer is told, in their own language where the policy has words in it."""

from bot.ports import Desk, Memory
from bot.rules.escalation import Escalation
from bot.rules.notice import Notice


def in_their_language(memory: Memory, desk: Desk, escalation: Escalation, notice: Notice) -> str:
    customer = memory.card(escalation.id).turn.customer
    return desk.policies.current.notices.say(notice, customer.locale if customer else "")
