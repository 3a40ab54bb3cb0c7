"""The memory inside one transaction, the same over both engines."""

from typing import Protocol

from sqlalchemy import Connection

from bot.ports import Memory
from store.audit import Audit
from store.claims import Claims
from store.corrections import Corrections
from store.inbound import Inbound
from store.items import Items
from store.keys import Keys
from store.people import People
from store.tallies import Tallies


class SqlMemory(Corrections, Claims, Audit, Inbound, Items, Keys, People, Tallies):
    """Turns, escalations, deliveries and their claims, the audit trail, what came in, keys,
    people, and what of all this is open.
    """


class MakeMemory(Protocol):
    def __call__(
        self, connection: Connection, *, writing: bool, locking: bool = False
    ) -> SqlMemory: ...


def _keeps_its_promise(memory: SqlMemory) -> Memory:
    return memory
