"""What agents were sure of, and what people made of it: by confidence, by topic, by stakes; and how
much of that came back to the agents.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, or_, select

from bot.rules.correction import CORRECTING, WANTING
from bot.rules.status import Kind, Status
from bot.rules.timed import DECIDED
from bot.rules.weekly.figures import BY_SILENCE
from bot.rules.weekly.parts import Band
from bot.rules.weekly.statistics import Measured, Rate, Summary, summarise
from store.asked import Asked
from store.rows import Rows
from store.spans import band_of, within
from store.tables import applications, appraisals, measures, turns

MOST_TOPICS = 50


class Judged(Rows):
    def _bands(self, asked: Asked) -> dict[str, Band]:
        case_id = measures.c.escalation_id
        rows = self._all(
            select(
                self._band(turns.c.confidence).label("band"),
                func.count().label("turns"),
                func.count(distinct(case_id)).label("escalated"),
            )
            .select_from(
                turns.outerjoin(measures, and_(asked.judged, case_id == turns.c.escalation_id))
            )
            .where(turns.c.workspace == asked.workspace, within(turns.c.judged_at, asked.window))
            .group_by("band")
        )
        counted = {_name(row.band): row for row in rows}
        decided = self._decided(asked.ended)
        return {
            name: Band(
                turns=counted[name].turns if name in counted else 0,
                escalated=counted[name].escalated if name in counted else 0,
                as_is=decided.get(name, Rate(0, 0)),
            )
            for name in sorted({*counted, *decided})
        }

    def _decided(self, ended: ColumnElement[bool]) -> dict[str, Rate]:
        """Of approvals that people decided, those that went out word for word."""
        as_is = case((measures.c.status == Status.APPROVED, 1), else_=0)
        rows = self._all(
            select(
                self._band(measures.c.confidence).label("band"),
                func.sum(as_is).label("as_is"),
                func.count().label("decided"),
            )
            .where(
                ended,
                measures.c.kind == Kind.APPROVAL,
                measures.c.status.in_(sorted(DECIDED)),
                measures.c.by_people,
            )
            .group_by("band")
        )
        return {_name(row.band): Rate(row.as_is, row.decided) for row in rows}

    def _topics(self, asked: Asked) -> dict[str, int]:
        """Those that people were asked about most, most first."""
        number = func.count().label("number")
        rows = self._all(
            select(measures.c.topic, number)
            .where(
                asked.begun,
                measures.c.topic.is_not(None),
                measures.c.topic != "",
                measures.c.queue.not_in(sorted(asked.hidden)),
            )
            .group_by(measures.c.topic)
            .order_by(number.desc(), measures.c.topic)
            .limit(MOST_TOPICS)
        )
        return {row.topic: row.number for row in rows}

    def _mix(self, asked: Asked) -> dict[str, dict[str, int]]:
        silent = and_(measures.c.status == Status.APPROVED, ~measures.c.by_people)
        how = case((silent, BY_SILENCE), else_=measures.c.status).label("how")
        rows = self._all(
            select(measures.c.stakes, how, func.count().label("number"))
            .where(asked.ended, measures.c.kind == Kind.APPROVAL)
            .group_by(measures.c.stakes, "how")
        )
        mix: dict[str, dict[str, int]] = {}
        for row in rows:
            mix.setdefault(row.stakes, {})[row.how] = row.number
        return mix

    def _edits(self, asked: Asked) -> Summary:
        rows = self._all(
            select(measures.c.edit_share).where(
                asked.ended,
                measures.c.edit_share.is_not(None),
                measures.c.status == Status.EDITED,
            )
        )
        return summarise(Measured(row.edit_share) for row in rows)

    def _closure(self, asked: Asked) -> Rate:
        """Of what people corrected in the window, what was put to use somewhere since."""
        of_case = appraisals.c.escalation_id == measures.c.escalation_id
        row = self._only(
            select(
                func.count().label("corrected"),
                func.sum(case((is_used(), 1), else_=0)).label("used"),
            )
            .select_from(measures.outerjoin(appraisals, of_case))
            .where(asked.ended, is_correction())
        )
        return Rate(row.used or 0, row.corrected)

    def _band(self, confidence: ColumnElement[Any]) -> ColumnElement[Any]:
        return band_of(confidence, sqlite=self._is_sqlite)


def is_correction() -> ColumnElement[bool]:
    """Of a case and, where there is one, its appraisal."""
    changed = and_(measures.c.status.in_(CORRECTING), measures.c.by_people)
    return or_(changed, appraisals.c.answer.in_(WANTING))


def is_used() -> ColumnElement[bool]:
    """Somebody said where."""
    of_case = applications.c.escalation_id == measures.c.escalation_id
    return select(applications.c.place).where(of_case).exists()


def _name(band: int | None) -> str:
    return "" if band is None else f"{band / 10:.1f}"
