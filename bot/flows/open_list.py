"""A team's day begins: what is open is posted in its channel, once a day, however many replicas."""

from bot.ports import Desk, Memory
from bot.rules.open_list import Day, day_begun, open_list
from bot.rules.policy import Queue

MOST = 500


async def post_open_lists(desk: Desk, workspace: str = "default") -> int:
    """How many queues were looked at for the first time today."""
    policy, now = desk.policies.current, desk.clock.now()
    looked = 0
    for queue in policy.queues.values():
        if day := day_begun(policy.calendar_of(queue.name), now):
            looked += await _post(desk, workspace, queue, day)
    return looked


async def _post(desk: Desk, workspace: str, queue: Queue, day: Day) -> bool:
    now = desk.clock.now()

    def record(memory: Memory) -> bool:
        if not memory.begin_period("open_list", queue.name, day.date.isoformat(), now):
            return False
        cards = memory.open_cards(workspace, MOST, queue=queue.name)
        if owed := open_list(queue, cards, day, now):
            memory.owe(owed)
        return True

    return await desk.store.write(record)
