"""Which escalations a list is of, by what is known of each by itself: each filter that was given
narrows it, the others say nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, exists, func, or_

from bot.ports import Filter
from bot.rules.clock import ClockKind
from bot.rules.correction import CORRECTING
from bot.rules.feedback import LOOKED_AT
from store.again import follows_another
from store.open_cards import DUE
from store.spans import band_of, hour_of, moment
from store.tables import appraisals, clocks, escalations, measures

NOBODY_SAID = "none"
_ID = escalations.c.id
_OPEN = escalations.c.open_until.is_not(None)
_BY_PEOPLE = and_(
    func.coalesce(measures.c.by_people, False), measures.c.status.in_(sorted(LOOKED_AT))
)


def matching(filter: Filter, *, sqlite: bool) -> Iterator[ColumnElement[bool]]:
    yield escalations.c.workspace == filter.workspace
    if filter.status is not None:
        yield _has_status(filter.status)
    yield from _equal(filter)
    yield from between(escalations.c.created_at, filter.created_after, filter.created_before)
    yield from between(escalations.c.closed_at, filter.closed_after, filter.closed_before)
    yield from _appraised(filter)
    if filter.promised is not None:
        yield exists().where(clocks.c.escalation_id == _ID, clocks.c.kind == filter.promised)
    if filter.past_due_at is not None:
        yield and_(_OPEN, filter.past_due_at > DUE)
    if filter.asked_again:
        yield follows_another(sqlite=sqlite)
    if filter.in_hours is not None and filter.created_after is not None:
        hour = hour_of(escalations.c.created_at, filter.created_after, sqlite=sqlite)
        yield hour.in_(sorted(filter.in_hours))
    if measured := list(_measured(filter, sqlite=sqlite)):
        yield exists().where(measures.c.escalation_id == _ID, *measured)


def between(
    column: ColumnElement[Any], since: datetime | None, until: datetime | None
) -> Iterator[ColumnElement[bool]]:
    if since is not None:
        yield column >= since
    if until is not None:
        yield column < until


def in_band(column: ColumnElement[Any], band: str, *, sqlite: bool) -> ColumnElement[bool]:
    """`0.6` is from there until before 0.7."""
    if band == NOBODY_SAID:
        return column.is_(None)
    return band_of(column, sqlite=sqlite) == round(float(band) * 10)


def said_by_agent(of: Table, filter: Filter, *, sqlite: bool) -> Iterator[ColumnElement[bool]]:
    """Of the case, or of the turn that a list is about."""
    if filter.topic is not None:
        yield of.c.topic == filter.topic
    if filter.band is not None:
        yield in_band(of.c.confidence, filter.band, sqlite=sqlite)


def was_late(at: datetime) -> ColumnElement[bool]:
    """What people should have done by then, and had not."""
    then = moment(at)
    return exists().where(
        clocks.c.escalation_id == _ID,
        clocks.c.kind != ClockKind.NOTIFY,
        clocks.c.due_at < then,
        or_(clocks.c.satisfied_at.is_(None), clocks.c.satisfied_at >= then),
        or_(clocks.c.stopped_at.is_(None), clocks.c.stopped_at >= then),
    )


def _equal(filter: Filter) -> Iterator[ColumnElement[bool]]:
    for column, wanted in (
        (escalations.c.id, filter.id),
        (escalations.c.queue, filter.queue),
        (escalations.c.kind, filter.kind),
        (escalations.c.conversation_id, filter.conversation_id),
        (escalations.c.reason, filter.reason),
    ):
        if wanted is not None:
            yield column == wanted
    if filter.but:
        yield escalations.c.queue.not_in(sorted(filter.but))


def _appraised(filter: Filter) -> Iterator[ColumnElement[bool]]:
    """By whoever closed it; of what nobody appraised neither is true."""
    if filter.answer is not None:
        yield _is_said(appraisals.c.answer == filter.answer)
    if filter.why is not None:
        yield _is_said(appraisals.c.why == filter.why)
    if filter.needed is not None:
        yield _is_said(appraisals.c.needed.is_(filter.needed))
    if filter.appraised is not None:
        said = _is_said(appraisals.c.answer.is_not(None))
        yield said if filter.appraised else ~said


def _is_said(so: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(appraisals.c.escalation_id == _ID, so)


def _measured(filter: Filter, *, sqlite: bool) -> Iterator[ColumnElement[bool]]:
    if filter.judged_after is None and filter.judged_before is None:
        yield from said_by_agent(measures, filter, sqlite=sqlite)
    if filter.steps is not None:
        yield measures.c.steps == filter.steps
    if filter.stakes is not None:
        yield measures.c.stakes == filter.stakes
    if filter.corrected:
        yield and_(measures.c.status.in_(CORRECTING), measures.c.by_people)
    if filter.by_people is not None:
        yield _BY_PEOPLE if filter.by_people else ~_BY_PEOPLE


def _has_status(status: str) -> ColumnElement[bool]:
    match status:
        case "open":
            return _OPEN
        case "closed":
            return ~_OPEN
        case _:
            return escalations.c.status == status
