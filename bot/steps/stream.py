"""The conversation's stream: every entry gets the next number, under the conversation's lock."""

from dataclasses import replace
from datetime import datetime

from bot.ports import Memory
from bot.rules.conversation import Conversation, Item, ItemState
from bot.rules.owing import stream_webhook
from bot.steps.holding import hold

MOVED_ON = "its files were still on their way when the conversation went on"


def append(memory: Memory, conversation: Conversation, item: Item) -> tuple[Conversation, Item]:
    """At the end of the stream, under the next number: one more than the last."""
    grown = replace(conversation, items=conversation.items + 1)
    said = replace(item, seq=grown.items, due_at=None)
    memory.add_item(said)
    return grown, said


def pass_on(
    memory: Memory,
    conversation: Conversation,
    now: datetime,
    *,
    all_of_it: bool = False,
) -> Conversation:
    """Words that have waited long enough, in the order in which they stand in Slack. While files of
    one are fetched, what comes after it waits too; where nothing may wait, it is held.
    """
    waiting = memory.waiting_items(conversation.workspace, conversation.id)
    for item in sorted(waiting, key=lambda each: each.ts):
        if not all_of_it and item.due_at and item.due_at > now:
            break
        if item.wanted and not all_of_it:
            break
        if item.wanted:
            hold(memory, item, MOVED_ON)
            continue
        conversation = replace(conversation, items=conversation.items + 1)
        said = replace(item, seq=conversation.items, state=ItemState.SENT, due_at=None)
        memory.save_item(said)
        memory.owe(*stream_webhook(conversation, said, "message.created"))
    return conversation
