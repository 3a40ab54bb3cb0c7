"""What a week's figures are asked of: which cases, of which time, and as of when.

One queue's are those that it had at the time: what was passed on since counts for whoever had it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, case, func, select, true, union_all

from bot.rules.calendars.week import Window
from store.spans import Moment, moment, within
from store.tables import changes, escalations, measures

_MOVED, _LATER, _SEEN = (
    changes.alias("moved"),
    changes.alias("later"),
    measures.alias("seen"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`queue` is None for all of them. Conditions on `escalations` say `cases`, those on the short
    rows beside them `measured`. What is asked about in `hidden` queues is not told.

    `begun_ids` are the first and the last of the cases that began in the window, `judged_ids` of
    those behind the turns that were judged in it. Ids grow with time, so between the two lies
    little else: what is joined need not be looked for in all that there is.
    """

    workspace: str
    window: Window
    queue: str | None
    now: datetime
    hidden: frozenset[str] = frozenset()
    begun_ids: tuple[str, str] | None = None
    judged_ids: tuple[str, str] | None = None

    @property
    def until(self) -> datetime:
        """As far as time has come."""
        return min(self.window.end, self.now)

    def of(self, queue: ColumnElement[str]) -> ColumnElement[bool]:
        return true() if self.queue is None else queue == self.queue

    def near(self, id: ColumnElement[str]) -> ColumnElement[bool]:
        """True of each case that began in the window, and of few others."""
        return true() if self.begun_ids is None else id.between(*self.begun_ids)

    @property
    def judged(self) -> ColumnElement[bool]:
        """Short rows behind turns of the window, and few others."""
        if self.judged_ids is None:
            return self.measured
        return and_(self.measured, measures.c.escalation_id.between(*self.judged_ids))

    def had_at(self, at: Moment) -> ColumnElement[bool]:
        return self._had(measures.c.escalation_id, measures.c.queue, at)

    @property
    def cases(self) -> ColumnElement[bool]:
        """Those that began in this queue."""
        return self._cases_had(escalations.c.created_at)

    @property
    def cases_begun(self) -> ColumnElement[bool]:
        return and_(self.cases, within(escalations.c.created_at, self.window))

    @property
    def measured(self) -> ColumnElement[bool]:
        """The same, by the short rows."""
        ours = measures.c.workspace == self.workspace
        return and_(ours, self.had_at(measures.c.created_at))

    @property
    def begun_anywhere(self) -> ColumnElement[bool]:
        """In whichever queue they are by now."""
        began = within(measures.c.created_at, self.window)
        return and_(measures.c.workspace == self.workspace, began)

    @property
    def begun(self) -> ColumnElement[bool]:
        return and_(self.begun_anywhere, self.had_at(measures.c.created_at))

    @property
    def ended(self) -> ColumnElement[bool]:
        """What is closed is passed on no more."""
        ended = within(measures.c.closed_at, self.window)
        return and_(measures.c.workspace == self.workspace, ended, self.of(measures.c.queue))

    @property
    def happened_anywhere(self) -> ColumnElement[bool]:
        return and_(changes.c.workspace == self.workspace, within(changes.c.at, self.window))

    @property
    def happened(self) -> ColumnElement[bool]:
        """Changes of cases, which `measures` has to be joined to."""
        return and_(self.happened_anywhere, self.had_at(changes.c.at))

    def open_at(self, at: datetime) -> ColumnElement[bool]:
        """Short rows of cases that were open at that moment, whatever became of them since."""
        turned = (
            select(func.sum(changes.c.turned))
            .where(changes.c.escalation_id == measures.c.escalation_id, changes.c.at < at)
            .correlate(measures)
            .scalar_subquery()
        )
        could_be = measures.c.escalation_id.in_(self._could_be(at))
        ours = measures.c.workspace == self.workspace
        return and_(ours, could_be, self.had_at(moment(at)), turned > 0)

    def moved(self) -> ColumnElement[int]:
        """By a change: 1 when this queue got the case, -1 when it passed it on."""
        next_had = (
            select(_LATER.c.was_of)
            .where(
                _LATER.c.escalation_id == changes.c.escalation_id,
                _LATER.c.version > changes.c.version,
                _LATER.c.was_of.is_not(None),
            )
            .order_by(_LATER.c.version)
            .limit(1)
            .correlate_except(_LATER)
            .scalar_subquery()
        )
        got = func.coalesce(next_had, measures.c.queue) == self.queue
        lost = changes.c.was_of == self.queue
        return case((got, 1), else_=0) - case((lost, 1), else_=0)

    def _cases_had(self, at: Moment) -> ColumnElement[bool]:
        had = self._had(escalations.c.id, escalations.c.queue, at)
        return and_(escalations.c.workspace == self.workspace, had)

    def _had(
        self, id: ColumnElement[str], queue: ColumnElement[str], at: Moment
    ) -> ColumnElement[bool]:
        return true() if self.queue is None else had_at(self.queue, id, queue, at)

    def _could_be(self, at: datetime) -> CompoundSelect[*tuple[Any, ...]]:
        """Each half is one stretch of an index; what was closed before is not looked at."""
        ours = select(_SEEN.c.escalation_id).where(
            _SEEN.c.workspace == self.workspace, _SEEN.c.created_at < at
        )
        still_open, closed_since = _SEEN.c.closed_at.is_(None), _SEEN.c.closed_at >= at
        return union_all(ours.where(still_open), ours.where(closed_since))


def had_at(
    wanted: str, id: ColumnElement[str], queue: ColumnElement[str], at: Moment
) -> ColumnElement[bool]:
    """What happened at the very moment of a transfer was still of whoever had it before."""
    was_of = (
        select(_MOVED.c.was_of)
        .where(_MOVED.c.escalation_id == id, _MOVED.c.was_of.is_not(None), _MOVED.c.at >= at)
        .order_by(_MOVED.c.at, _MOVED.c.version)
        .limit(1)
        .correlate_except(_MOVED)
        .scalar_subquery()
    )
    return func.coalesce(was_of, queue) == wanted
