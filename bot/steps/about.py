"""What a delivery is about, as it is now: an escalation with its card, or a digest as it froze."""

from datetime import datetime

from bot.ports import About, Card, Memory
from bot.rules.delivery import Delivery, is_letter


def about(memory: Memory, delivery: Delivery) -> About:
    id = delivery.escalation_id
    return memory.letter(id) if is_letter(id) else memory.card(id)


def trace_of(about: About) -> str:
    return about.escalation.trace if isinstance(about, Card) else ""


def began(about: About) -> datetime:
    return about.escalation.created_at if isinstance(about, Card) else about.created_at
