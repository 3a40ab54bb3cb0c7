"""A person wants to keep inside what they just wrote: in time, or too late."""

from bot.ports import Desk, Memory
from bot.rules.approvers import Actor, id_in_slack
from bot.rules.conversation import UNREAD, Item, ItemState
from bot.rules.owing import mark, whisper
from bot.rules.press import Kept
from bot.steps.audited import in_slack
from bot.steps.written import wrote_in_vain

KEPT = "Kept inside: the customer does not get it."
NOT_FOR_THEM = "This was not on its way to a customer, so it stays inside anyway."
NOT_YOURS = "Only whoever wrote this can keep it inside."
TOO_LATE = "The customer has this message already, so it cannot be kept inside any more."


async def keep_inside(desk: Desk, kept: Kept) -> str:
    """The sentence that the person is told as well, where the thread is known."""

    def record(memory: Memory) -> str:
        item = memory.item_from(kept.source)
        if item is None:
            return NOT_FOR_THEM
        memory.conversation(item.workspace, item.conversation_id)
        item = memory.item_from(kept.source) or item
        sentence = _kept(memory, desk, item, kept)
        memory.owe(
            whisper(
                memory.escalation(item.escalation_id),
                user=kept.user,
                channel=kept.channel,
                text=sentence,
                once=f"kept:{kept.key}",
                thread_ts=kept.root_ts,
            )
        )
        return sentence

    return await desk.store.write(record)


def _kept(memory: Memory, desk: Desk, item: Item, kept: Kept) -> str:
    if item.author is None or item.author.id != id_in_slack(kept.team, kept.user):
        return NOT_YOURS
    if item.state is ItemState.WITHDRAWN:
        return KEPT
    if item.state not in UNREAD:
        return TOO_LATE
    withdrawn = item.withdrawn()
    memory.save_item(withdrawn)
    escalation = memory.escalation(item.escalation_id)
    memory.owe(*mark(escalation, withdrawn))
    wrote_in_vain(memory, escalation, item, desk.clock.now())
    memory.note(
        in_slack(
            escalation.id,
            Actor(type="human", id=item.author.id, name=item.author.name),
            desk.clock.now(),
            "kept inside",
            {"message": item.id},
        )
    )
    return KEPT
