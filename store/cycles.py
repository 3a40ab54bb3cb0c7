"""Each wait for an answer of people, in SQL: those after the first, and all of a case together."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    or_,
    select,
)

from bot.rules.waits import Ending
from store.asked import Asked
from store.elsewhere import Apart, Elsewhere, of_wait
from store.spans import Moment, micros, micros_of, moment
from store.spread import A_SECOND, Spreads, code
from store.tables import measures, waits

_WITH_CASE = waits.join(measures, waits.c.escalation_id == measures.c.escalation_id)
_GOES_ON = waits.c.ended_at.is_(None)
_NEVER_DONE = measures.c.resolved_at.is_(None)
_AT_FIRST = or_(_NEVER_DONE, waits.c.began_at < measures.c.resolved_at)


class Cycles(Spreads, Elsewhere):
    def _of_cycles(self, asked: Asked) -> Select[*tuple[Any, ...]]:
        """Those after the first."""
        lasted, ours = self._lasted(asked), _ours(asked)
        answered = and_(ours, func.coalesce(waits.c.how, Ending.ANSWERED) == Ending.ANSWERED)
        open = waits.c.open_seconds
        counted = and_(answered, open.is_not(None))
        return (
            select(
                case((answered, code(lasted, goes_on=_GOES_ON))).label("next_reply"),
                case((counted, code(micros_of(open), goes_on=_GOES_ON))).label("next_reply_open"),
                case((and_(ours, waits.c.how == Ending.DISMISSED), lasted)).label("dismissed"),
            )
            .select_from(_WITH_CASE)
            .where(_of_those(asked), waits.c.began_at != measures.c.created_at)
        )

    def _waited(self, asked: Asked) -> Subquery:
        """By case, all waits together; how much of an `unknown` one was open, only a calendar can
        tell.
        """
        ours = _ours(asked)
        return (
            select(
                waits.c.escalation_id,
                _sum(case((ours, self._lasted(asked)), else_=0)).label("wall"),
                _sum(case((ours, 1), else_=0)).label("ours"),
                _sum(case((and_(ours, _GOES_ON), 1), else_=0)).label("goes_on"),
                func.coalesce(func.sum(waits.c.open_seconds), 0.0).label("open"),
                func.coalesce(func.sum(case((_AT_FIRST, waits.c.open_seconds))), 0.0).label(
                    "open_at_first"
                ),
                _sum(case((and_(_GOES_ON, measures.c.has_hours), 1), else_=0)).label("unknown"),
            )
            .select_from(_WITH_CASE)
            .where(_of_those(asked))
            .group_by(waits.c.escalation_id)
            .subquery("waited")
        )

    def _apart(self, apart: Mapping[str, Apart]) -> Subquery:
        """By case, as it was found out: what is not the team's time."""
        told = literal(json.dumps([_told(id, each) for id, each in apart.items()]), Text)
        if self._is_sqlite:
            each = func.json_each(told).table_valued(column("value"))
            parts = [func.json_extract(each.c.value, f"$[{place}]") for place in range(4)]
        else:
            each = func.json_array_elements(cast(told, JSON)).table_valued(column("value", JSON))
            parts = [each.c.value[place].as_string() for place in range(4)]
        id, wall, paused, at_first = parts
        return select(
            cast(id, Text).label("escalation_id"),
            cast(wall, BigInteger).label("wall"),
            cast(paused, BigInteger).label("paused"),
            cast(at_first, BigInteger).label("paused_at_first"),
        ).subquery("apart")

    def _lasted(self, asked: Asked) -> ColumnElement[Any]:
        return self._between(func.coalesce(waits.c.ended_at, moment(asked.now)), waits.c.began_at)

    def _between(self, later: Moment, earlier: Moment) -> ColumnElement[Any]:
        lasted = micros(later, earlier, sqlite=self._is_sqlite)
        return case((lasted < 0, 0), else_=lasted)


def _of_those(asked: Asked) -> ColumnElement[bool]:
    return and_(asked.begun_anywhere, asked.near(waits.c.escalation_id))


def _ours(asked: Asked) -> ColumnElement[bool]:
    return asked.of(of_wait())


def _told(id: str, apart: Apart) -> list[str | int]:
    told = (apart.wall, apart.paused, apart.paused_at_first)
    return [id, *(round(each * A_SECOND) for each in told)]


def _sum(what: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.sum(what), BigInteger)
