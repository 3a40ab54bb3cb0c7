"""The auditor: each open escalation has a moment at which time looks at it next.

Should a row have lost its moment, or should it pass without anything happening, then it is planned
again from the record, and operators hear of it: what nobody is reminded of is lost.
"""

from datetime import datetime, timedelta

from bot.ports import AuditLine, Desk, Memory
from bot.rules.operators import lost_time
from bot.steps.audited import by_clock
from bot.steps.operators import tell_operators

TOLERANCE = timedelta(seconds=60)
BATCH = 500


async def look_after_timers(desk: Desk) -> int:
    """How many had to be planned again."""
    before = desk.clock.now() - TOLERANCE
    found = await desk.store.read(lambda memory: memory.unplanned(before, BATCH))
    mended = 0
    for id in found:
        mended += await desk.store.write(lambda memory, id=id: _mend(memory, desk, id))
    if mended:
        desk.figures.time_mended(mended)
    return mended


def _mend(memory: Memory, desk: Desk, id: str) -> bool:
    """Looked at once more: a tick or another replica may have been quicker."""
    now = desk.clock.now()
    escalation = memory.escalation(id)
    if not memory.is_unplanned(id, now - TOLERANCE):
        return False
    memory.plan(escalation)
    if memory.first_time("planned again", f"{id}:{escalation.version}", now):
        memory.note(_line(id, now))
    tell_operators(memory, desk, lost_time(escalation, now))
    return True


def _line(id: str, now: datetime) -> AuditLine:
    """Once for each state of the record, however often that has to be mended."""
    return by_clock(id, now, "planned again")
