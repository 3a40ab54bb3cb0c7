"""A late second look: a message whose answer was lost may have arrived twice; keep the oldest."""

from collections.abc import Sequence

from bot.ports import Desk
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
    for double in found if isinstance(found, Sequence) else ():
        if double.ts != delivery.result_ts:
            await desk.slack.remove(subject, double)
    after = swept if isinstance(found, Sequence) else postponed
    done = after(delivery, desk.clock.now())
    await desk.store.write(lambda memory: memory.save_sweep(done))
