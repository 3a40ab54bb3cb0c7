"""A team's day begins: what is open is posted in its channel, once a day, however many replicas."""

from bot.ports import Desk, Memory, Sought
from bot.rules.open_list import SHOWN, open_list
from bot.rules.policy import Queue
from bot.rules.team_day import Day, day_begun


async def post_open_lists(desk: Desk, workspace: str = "default") -> int:
    """How many queues were looked at for the first time today."""
    policy, now = desk.policies.current, desk.clock.now()
    looked = 0
    for queue in policy.queues.values():
        if day := day_begun(policy.calendar_of(queue.name), now):
            looked += await _post(desk, workspace, queue, day)
    return looked


async def _post(desk: Desk, workspace: str, queue: Queue, day: Day) -> bool:
    """Of what came while they were at work already its own card has told them."""
    now = desk.clock.now()
    sought = Sought(workspace=workspace, queue=queue.name, opened_until=day.begins_at)

    def record(memory: Memory) -> bool:
        if not memory.begin_period("open_list", queue.name, day.date.isoformat(), now):
            return False
        first, in_all = memory.open_cards(sought, SHOWN), memory.count_open(sought)
        if owed := open_list(queue, first, in_all, day, now):
            memory.owe(owed)
        return True

    return await desk.store.write(record)
