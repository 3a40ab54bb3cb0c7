"""Which escalations a list is of: each filter that was given narrows it, the others say nothing."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists

from bot.ports import Filter
from bot.rules.clock import ClockKind
from store.tables import appraisals, clocks, escalations, threads

_OPEN = escalations.c.open_until.is_not(None)


def matching(filter: Filter) -> Iterator[ColumnElement[bool]]:
    yield escalations.c.workspace == filter.workspace
    if filter.status is not None:
        yield _has_status(filter.status)
    yield from _equal(filter)
    yield from _in_time(filter)
    yield from _appraised(filter)
    if filter.past_due_at is not None:
        yield and_(_OPEN, _is_late(filter.past_due_at))


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
        if since is not None:
            yield column >= since
        if until is not None:
            yield column < until


def _appraised(filter: Filter) -> Iterator[ColumnElement[bool]]:
    """By whoever closed it; of what nobody appraised neither is true."""
    if filter.answer is not None:
        yield _is_said(appraisals.c.answer == filter.answer)
    if filter.needed is not None:
        yield _is_said(appraisals.c.needed.is_(filter.needed))


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
        clocks.c.escalation_id == escalations.c.id,
        clocks.c.satisfied_at.is_(None),
        clocks.c.stopped_at.is_(None),
        clocks.c.due_at < at,
        ~is_told,
    )


def _is_said(so: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(appraisals.c.escalation_id == escalations.c.id, so)
