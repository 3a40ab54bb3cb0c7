"""What people changed, refused, answered or found wanting, and where that was put to use."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, literal, or_, select, tuple_

from bot.ports import CorrectionFilter
from bot.rules.correction import CORRECTING, WANTING, Applied, Correction
from bot.rules.escalation import Escalation
from store.cards import Cards
from store.judged import is_correction, is_used
from store.matching import between
from store.pages import page
from store.prebuilt import Prebuilt
from store.records import APPLIED
from store.tables import applications, appraisals, escalations, measures

_CASE = measures.c.escalation_id
_APPRAISED = measures.outerjoin(appraisals, appraisals.c.escalation_id == _CASE)
_APPLIED = Prebuilt(
    select(applications.c.record)
    .where(applications.c.escalation_id == bindparam("escalation_id"))
    .order_by(applications.c.at, applications.c.place)
)


class Corrections(Cards):
    def corrections(
        self, workspace: str, since: datetime, *, behind: str | None, limit: int
    ) -> Sequence[Correction]:
        at, id = escalations.c.closed_at, escalations.c.id
        wanted = (
            select(id)
            .select_from(escalations.outerjoin(appraisals))
            .where(
                escalations.c.workspace == workspace,
                at >= since,
                or_(escalations.c.status.in_(CORRECTING), appraisals.c.answer.in_(WANTING)),
            )
        )
        if behind is not None:
            last = self._only(select(at).where(id == behind))
            mark = tuple_(literal(last[0], at.type), literal(behind, id.type))
            wanted = wanted.where(tuple_(at, id) > mark)
        rows = self._all(wanted.order_by(at, id).limit(limit))
        return [self._correction(row.id) for row in rows]

    def list_corrections(self, filter: CorrectionFilter) -> Sequence[Correction]:
        wanted = select(_CASE, measures.c.closed_at).select_from(_APPRAISED).where(*_that(filter))
        rows = self._all(page(self._one, wanted, filter, measures.c.closed_at, _CASE))
        return [self._correction(row.escalation_id) for row in rows]

    def count_corrections(self, filter: CorrectionFilter) -> int:
        return self._only(select(func.count()).select_from(_APPRAISED).where(*_that(filter)))[0]

    def applied(self, escalation_id: str) -> Sequence[Applied]:
        rows = self._all(_APPLIED, escalation_id=escalation_id)
        return [APPLIED.load(row.record) for row in rows]

    def apply(self, escalation: Escalation, applied: Applied) -> bool:
        return self._insert_once(
            applications,
            escalation_id=escalation.id,
            place=applied.place,
            workspace=escalation.workspace,
            at=applied.at,
            record=APPLIED.dump(applied),
        )

    def _correction(self, escalation_id: str) -> Correction:
        escalation = self.escalation(escalation_id)
        return Correction(
            escalation=escalation,
            turn=self._context(escalation_id),
            appraisal=self.appraisal(escalation_id),
            applied=tuple(self.applied(escalation_id)),
        )


def _that(filter: CorrectionFilter) -> Iterator[ColumnElement[bool]]:
    """As a week's figures know a correction: changed by people, or found wanting."""
    yield measures.c.workspace == filter.workspace
    yield is_correction()
    yield from between(measures.c.closed_at, filter.closed_after, filter.closed_before)
    if filter.queue is not None:
        yield measures.c.queue == filter.queue
    if filter.applied is not None:
        yield is_used() if filter.applied else ~is_used()
