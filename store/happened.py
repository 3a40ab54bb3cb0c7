"""What happened in cases, a row each time: figures count such rows, and lists have their cases.

Each is asked with the window in which it happened, and for the queue that had the case then.
"""

from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, Select, and_, or_, select

from bot.rules.conversation import ItemState, ItemType
from bot.rules.weekly.happenings import Happening
from store.again import by_people, came_back
from store.asked import Asked
from store.beside import CALLING
from store.elsewhere import of_wait
from store.spans import Moment, within
from store.tables import (
    audit,
    changes,
    deliveries,
    items,
    limits,
    lines,
    measures,
    ratings,
    suppressed,
    turns,
    waits,
)

NO_WORK = ("refused", "rated")
SENT = (ItemState.DELIVERED, ItemState.FAILED, ItemState.SENT, ItemState.HANDED)
Cases = Select[tuple[str]]
_CASE = measures.c.escalation_id
_IS_CALL = changes.c.type.in_(CALLING)
_IS_MESSAGE = items.c.type == ItemType.MESSAGE


def happened(what: Happening, asked: Asked) -> Cases:
    return _HOW[what](asked)


def written(asked: Asked, *so: ColumnElement[bool]) -> Cases:
    """What people wrote to customers."""
    of_items = select(_CASE).select_from(items.join(measures, items.c.escalation_id == _CASE))
    return of_items.where(items.c.workspace == asked.workspace, *_then(asked, items.c.at), *so)


def messages(asked: Asked, *so: ColumnElement[bool]) -> Cases:
    return written(asked, _IS_MESSAGE, *so)


def ended(asked: Asked, *, came_again: bool, sqlite: bool) -> Cases:
    """By people; a case may have been ended more than once."""
    back = (came_back(sqlite=sqlite),) if came_again else ()
    return _changed(asked, by_people(), *back)


def rated(asked: Asked, rating: str | None) -> Cases:
    """By what was said of the turn behind it."""
    of_turn = ratings.join(turns, turns.c.id == ratings.c.turn)
    said = (ratings.c.rating == rating,) if rating is not None else ()
    return (
        select(_CASE)
        .select_from(of_turn.join(measures, turns.c.escalation_id == _CASE))
        .where(
            ratings.c.workspace == asked.workspace,
            within(ratings.c.at, asked.window),
            asked.measured,
            *said,
        )
    )


def judged(asked: Asked, *so: ColumnElement[bool]) -> Cases:
    """Turns that people were asked about; of several that led to one case, one counts."""
    return (
        select(_CASE)
        .select_from(turns.join(measures, turns.c.escalation_id == _CASE))
        .where(
            turns.c.workspace == asked.workspace,
            within(turns.c.judged_at, asked.window),
            asked.measured,
            *so,
        )
        .distinct()
    )


def waiting(asked: Asked) -> Cases:
    """Whoever waited for people in some of that time."""
    return select(_CASE).where(waits_in(asked)).select_from(WITH_WAITS).distinct()


WITH_WAITS = measures.join(waits, waits.c.escalation_id == _CASE)


def waits_in(asked: Asked) -> ColumnElement[bool]:
    window = asked.window
    not_over = or_(waits.c.ended_at.is_(None), waits.c.ended_at > window.start)
    could_be = or_(measures.c.closed_at.is_(None), measures.c.closed_at >= window.start)
    ours = and_(measures.c.workspace == asked.workspace, asked.of(of_wait()))
    return and_(ours, could_be, waits.c.began_at < window.end, not_over)


def _then(asked: Asked, at: Moment) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return within(at, asked.window), asked.had_at(at)


def _changed(asked: Asked, *so: ColumnElement[bool]) -> Cases:
    of_changes = changes.join(measures, changes.c.escalation_id == _CASE)
    return select(_CASE).select_from(of_changes).where(asked.happened, *so)


def _handled(asked: Asked) -> Cases:
    """By people, and what was refused them is none of it."""
    return (
        select(_CASE)
        .select_from(audit.join(measures, audit.c.escalation_id == _CASE))
        .where(
            audit.c.person.is_not(None),
            audit.c.action.not_in(NO_WORK),
            measures.c.workspace == asked.workspace,
            *_then(asked, audit.c.at),
        )
        .distinct()
    )


def _step_empty(asked: Asked) -> Cases:
    """Several changes of a case may be of one moment; each step is told of once."""
    at_once = and_(audit.c.escalation_id == changes.c.escalation_id, audit.c.at == changes.c.at)
    is_climb = changes.c.type.in_(("climbed", "waits"))
    of_climbs = changes.join(measures, changes.c.escalation_id == _CASE).join(audit, at_once)
    return (
        select(_CASE)
        .select_from(of_climbs)
        .where(asked.happened, is_climb, audit.c.action == "step_empty")
        .group_by(_CASE, audit.c.seq)
    )


def _delivered(asked: Asked, at: Moment) -> Cases:
    of_lines = deliveries.join(lines).join(measures, lines.c.escalation_id == _CASE)
    return (
        select(_CASE)
        .select_from(of_lines)
        .where(lines.c.workspace == asked.workspace, *_then(asked, at))
    )


def _suppressed(asked: Asked) -> Cases:
    return (
        select(_CASE)
        .select_from(suppressed.join(measures, suppressed.c.escalation_id == _CASE))
        .where(measures.c.workspace == asked.workspace, *_then(asked, suppressed.c.at))
    )


def _limited(asked: Asked) -> Cases:
    return (
        select(_CASE)
        .select_from(limits.join(measures, limits.c.escalation_id == _CASE))
        .where(
            limits.c.workspace == asked.workspace,
            limits.c.target == "slack",
            *_then(asked, limits.c.at),
        )
    )


_HOW: Mapping[Happening, Callable[[Asked], Cases]] = {
    Happening.HANDLED: _handled,
    Happening.CALLED: lambda asked: _changed(asked, _IS_CALL),
    Happening.CALLED_AFTER_HOURS: lambda asked: _changed(asked, _IS_CALL, ~changes.c.in_hours),
    Happening.FREED: lambda asked: _changed(asked, changes.c.type == "lease_expired"),
    Happening.STEP_EMPTY: _step_empty,
    Happening.EDITED_AFTER: lambda asked: messages(asked, items.c.corrects.is_not(None)),
    Happening.FILES_FAILED: lambda asked: messages(asked, items.c.holds > 0),
    Happening.WITHDRAWN: lambda asked: written(asked, items.c.type == ItemType.WITHDRAWN),
    Happening.GIVEN_UP: lambda asked: _delivered(asked, deliveries.c.died_at),
    Happening.UNCERTAIN: lambda asked: _delivered(asked, deliveries.c.doubted_at),
    Happening.SUPPRESSED: _suppressed,
    Happening.LIMITED: _limited,
}
