"""Once, however often it comes: what comes again does nothing, and is counted."""

from datetime import datetime

from bot.ports import Memory
from bot.rules.press import Press


def is_first(memory: Memory, press: Press, now: datetime, *, source: str = "press") -> bool:
    if memory.first_time(source, press.key, now):
        return True
    memory.suppress(press.escalation_id, source, now)
    return False
