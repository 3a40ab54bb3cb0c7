"""Whom the policy counts on may leave without a word: operators hear of it before a card is late.

Whoever loads a policy sees it in `handrail doctor`; this is for what changes in Slack afterwards.
"""

from bot.ports import Desk, Filter, Memory
from bot.rules.operators import nobody_there
from bot.rules.reach import counted_on
from bot.steps.operators import tell_operators


async def look_for_people(desk: Desk, workspace: str = "default") -> frozenset[str]:
    """Those that Slack says are gone; told once a day, and again when there are others. A desk that
    has had no case yet has nothing to tell it by, and calls nobody.
    """
    now = desk.clock.now()
    relied = counted_on(desk.policies.current.queues.values())
    gone = await desk.people.gone(relied)
    if not gone:
        return gone

    def record(memory: Memory) -> None:
        for latest in memory.list_escalations(Filter(workspace=workspace, limit=1)):
            those = {id: relied[id] for id in sorted(gone)}
            tell_operators(memory, desk, nobody_there(latest, those, now))

    await desk.store.write(record)
    return gone
