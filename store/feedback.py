"""What people said afterwards, one row for each that has a say."""

from typing import Any

from sqlalchemy import bindparam, select

from bot.rules.feedback import Appraisal, Rating
from store.prebuilt import Prebuilt
from store.records import APPRAISAL, RATING
from store.rows import Rows
from store.tables import appraisals, ratings

_APPRAISAL = Prebuilt(
    select(appraisals.c.record).where(appraisals.c.escalation_id == bindparam("escalation_id"))
)


class Feedback(Rows):
    def appraisal(self, escalation_id: str) -> Appraisal | None:
        row = self._one(_APPRAISAL, escalation_id=escalation_id)
        return APPRAISAL.load(row.record) if row else None

    def save_appraisal(self, appraisal: Appraisal) -> None:
        opinion = appraisal.opinion
        values: dict[str, Any] = {
            "workspace": appraisal.workspace,
            "at": appraisal.at,
            "answer": opinion.answer,
            "needed": opinion.needed,
            "why": opinion.why,
            "record": APPRAISAL.dump(appraisal),
        }
        if not self._update(appraisals, {"escalation_id": appraisal.escalation_id}, **values):
            self._insert(appraisals, escalation_id=appraisal.escalation_id, **values)

    def rating(self, turn: str, key_id: str) -> Rating | None:
        row = self._hold(ratings, turn=turn, key_id=key_id)
        return RATING.load(row.record) if row else None

    def save_rating(self, rating: Rating) -> None:
        values: dict[str, Any] = {
            "workspace": rating.workspace,
            "at": rating.at,
            "rating": rating.rating,
            "record": RATING.dump(rating),
        }
        by = {"turn": rating.turn, "key_id": rating.key_id}
        if not self._update(ratings, by, **values):
            self._insert(ratings, **by, **values)
