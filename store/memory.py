"""The memory inside one transaction, the same over both engines."""

from bot.ports import Memory
from store.audit import Audit
from store.claims import Claims
from store.escalations import Escalations
from store.inbound import Inbound
from store.keys import Keys
from store.turns import Turns


class SqlMemory(Turns, Escalations, Claims, Audit, Inbound, Keys):
    """Turns, escalations, deliveries and their claims, the audit trail, what came in, keys."""


def _keeps_its_promise(memory: SqlMemory) -> Memory:
    return memory
