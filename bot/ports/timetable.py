"""When time looks at what is open, and whom it calls then."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.rules.budget import Budget
from bot.rules.calling import Call
from bot.rules.escalation import Escalation


class Timetable(Protocol):
    def due(self, now: datetime, limit: int) -> Sequence[str]:
        """Open escalations that time has something to do to, the most important first."""
        ...

    def plan(self, escalation: Escalation) -> None:
        """When to look at it next, where something beside its record has moved that."""
        ...

    def planned_at(self, id: str) -> datetime | None:
        """When its row has it that time looks at it next."""
        ...

    def open_ids(
        self, workspace: str | None, queue: str | None, after: str, limit: int
    ) -> Sequence[str]:
        """Of what is open, behind this id, of one workspace and queue or of all."""
        ...

    def open_behind(self, id: str, limit: int) -> Sequence[tuple[Escalation, datetime | None]]:
        """Open ones in the order of their ids, each with when it is planned."""
        ...

    def unplanned(self, before: datetime, limit: int) -> Sequence[str]:
        """Open escalations that time looks at never, or should have looked at before then."""
        ...

    def is_unplanned(self, id: str, before: datetime) -> bool: ...
    def add_call(self, call: Call, *, due_at: datetime) -> None: ...
    def has_calls(self, now: datetime) -> bool:
        """Whether any is due, new or in a list."""
        ...

    def waiting_call(self, id: str) -> Call | None:
        """What is to be called and is not out yet; nobody makes it before this is committed."""
        ...

    def new_calls(self, now: datetime, limit: int) -> Sequence[Call]:
        """Those due that no other replica is about to make, the most important first."""
        ...

    def list_due(self, now: datetime) -> str:
        """Whose list can be told; empty when nobody's can."""
        ...

    def in_list(self, whose: str, now: datetime, limit: int) -> Sequence[Call]: ...
    def postpone_list(self, whose: str, until: datetime) -> None: ...
    def drop_calls(self, *dropped: Call) -> None: ...
    def budget(self, whose: str) -> Budget:
        """Nobody else's until this is committed."""
        ...

    def save_budget(self, whose: str, budget: Budget) -> None: ...
    def begin_period(self, kind: str, queue: str, period: str, at: datetime) -> bool:
        """True once for each (kind, queue, period), on whichever replica."""
        ...
