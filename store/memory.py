"""The memory inside one transaction, the same over both engines."""

from dataclasses import dataclass
from typing import Protocol

from bot.ports import Memory
from store.callings import Callings
from store.corrections import Corrections
from store.digests import Digests
from store.driver import Driver
from store.foresight import Foresight
from store.inbound import Inbound
from store.items import Items
from store.keys import Keys
from store.late import Overdue
from store.lists import Lists
from store.metrics import Metrics
from store.people import People
from store.schedules import Schedules
from store.tallies import Tallies


@dataclass(kw_only=True)
class SqlMemory(
    Foresight,
    Callings,
    Corrections,
    Digests,
    Inbound,
    Items,
    Keys,
    Lists,
    Metrics,
    Overdue,
    People,
    Schedules,
    Tallies,
):
    """Turns, escalations, deliveries and their claims, the audit trail, what came in, keys,
    people and how often they are called, what of all this is open, a week of it in figures, and
    the digests made of those.
    """


class MakeMemory(Protocol):
    def __call__(self, driver: Driver, *, writing: bool, locking: bool = False) -> SqlMemory: ...


def _keeps_its_promise(memory: SqlMemory) -> Memory:
    return memory
