"""A call that could not go out at once, because Slack was away or others went before it, is looked
at once more as it goes: nobody is called in vain, nor after their team has left.
"""

from datetime import datetime

from bot.ports import Memory
from bot.rules.calendars.open_time import opens_again
from bot.rules.calling import is_news_of, owed_again
from bot.rules.delivery import Declined, Delivery, DeliveryState, Outcome
from bot.steps.calling import call

NO_NEWS = Declined(reason="nobody has to be called for this any more")
AWAY = Declined(reason="the team has left, and is called when it comes")


def late(memory: Memory, delivery: Delivery, now: datetime) -> Declined | None:
    """What may have arrived already is looked for, and not thought over."""
    if "call" not in delivery.payload or delivery.state is DeliveryState.UNCERTAIN:
        return None
    escalation = memory.escalation(delivery.escalation_id)
    payload = delivery.payload
    if not is_news_of(escalation, payload, is_for_anybody=bool(payload["call"])):
        return NO_NEWS
    return AWAY if opens_again(escalation.promise.calendar, now) > now else None


def held_over(memory: Memory, settled: Delivery, outcome: Outcome, now: datetime) -> None:
    if outcome is AWAY:
        call(memory, memory.escalation(settled.escalation_id), now, owed_again(settled))
