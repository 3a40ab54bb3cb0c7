"""A person's words have reached the customer, or the customer's have reached us: clocks hear it."""

from datetime import datetime

from bot.ports import Memory
from bot.rules.approvers import SYSTEM
from bot.rules.calls import taken_back
from bot.rules.clock import Clock, ClockStatus
from bot.rules.conversation import Item, ItemType
from bot.rules.escalation import Escalation
from bot.rules.owing import redraw, webhook
from bot.steps.audited import by_clock, in_slack


def reached_customer(
    memory: Memory, item: Item, *, delivered_at: datetime, now: datetime
) -> Escalation:
    """Words that never reached anybody satisfy nothing, so they count from when they did. Whoever
    wrote them has thereby taken on what nobody had.
    """
    was = memory.escalation(item.escalation_id)
    if item.type is not ItemType.MESSAGE:
        return was
    since = _wrote_since(memory, item)
    answered = was.replied(
        item.acted_at, delivered_at, by=item.author, wrote_since=since, heard_at=now
    )
    if answered is was:
        return was
    memory.save(answered, was=was, change="answered", at=now)
    memory.owe(redraw(answered))
    if was.status is not answered.status:
        _claimed(memory, answered, now)
    retracted = _retracted(was, answered)
    if retracted:
        memory.owe(*taken_back(answered, retracted, memory.reminders(was.id)))
    for clock in retracted:
        memory.note(
            by_clock(
                was.id, now, "breach_retracted", {"clock": str(clock.kind), "number": clock.number}
            )
        )
    return answered


def _claimed(memory: Memory, escalation: Escalation, now: datetime) -> None:
    memory.owe(*webhook(escalation, "escalation.claimed"))
    memory.note(
        in_slack(
            escalation.id,
            escalation.assignee or SYSTEM,
            now,
            "claimed",
            {"by": "words that reached the customer"},
        )
    )


def heard_customer(memory: Memory, was: Escalation, wrote_at: datetime, now: datetime) -> None:
    """They wait for the next answer from when they wrote; the clock they sent may run ahead."""
    waiting = was.customer_wrote(min(wrote_at, now), heard_at=now)
    if waiting is was:
        return
    memory.save(waiting, was=was, change="customer_wrote", at=now)
    memory.owe(redraw(waiting))


def _wrote_since(memory: Memory, item: Item) -> datetime | None:
    """When the customer wrote first while the answer was on its way."""
    acted_at = item.acted_at
    said = memory.customer_messages(item.workspace, item.conversation_id, acted_at)
    later = (each.wrote_at or each.at for each in said if not each.deleted)
    return min((at for at in later if at > acted_at), default=None)


def _retracted(was: Escalation, now_is: Escalation) -> list[Clock]:
    broken = {
        (each.kind, each.number)
        for each in was.timing.clocks
        if each.status is ClockStatus.BREACHED
    }
    return [
        each
        for each in now_is.timing.clocks
        if each.status is ClockStatus.MET and (each.kind, each.number) in broken
    ]
