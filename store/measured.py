"""Of which cases a time was measured: those whose time stands in a week's figures."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, select, union_all

from bot.rules.status import Kind
from bot.rules.weekly.happenings import Timed
from store.asked import Asked
from store.going_on import WITH_WAIT, is_timed
from store.tables import measures, waits
from store.times import HowLong

_CASE = measures.c.escalation_id
_COLUMNS = {
    Timed.CLAIM: "claimed",
    Timed.HUMAN: "to_human",
    Timed.HUMAN_OPEN: "from_handoff_open",
    Timed.NO_REPLY_NEEDED: "dismissed",
}
_OF_CYCLES = (Timed.NEXT_REPLY, Timed.NEXT_REPLY_OPEN, Timed.NO_REPLY_NEEDED)
_BY_THE_CALENDAR: Mapping[Timed, ColumnElement[bool]] = {
    Timed.HUMAN_OPEN: measures.c.reached_at.is_(None),
    Timed.DECISION_OPEN: measures.c.kind.in_((Kind.APPROVAL, Kind.INPUT)),
    Timed.RESOLVED_FIRST_OPEN: and_(
        waits.c.began_at.is_not(None), measures.c.resolved_at.is_(None)
    ),
    Timed.RESOLVED_OPEN: waits.c.began_at.is_not(None),
    Timed.NEXT_REPLY_OPEN: waits.c.began_at != measures.c.created_at,
}


class Timings(HowLong):
    def _timed(self, what: Timed, asked: Asked) -> Select[Any] | CompoundSelect[Any]:
        """As SQL measures it; and what goes on, where only a calendar tells for how long."""
        codes = self._of_cycles(asked) if what in _OF_CYCLES else self._of_cases(asked, {})
        code = codes.selected_columns[_COLUMNS.get(what, str(what))]
        measured = codes.with_only_columns(_CASE).where(code.is_not(None))
        if what not in _BY_THE_CALENDAR:
            return measured
        goes_on = and_(is_timed(asked), asked.of(measures.c.queue), _BY_THE_CALENDAR[what])
        return union_all(measured, select(_CASE).select_from(WITH_WAIT).where(goes_on))
