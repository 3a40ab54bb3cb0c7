"""How often agents asked people, for what and about what; and what was said of what went out."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, or_, select

from bot.rules.policy import Verdict
from bot.rules.status import Status
from bot.rules.weekly.statistics import Rate
from store.asked import Asked
from store.rows import Rows
from store.spans import within
from store.tables import measures, ratings, turns

MOST_TOPICS = 50
_ALONE = (Verdict.PASS, Verdict.SAMPLE)


class HowOften(Rows):
    def _how_often(self, asked: Asked) -> dict[str, Any]:
        by_reason = self._all(
            select(
                measures.c.reason,
                func.count(distinct(measures.c.escalation_id)).label("turns"),
                func.count(distinct(turns.c.conversation_id)).label("conversations"),
            )
            .select_from(turns.join(measures, measures.c.escalation_id == turns.c.escalation_id))
            .where(asked.judged, _judged(asked))
            .group_by(measures.c.reason)
        )
        return {
            "turns_by_reason": {row.reason: row.turns for row in by_reason},
            "conversations_by_reason": {row.reason: row.conversations for row in by_reason},
            "of_turns_by_topic": self._by_topic(asked),
            "rated": self._rated(asked),
            "accurate": self._accurate(asked),
        }

    def _by_topic(self, asked: Asked) -> dict[str, Rate]:
        """Of the topics that people were asked about most; all turns on them, in any queue."""
        number = func.count(distinct(measures.c.escalation_id)).label("escalated")
        rows = self._all(
            select(turns.c.topic, number, func.count(distinct(turns.c.id)).label("turns"))
            .select_from(_with_case(asked.judged, measures.c.queue.not_in(sorted(asked.hidden))))
            .where(_judged(asked), turns.c.topic != "")
            .group_by(turns.c.topic)
            .having(number > 0)
            .order_by(number.desc(), turns.c.topic)
            .limit(MOST_TOPICS)
        )
        return {row.topic: Rate(row.escalated, row.turns) for row in rows}

    def _rated(self, asked: Asked) -> Rate:
        """Of the turns of this time, those that anybody said anything of; one queue's are those
        that it was asked about.
        """
        said = select(ratings.c.turn).where(ratings.c.turn == turns.c.id).exists()
        about = _judged(asked)
        if asked.queue is not None:
            about = and_(about, measures.c.escalation_id.is_not(None))
        row = self._only(
            select(func.count().label("turns"), _sum(said).label("rated"))
            .select_from(_with_case(asked.judged))
            .where(about)
        )
        return Rate(row.rated or 0, row.turns)

    def _accurate(self, asked: Asked) -> Rate:
        """Of what customers got in the agent's own words, and said something of, what was good."""
        as_is = measures.c.status == Status.APPROVED
        alone = turns.c.verdict.in_(_ALONE)
        went_out = as_is if asked.queue is not None else or_(alone, as_is)
        row = self._only(
            select(func.count().label("rated"), _sum(ratings.c.rating == "good").label("good"))
            .select_from(_with_case(asked.measured).join(ratings, ratings.c.turn == turns.c.id))
            .where(
                ratings.c.workspace == asked.workspace,
                within(ratings.c.at, asked.window),
                went_out,
            )
        )
        return Rate(row.good or 0, row.rated)


def _with_case(*ours: ColumnElement[bool]) -> Any:
    of_turn = measures.c.escalation_id == turns.c.escalation_id
    return turns.outerjoin(measures, and_(of_turn, *ours))


def _judged(asked: Asked) -> ColumnElement[bool]:
    return and_(turns.c.workspace == asked.workspace, within(turns.c.judged_at, asked.window))


def _sum(what: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((what, 1), else_=0))
