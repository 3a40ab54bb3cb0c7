"""Words whose files cannot be had: held whole, and whoever wrote them is asked what to do (F15)."""

from bot.ports import Memory
from bot.rules.conversation import Item
from bot.rules.owing import ask_about_files, mark


def hold(memory: Memory, item: Item, reason: str) -> None:
    """Nothing of it is in the stream; `reason` is read by whoever wrote it."""
    held = item.held()
    memory.save_item(held)
    escalation = memory.escalation(item.escalation_id)
    memory.owe(ask_about_files(escalation, held, reason), *mark(escalation, held))
