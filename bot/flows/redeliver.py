"""An agent lost what it was told: tell it again, with the same `webhook-id` for each."""

from collections.abc import Sequence
from datetime import datetime

from bot.ports import Memory, Store, Told
from bot.rules.endpoint import Endpoint, place_of

TOGETHER = 100


async def told_between(
    store: Store, since: datetime, until: datetime, *, url: str = ""
) -> Sequence[Told]:
    """Webhooks that were answered or given up then; `url` leaves only those of one endpoint."""
    found = await store.read(lambda memory: memory.told(since, until))
    return [each for each in found if not url or each.endpoint.url == place_of(url)]


async def redeliver(store: Store, told: Sequence[Told], *, now: datetime, url: str = "") -> int:
    """How many are owed again. A few at a time: no sender waits long for its line."""
    await store.write(lambda memory: _enable(memory, url))
    owed = 0
    for at in range(0, len(told), TOGETHER):
        some = told[at : at + TOGETHER]
        owed += await store.write(
            lambda memory, some=some: sum(memory.redrive(each.id, now) for each in some)
        )
    return owed


def _enable(memory: Memory, url: str) -> list[Endpoint]:
    """What was named is opened, even when nothing is to be sent there just now."""
    named = [each for each in memory.endpoints() if url and each.url == place_of(url)]
    return [each for each in named if memory.enable_endpoint(each.id)]
