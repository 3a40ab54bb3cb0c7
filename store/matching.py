"""Which escalations a list is of: each filter that was given narrows it, the others say nothing."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from bot.ports import Filter
from bot.rules.clock import ClockKind
from bot.rules.conversation import ItemState, ItemType
from store.again import by_people, came_back, follows_another
from store.overruns import is_broken
from store.tables import (
    appraisals,
    changes,
    clocks,
    escalations,
    items,
    measures,
    ratings,
    threads,
    turns,
)

_ID = escalations.c.id
_OPEN = escalations.c.open_until.is_not(None)


def matching(filter: Filter, *, sqlite: bool) -> Iterator[ColumnElement[bool]]:
    yield escalations.c.workspace == filter.workspace
    if filter.status is not None:
        yield _has_status(filter.status)
    yield from _equal(filter)
    yield from _in_time(filter)
    yield from _appraised(filter)
    yield from _promised(filter)
    if filter.past_due_at is not None:
        yield and_(_OPEN, _is_late(filter.past_due_at))
    if filter.open_at is not None:
        yield _was_open(filter.open_at)
    yield from _measured(filter)
    yield from _again(filter, sqlite=sqlite)
    yield from _rated(filter)
    if any((filter.written_after, filter.written_before, filter.undelivered)):
        yield _has_written(filter)


def _equal(filter: Filter) -> Iterator[ColumnElement[bool]]:
    for column, wanted in (
        (escalations.c.queue, filter.queue),
        (escalations.c.kind, filter.kind),
        (escalations.c.conversation_id, filter.conversation_id),
        (escalations.c.reason, filter.reason),
    ):
        if wanted is not None:
            yield column == wanted


def _in_time(filter: Filter) -> Iterator[ColumnElement[bool]]:
    for column, since, until in (
        (escalations.c.created_at, filter.created_after, filter.created_before),
        (escalations.c.closed_at, filter.closed_after, filter.closed_before),
    ):
        yield from _between(column, since, until)


def _appraised(filter: Filter) -> Iterator[ColumnElement[bool]]:
    """By whoever closed it; of what nobody appraised neither is true."""
    if filter.answer is not None:
        yield _is_said(appraisals.c.answer == filter.answer)
    if filter.needed is not None:
        yield _is_said(appraisals.c.needed.is_(filter.needed))
    if filter.appraised is not None:
        said = _is_said(appraisals.c.answer.is_not(None))
        yield said if filter.appraised else ~said


def _promised(filter: Filter) -> Iterator[ColumnElement[bool]]:
    if filter.promised is not None:
        yield exists().where(clocks.c.escalation_id == _ID, clocks.c.kind == filter.promised)
    if filter.broken is not None and filter.now is not None:
        with_card = clocks.outerjoin(threads, threads.c.escalation_id == clocks.c.escalation_id)
        yield (
            exists()
            .select_from(with_card)
            .where(
                clocks.c.escalation_id == _ID,
                clocks.c.kind == filter.broken,
                is_broken(filter.now),
            )
            .correlate(escalations)
        )


def _was_open(at: datetime) -> ColumnElement[bool]:
    """As its changes tell; what was closed before need not be asked."""
    turned = (
        select(func.sum(changes.c.turned))
        .where(changes.c.escalation_id == _ID, changes.c.at < at)
        .correlate(escalations)
        .scalar_subquery()
    )
    return and_(or_(_OPEN, escalations.c.closed_at >= at), turned > 0)


def _measured(filter: Filter) -> Iterator[ColumnElement[bool]]:
    for column, wanted in (
        (measures.c.topic, filter.topic),
        (measures.c.steps, filter.steps),
        (measures.c.stakes, filter.stakes),
    ):
        if wanted is not None:
            yield exists().where(measures.c.escalation_id == _ID, column == wanted)


def _again(filter: Filter, *, sqlite: bool) -> Iterator[ColumnElement[bool]]:
    """A case may have been ended more than once: one that fits is enough."""
    if filter.asked_again:
        yield follows_another(sqlite=sqlite)
    if any((filter.ended_after, filter.ended_before, filter.reopened)):
        ended = [changes.c.workspace == filter.workspace, by_people()]
        ended += _between(changes.c.at, filter.ended_after, filter.ended_before)
        if filter.reopened:
            ended.append(came_back(sqlite=sqlite))
        yield _ID.in_(select(changes.c.escalation_id).where(*ended))


def _rated(filter: Filter) -> Iterator[ColumnElement[bool]]:
    """By what was said of the turn behind it."""
    if any((filter.rated_after, filter.rated_before, filter.rating)):
        said = [ratings.c.workspace == filter.workspace, turns.c.escalation_id.is_not(None)]
        said += _between(ratings.c.at, filter.rated_after, filter.rated_before)
        if filter.rating is not None:
            said.append(ratings.c.rating == filter.rating)
        of_turn = turns.join(ratings, ratings.c.turn == turns.c.id)
        yield _ID.in_(select(turns.c.escalation_id).select_from(of_turn).where(*said))


def _between(
    column: ColumnElement[Any], since: datetime | None, until: datetime | None
) -> Iterator[ColumnElement[bool]]:
    if since is not None:
        yield column >= since
    if until is not None:
        yield column < until


def _has_written(filter: Filter) -> ColumnElement[bool]:
    of_it = [items.c.escalation_id == _ID, items.c.workspace == filter.workspace]
    of_it.append(items.c.type == ItemType.MESSAGE)
    of_it += _between(items.c.at, filter.written_after, filter.written_before)
    if filter.undelivered:
        of_it.append(items.c.state == ItemState.FAILED)
    return exists().where(*of_it)


def _has_status(status: str) -> ColumnElement[bool]:
    match status:
        case "open":
            return _OPEN
        case "closed":
            return ~_OPEN
        case _:
            return escalations.c.status == status


def _is_late(at: datetime) -> ColumnElement[bool]:
    """That a card hangs in Slack is known from its thread, and not from its clock."""
    is_told = and_(clocks.c.kind == ClockKind.NOTIFY, threads.c.posted_at.is_not(None))
    return exists().where(
        clocks.c.escalation_id == _ID,
        clocks.c.satisfied_at.is_(None),
        clocks.c.stopped_at.is_(None),
        clocks.c.due_at < at,
        ~is_told,
    )


def _is_said(so: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(appraisals.c.escalation_id == _ID, so)
