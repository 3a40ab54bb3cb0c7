"""What a week's figures are asked of: which cases, of which time, and as of when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, func, select, true, union_all

from bot.rules.calendars.week import Window
from store.spans import within
from store.tables import changes, escalations, measures


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`queue` is None for all of them. Conditions on `escalations` say `cases`, those on the short
    rows beside them `measured`. What is asked about in `hidden` queues is not told.
    """

    workspace: str
    window: Window
    queue: str | None
    now: datetime
    hidden: frozenset[str] = frozenset()

    @property
    def until(self) -> datetime:
        """As far as time has come."""
        return min(self.window.end, self.now)

    @property
    def cases(self) -> ColumnElement[bool]:
        of_it = true() if self.queue is None else escalations.c.queue == self.queue
        return and_(escalations.c.workspace == self.workspace, of_it)

    @property
    def cases_begun(self) -> ColumnElement[bool]:
        return and_(self.cases, within(escalations.c.created_at, self.window))

    @property
    def cases_ended(self) -> ColumnElement[bool]:
        return and_(self.cases, within(escalations.c.closed_at, self.window))

    @property
    def of_queue(self) -> ColumnElement[bool]:
        return true() if self.queue is None else measures.c.queue == self.queue

    @property
    def begun_anywhere(self) -> ColumnElement[bool]:
        """In whichever queue they are by now."""
        began = within(measures.c.created_at, self.window)
        return and_(measures.c.workspace == self.workspace, began)

    @property
    def begun(self) -> ColumnElement[bool]:
        return and_(self.begun_anywhere, self.of_queue)

    @property
    def ended(self) -> ColumnElement[bool]:
        ended = within(measures.c.closed_at, self.window)
        return and_(measures.c.workspace == self.workspace, ended, self.of_queue)

    @property
    def happened(self) -> ColumnElement[bool]:
        """Changes of cases, which `measures` has to be joined to."""
        happened = within(changes.c.at, self.window)
        return and_(changes.c.workspace == self.workspace, happened, self.of_queue)

    def open_at(self, at: datetime) -> ColumnElement[bool]:
        """Cases that were open at that moment, whatever became of them since."""
        turned = (
            select(func.sum(changes.c.turned))
            .where(changes.c.escalation_id == escalations.c.id, changes.c.at < at)
            .correlate(escalations)
            .scalar_subquery()
        )
        return and_(self.cases, escalations.c.id.in_(self._could_be(at)), turned > 0)

    def _could_be(self, at: datetime) -> CompoundSelect[*tuple[Any, ...]]:
        """Each half has an index of its own; what was closed before is not looked at."""
        seen = escalations.alias("seen")
        ours = select(seen.c.id).where(seen.c.workspace == self.workspace)
        return union_all(
            ours.where(seen.c.open_until.is_not(None)), ours.where(seen.c.closed_at >= at)
        )
