"""The customer got a message, or did not: the person who wrote it sees which."""

from datetime import datetime

from bot.errors import NotFound
from bot.ports import Desk, Memory
from bot.rules.approvers import SYSTEM
from bot.rules.conversation import Conversation, Item, ItemState, ItemType
from bot.rules.owing import mark, note
from bot.steps.answered import reached_customer
from bot.steps.audited import over_api
from bot.steps.written import wrote_in_vain


async def receipt(
    desk: Desk,
    conversation_id: str,
    message_id: str,
    *,
    workspace: str,
    delivered: bool,
    detail: str,
    at: datetime | None = None,
) -> Item:
    """The message as it is now. The same receipt again changes nothing. `at` is when the customer
    got it, where whoever tells us knows.
    """

    def record(memory: Memory) -> Item:
        memory.conversation(workspace, conversation_id)
        item = _message(memory, workspace, conversation_id, message_id)
        now_is = item.receipted(delivered=delivered, detail=detail)
        if now_is == item:
            return item
        now = desk.clock.now()
        delivered_at = max(item.at, min(at or now, now))
        if now_is.state is ItemState.DELIVERED:
            now_is = now_is.there(delivered_at)
        memory.save_item(now_is)
        escalation = memory.escalation(item.escalation_id)
        if now_is.state is ItemState.DELIVERED:
            escalation = reached_customer(memory, item, delivered_at=delivered_at, now=now)
        memory.owe(*mark(escalation, now_is))
        if now_is.state is ItemState.FAILED:
            wrote_in_vain(memory, escalation, item, now)
            author = item.author.slack_user if item.author else ""
            memory.owe(
                note(
                    escalation,
                    "⚠ Not delivered to the customer:",
                    quote=f"{item.text}\n\n{detail}".strip(),
                    mention=[{"user": author}] if author else None,
                    once=f"failed:{item.id}",
                )
            )
        memory.note(
            over_api(escalation.id, SYSTEM, now, f"message {now_is.state}", {"message": item.id})
        )
        return now_is

    return await desk.store.write(record)


async def handed(desk: Desk, items: list[Item]) -> None:
    """Somebody fetched these; where no receipts are expected they count as delivered."""
    fresh = [item for item in items if item.handed() is not item]
    if not fresh:
        return

    def record(memory: Memory) -> None:
        memory.conversation(fresh[0].workspace, fresh[0].conversation_id)
        for each in fresh:
            item = memory.item(each.id)
            if item is None or item.handed() is item:
                continue
            now, now_is = desk.clock.now(), item.handed()
            is_there = now_is.state is ItemState.DELIVERED
            memory.save_item(now_is.there(now) if is_there else now_is)
            if is_there:
                reached_customer(memory, item, delivered_at=now, now=now)
            if item.type is ItemType.MESSAGE:
                memory.owe(*mark(memory.escalation(item.escalation_id), now_is))

    await desk.store.write(record)


async def stream_of(
    desk: Desk, conversation_id: str, *, workspace: str, after: int, limit: int
) -> tuple[Conversation, list[Item]]:
    """The conversation and what its stream holds behind `after`."""

    def look(memory: Memory) -> tuple[Conversation, list[Item]]:
        conversation = memory.conversation(workspace, conversation_id)
        return conversation, list(memory.stream(workspace, conversation_id, after, limit))

    return await desk.store.read(look)


def _message(memory: Memory, workspace: str, conversation_id: str, id: str) -> Item:
    item = memory.item(id)
    if (
        item is None
        or (item.workspace, item.conversation_id) != (workspace, conversation_id)
        or item.type is not ItemType.MESSAGE
    ):
        raise NotFound("There is no such message in this conversation.")
    return item
