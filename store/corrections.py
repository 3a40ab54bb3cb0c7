"""What people changed, refused, answered or found wanting, and where that was put to use."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, literal, or_, select, tuple_

from bot.rules.correction import CORRECTING, WANTING, Applied, Correction
from bot.rules.escalation import Escalation
from store.cards import Cards
from store.prebuilt import Prebuilt
from store.records import APPLIED
from store.tables import applications, appraisals, escalations

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
