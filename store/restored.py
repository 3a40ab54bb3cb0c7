"""A backup was put back: what was sent since it was made, nobody here remembers."""

from bot.rules.delivery import LOOKABLE, DeliveryState
from bot.rules.owing import redraw
from store.memory import SqlMemory
from store.tables import deliveries

ON_ITS_WAY = (DeliveryState.PENDING, DeliveryState.SENDING)


def doubt_what_is_owed(memory: SqlMemory) -> int:
    """Every post that is owed is looked for before it is sent; how many there are. Redraws and
    webhooks need no look: done twice, they are done once.
    """
    memory.free_leases()
    return memory.connection.execute(
        deliveries.update()
        .where(
            deliveries.c.place.is_not(None),
            deliveries.c.state.in_(ON_ITS_WAY),
            deliveries.c.kind.in_(LOOKABLE),
        )
        .values(state=DeliveryState.UNCERTAIN, looks=0)
    ).rowcount


def draw_again_what_is_open(memory: SqlMemory) -> int:
    """A card may show a decision that the backup does not know: it must ask again."""
    threads = memory.live_threads()
    for id, _ in threads:
        memory.owe(redraw(memory.escalation(id)))
    return len(threads)
