"""A late second look: a message whose answer was lost may have arrived twice; keep the oldest."""

from collections.abc import Sequence
from datetime import datetime

from bot.ports import Desk, Memory
from bot.rules.delivery import Delivery, postponed, swept
from bot.steps.about import about

BATCH = 50


async def sweep(desk: Desk) -> int:
    """Look again at what was in doubt; how many were. Run twice, nothing more is removed."""
    now = desk.clock.now()
    due = await desk.store.read(lambda memory: memory.to_sweep(now, BATCH))
    for delivery in due:
        await _look_again(desk, delivery)
    return len(due)


async def _look_again(desk: Desk, delivery: Delivery) -> None:
    subject = await desk.store.read(lambda memory: about(memory, delivery))
    found = await desk.slack.look(delivery, subject)
    seen = found if isinstance(found, Sequence) else ()
    doubles = [each for each in seen if each.ts != delivery.result_ts]
    for double in doubles:
        await desk.slack.remove(subject, double)
    after, now = swept if isinstance(found, Sequence) else postponed, desk.clock.now()
    done = after(delivery, now)
    await desk.store.write(lambda memory: _save(memory, done, len(doubles), now))


def _save(memory: Memory, done: Delivery, removed: int, now: datetime) -> None:
    memory.save_sweep(done)
    for _ in range(removed):
        memory.suppress(done.escalation_id, "post", now)
