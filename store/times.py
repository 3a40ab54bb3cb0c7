"""How long things took in cases that began in a window, and have taken where they go on.

What was closed without it has waited until then: nobody knows how much longer it would have been.
Who withdraws a request waits no more for a decision on it, nor for its end. Each time counts for
the queue that had the case when it ended, or has it now.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, case, func, or_, select

from bot.rules.status import Kind, Status
from bot.rules.timed import DECIDED, DONE
from bot.rules.weekly.parts import Times
from bot.rules.weekly.statistics import Summary
from store.asked import Asked
from store.cycles import Cycles
from store.elsewhere import Apart
from store.going_on import GoingOn
from store.spans import Moment, micros, micros_of, moment
from store.spread import code
from store.tables import measures, taken, threads

_CASE = measures.c.escalation_id
_SINCE = measures.c.created_at
_REACHED = measures.c.reached_at
_RESOLVED = measures.c.resolved_at
_WITHDRAWN = (Status.CANCELLED, Status.SUPERSEDED)
_TO_DECIDE = (Kind.APPROVAL, Kind.INPUT)
_ANSWERED_ELSE = (Status.RESOLVED, Status.HANDED_BACK)
_AWAITS = and_(
    measures.c.kind.in_(_TO_DECIDE), measures.c.status.not_in((*_WITHDRAWN, *_ANSWERED_ELSE))
)
_KEPT_UP = measures.c.status.not_in(_WITHDRAWN)
_BY_PEOPLE = func.coalesce(measures.c.by_people, False)
_HAS_DECISION = measures.c.status.in_(sorted(DECIDED))
_IS_DECIDED = and_(_HAS_DECISION, _BY_PEOPLE)
_IS_DONE = and_(measures.c.status.in_(sorted(DONE)), _BY_PEOPLE)
_IS_UNDECIDED = or_(measures.c.status == Status.EXPIRED, and_(_HAS_DECISION, ~_BY_PEOPLE))
_KNOWN_OPEN = or_(
    and_(_REACHED.is_(None), measures.c.closed_open.is_not(None)),
    and_(_REACHED.is_not(None), measures.c.reached_open.is_not(None), measures.c.has_hours),
)
_COUNTED = ("undecided", "dismissed")


class HowLong(Cycles, GoingOn):
    def _times(self, asked: Asked) -> tuple[Times, Summary]:
        """And how long each case waited until a person took it."""
        elsewhere = self._elsewhere(asked)
        cases, cycles = self._by_the_calendar(asked, elsewhere)
        told = self._spreads(self._of_cases(asked, elsewhere), cases)
        told |= self._spreads(self._of_cycles(asked), cycles)
        summed = {name: each.summary() for name, each in told.items() if name not in _COUNTED}
        claimed = summed.pop("claimed")
        times = Times(
            **summed,
            undecided=told["undecided"].n,
            dismissed=told["dismissed"].n,
            notified_p99=told["notified"].at(99),
            waited_seconds=told["waited"].seconds,
        )
        return times, claimed

    def _of_cases(self, asked: Asked, elsewhere: Mapping[str, Apart]) -> Select[*tuple[Any, ...]]:
        end = func.coalesce(measures.c.closed_at, moment(asked.now))
        waited, apart = self._waited(asked), self._apart(elsewhere)
        open = _less(micros_of(waited.c.open), apart.c.paused)
        open_at_first = _less(micros_of(waited.c.open_at_first), apart.c.paused_at_first)
        done, is_done = func.coalesce(_RESOLVED, end), _RESOLVED.is_not(None)
        columns = {
            **self._until_people(asked, end),
            **self._until_the_end(asked, end),
            "resolved_open": _code(
                and_(_KEPT_UP, asked.had_at(end), measures.c.has_hours, waited.c.unknown == 0),
                open,
                ~_IS_DONE,
            ),
            "resolved_first_open": _code(
                and_(
                    *(_KEPT_UP, asked.had_at(done), measures.c.has_hours),
                    or_(is_done, waited.c.unknown == 0),
                ),
                open_at_first,
                ~is_done,
            ),
            "waited": _code(
                waited.c.ours > 0,
                waited.c.wall - func.coalesce(apart.c.wall, 0),
                waited.c.goes_on > 0,
            ),
        }
        return (
            select(*(column.label(name) for name, column in columns.items()))
            .select_from(
                measures.outerjoin(threads, _of_case(threads, asked))
                .outerjoin(taken, _of_case(taken, asked))
                .outerjoin(waited, waited.c.escalation_id == _CASE)
                .outerjoin(apart, apart.c.escalation_id == _CASE)
            )
            .where(asked.begun_anywhere)
        )

    def _until_people(self, asked: Asked, end: Moment) -> dict[str, ColumnElement[Any]]:
        asked_before = self._micros(_SINCE, func.coalesce(measures.c.waited_from, _SINCE))
        handed, nobody = self._since(func.coalesce(_REACHED, end)), _REACHED.is_(None)
        reached_ours = asked.had_at(func.coalesce(_REACHED, end))
        open = func.coalesce(measures.c.reached_open, measures.c.closed_open)
        posted = func.coalesce(threads.c.posted_at, end)
        not_taken = taken.c.at.is_(None)
        taken_ours = case((not_taken, asked.had_at(end)), else_=asked.of(taken.c.queue))
        return {
            "claimed": _code(taken_ours, self._since(func.coalesce(taken.c.at, end)), not_taken),
            "notified": _code(
                asked.had_at(posted), self._since(posted), threads.c.posted_at.is_(None)
            ),
            "to_human": _code(reached_ours, asked_before + handed, nobody),
            "from_handoff": _code(reached_ours, handed, nobody),
            "from_handoff_open": _code(and_(_KNOWN_OPEN, reached_ours), micros_of(open), nobody),
        }

    def _until_the_end(self, asked: Asked, end: Moment) -> dict[str, ColumnElement[Any]]:
        so_far, ours = self._since(end), asked.had_at(end)
        done = func.coalesce(_RESOLVED, end)
        rested = micros_of(func.coalesce(measures.c.rested, 0.0))
        open = measures.c.closed_open
        return {
            "decision": _code(and_(_AWAITS, ours), so_far, ~_IS_DECIDED),
            "decision_open": _code(
                and_(_AWAITS, ours, open.is_not(None)), micros_of(open), ~_IS_DECIDED
            ),
            "undecided": _code(and_(_AWAITS, _IS_UNDECIDED, ours), so_far, ~_IS_DECIDED),
            "resolved_first": _code(
                and_(_KEPT_UP, asked.had_at(done)),
                self._since(done),
                _RESOLVED.is_(None),
            ),
            "resolved": _code(and_(_KEPT_UP, ours), so_far - rested, ~_IS_DONE),
        }

    def _since(self, until: Moment) -> ColumnElement[Any]:
        """A clock that was set back makes no time negative."""
        lasted = self._micros(until, _SINCE)
        return case((lasted < 0, 0), else_=lasted)

    def _micros(self, later: Moment, earlier: Moment) -> ColumnElement[Any]:
        return micros(later, earlier, sqlite=self._is_sqlite)


def _of_case(table: Table, asked: Asked) -> ColumnElement[bool]:
    id = table.c.escalation_id
    return and_(id == _CASE, asked.near(id))


def _less(whole: ColumnElement[Any], part: ColumnElement[Any]) -> ColumnElement[Any]:
    left = whole - func.coalesce(part, 0)
    return case((left < 0, 0), else_=left)


def _code(
    counts: ColumnElement[bool], lasted: ColumnElement[Any], goes_on: ColumnElement[bool]
) -> ColumnElement[Any]:
    """Nothing where it does not count."""
    return case((counts, code(lasted, goes_on=goes_on)))
