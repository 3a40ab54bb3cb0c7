"""What came back, what lay open from hour to hour, and what all of it asked of people."""

from datetime import timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, or_, select

from bot.rules.calendars.week import Window
from bot.rules.clock import ClockKind
from bot.rules.weekly.parts import Burden
from bot.rules.weekly.statistics import Rate
from store.again import by_people, came_back, follows_another
from store.asked import Asked
from store.beside import CALLING
from store.rows import Rows
from store.spans import hour_of, moment, within
from store.tables import audit, changes, clocks, measures

NO_WORK = ("refused", "rated")
_WITH_CASE = changes.join(measures, measures.c.escalation_id == changes.c.escalation_id)


class WhatItAsked(Rows):
    def _reopened(self, asked: Asked) -> Rate:
        """Of what people ended in the window, what was asked for again within a week."""
        back = came_back(sqlite=self._is_sqlite)
        row = self._only(
            select(
                func.count().label("ended"),
                func.sum(case((back, 1), else_=0)).label("reopened"),
            )
            .select_from(_WITH_CASE)
            .where(asked.happened, by_people())
        )
        return Rate(row.reopened or 0, row.ended)

    def _asked_again(self, asked: Asked) -> Rate:
        again = follows_another(sqlite=self._is_sqlite)
        row = self._only(
            select(
                func.count().label("cases"), func.sum(case((again, 1), else_=0)).label("again")
            ).where(asked.cases_begun)
        )
        return Rate(row.again or 0, row.cases)

    def _began_by_hour(self, asked: Asked) -> tuple[int, ...]:
        rows = self._all(
            select(self._hour(measures.c.created_at, asked), func.count().label("number"))
            .where(asked.begun)
            .group_by("hour")
        )
        counted = {row.hour: row.number for row in rows}
        return tuple(counted.get(each, 0) for each in range(_hours(asked.window)))

    def _backlog_by_hour(self, asked: Asked) -> tuple[int, ...]:
        """At the end of each hour, as far as time has come."""
        span = Window(asked.window.start, asked.until)
        rows = self._all(
            select(self._hour(changes.c.at, asked), func.sum(_turned(asked)).label("turned"))
            .select_from(_WITH_CASE)
            .where(
                asked.happened_anywhere,
                changes.c.at < span.end,
                or_(changes.c.turned != 0, changes.c.was_of.is_not(None)),
            )
            .group_by("hour")
        )
        turned = {row.hour: row.turned for row in rows}
        was_open = select(func.count()).select_from(measures).where(asked.open_at(span.start))
        before = self._only(was_open)[0]
        rises = accumulate(turned.get(hour, 0) for hour in range(_hours(span)))
        return tuple(before + risen for risen in rises)

    def _past_due(self, asked: Asked) -> int:
        """Of what was open at the end, what people should have done by then."""
        at = moment(asked.until)
        late = (
            select(clocks.c.number)
            .where(
                clocks.c.escalation_id == measures.c.escalation_id,
                clocks.c.kind != ClockKind.NOTIFY,
                clocks.c.due_at < at,
                or_(clocks.c.satisfied_at.is_(None), clocks.c.satisfied_at >= at),
                or_(clocks.c.stopped_at.is_(None), clocks.c.stopped_at >= at),
            )
            .correlate(measures)
            .exists()
        )
        counted = select(func.count()).select_from(measures)
        return self._only(counted.where(asked.open_at(asked.until), late))[0]

    def _burden(self, asked: Asked) -> Burden:
        is_call = changes.c.type.in_(CALLING)
        row = self._only(
            select(
                _count(is_call).label("calls"),
                _count(and_(is_call, ~changes.c.in_hours)).label("at_night"),
                _count(changes.c.type == "lease_expired").label("freed"),
            )
            .select_from(_WITH_CASE)
            .where(asked.happened)
        )
        return Burden(
            calls=row.calls or 0,
            at_night=row.at_night or 0,
            freed=row.freed or 0,
            by_person=self._by_person(asked),
            steps=self._steps(asked.begun),
            steps_empty=self._steps_empty(asked.happened),
        )

    def _by_person(self, asked: Asked) -> dict[str, int]:
        """In how many cases each had a hand; what was refused them is none of it."""
        rows = self._all(
            select(audit.c.person, func.count(distinct(audit.c.escalation_id)).label("cases"))
            .select_from(audit.join(measures, measures.c.escalation_id == audit.c.escalation_id))
            .where(
                audit.c.person.is_not(None),
                within(audit.c.at, asked.window),
                audit.c.action.not_in(NO_WORK),
                measures.c.workspace == asked.workspace,
                asked.had_at(audit.c.at),
            )
            .group_by(audit.c.person)
        )
        return {row.person: row.cases for row in rows}

    def _steps(self, began: ColumnElement[bool]) -> dict[int, int]:
        rows = self._all(
            select(measures.c.steps, func.count().label("cases"))
            .where(began, measures.c.steps > 0)
            .group_by(measures.c.steps)
        )
        return {row.steps: row.cases for row in rows}

    def _steps_empty(self, happened: ColumnElement[bool]) -> int:
        """Several changes of a case may be of one moment; each step is told of once."""
        of_climbs = _WITH_CASE.join(
            audit,
            and_(audit.c.escalation_id == changes.c.escalation_id, audit.c.at == changes.c.at),
        )
        told = (
            select(audit.c.escalation_id, audit.c.seq)
            .distinct()
            .select_from(of_climbs)
            .where(
                happened,
                changes.c.type.in_(("climbed", "waits")),
                audit.c.action == "step_empty",
            )
            .subquery()
        )
        return self._only(select(func.count()).select_from(told))[0]

    def _hour(self, at: ColumnElement[Any], asked: Asked) -> ColumnElement[Any]:
        return hour_of(at, asked.window.start, sqlite=self._is_sqlite).label("hour")


def _turned(asked: Asked) -> ColumnElement[Any]:
    """Opened, closed, or got from another queue and passed on to one."""
    if asked.queue is None:
        return changes.c.turned
    turned = case((asked.had_at(changes.c.at), changes.c.turned), else_=0)
    return case((changes.c.was_of.is_(None), turned), else_=asked.moved())


def _count(what: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((what, 1), else_=0))


def _hours(window: Window) -> int:
    """The last one may be short."""
    return max(0, -(-(window.end - window.start) // timedelta(hours=1)))
