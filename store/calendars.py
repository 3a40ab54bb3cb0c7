"""The calendars of cases: one record has that of all cases which share it."""

from sqlalchemy import ColumnElement, func, select

from bot.rules.calendars.calendar import Calendar
from store.records import ESCALATION
from store.rows import Rows
from store.tables import escalations, measures

WHICH = func.coalesce(measures.c.calendar, measures.c.escalation_id)


class Calendars(Rows):
    def _calendars(self, of: ColumnElement[bool]) -> dict[str, Calendar]:
        """By which; `of` says which short rows of cases are asked about."""
        shared = select(func.min(measures.c.escalation_id)).where(of).group_by(WHICH)
        rows = self._all(
            select(WHICH.label("which"), escalations.c.record)
            .select_from(measures.join(escalations, escalations.c.id == measures.c.escalation_id))
            .where(measures.c.escalation_id.in_(shared))
        )
        found = {row.which: ESCALATION.load(row.record).promise.calendar for row in rows}
        return {which: calendar for which, calendar in found.items() if calendar}
