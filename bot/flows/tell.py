"""The agent has read the decision: the card may now say "delivered"."""

from dataclasses import replace

from bot.ports import Desk, Memory
from bot.rules.owing import redraw


async def tell(desk: Desk, id: str) -> None:
    now = desk.clock.now()

    def record(memory: Memory) -> None:
        escalation = memory.escalation(id)
        if not escalation.is_open and memory.mark_told(id, now):
            memory.reach(escalation, replace(escalation, told_at=now))
            memory.owe(redraw(escalation))

    await desk.store.write(record)
