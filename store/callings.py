"""Whom time calls: what is not out yet, what waits in a list, and how often each was called."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Integer, bindparam, delete, select

from bot.rules.budget import Budget
from bot.rules.calling import Call
from store.prebuilt import Prebuilt
from store.records import BUDGET, CALL
from store.rows import Rows
from store.tables import budgets, calls
from store.types import UtcDateTime

_IS_DUE = Prebuilt(
    select(calls.c.id)
    .where(calls.c.due_at <= bindparam("now", type_=UtcDateTime()))
    .limit(bindparam("limit", type_=Integer()))
)
_IN_ORDER = (calls.c.urgency, calls.c.at, calls.c.id)
_NOBODYS = ""


class Callings(Rows):
    def add_call(self, call: Call, *, due_at: datetime) -> None:
        self._insert_if_new(
            calls,
            id=call.id,
            whose=call.whose,
            due_at=due_at,
            urgency=call.urgency,
            at=call.at,
            record=CALL.dump(call),
        )

    def has_calls(self, now: datetime) -> bool:
        return self._one(_IS_DUE, now=now, limit=1) is not None

    def waiting_call(self, id: str) -> Call | None:
        """Nobody else makes it before this is committed."""
        row = self._one(self._for_update(select(calls.c.record).where(calls.c.id == id)))
        return CALL.load(row.record) if row else None

    def new_calls(self, now: datetime, limit: int) -> Sequence[Call]:
        """Those that no other replica is about to make, the most important first."""
        return self._calls(_NOBODYS, now, limit)

    def in_list(self, whose: str, now: datetime, limit: int) -> Sequence[Call]:
        return self._calls(whose, now, limit)

    def list_due(self, now: datetime) -> str:
        """Whose list can be told; empty when nobody's can."""
        row = self._one(
            select(calls.c.whose)
            .where(calls.c.whose != _NOBODYS, calls.c.due_at <= now)
            .order_by(*_IN_ORDER)
            .limit(1)
        )
        return row.whose if row else ""

    def postpone_list(self, whose: str, until: datetime) -> None:
        sooner = (calls.c.whose == whose, calls.c.due_at < until)
        self._count(calls.update().where(*sooner).values(due_at=until))

    def drop_calls(self, *dropped: Call) -> None:
        self._count(delete(calls).where(calls.c.id.in_([each.id for each in dropped])))

    def budget(self, whose: str) -> Budget:
        """Nobody else's until this is committed: two replicas do not both have the last of it."""
        self._insert_once(budgets, whose=whose, record=BUDGET.dump(Budget()))
        row = self._one(self._for_update(select(budgets).where(budgets.c.whose == whose)))
        return BUDGET.load(row.record) if row else Budget()

    def save_budget(self, whose: str, budget: Budget) -> None:
        self._update(budgets, {"whose": whose}, record=BUDGET.dump(budget))

    def _calls(self, whose: str, now: datetime, limit: int) -> Sequence[Call]:
        wanted = (
            select(calls.c.record)
            .where(calls.c.whose == whose, calls.c.due_at <= now)
            .order_by(*_IN_ORDER)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [CALL.load(row.record) for row in self._all(wanted)]
