"""Lists, newest first, and where to go on in them."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, Row, Tuple, literal, select, tuple_

from bot.errors import BadInput
from bot.ports.sought import Page
from store.rows import Wanted

One = Callable[[Wanted], Row[Any] | None]


def page(one: One, wanted: Wanted, filter: Page, at: Column, id: Column) -> Wanted:
    """Rows of equal age are told apart by their id, so that no page skips or repeats one."""
    if filter.before is not None:
        wanted = wanted.where(tuple_(at, id) < _mark(one, filter.before, at, id))
    return wanted.order_by(at.desc(), id.desc()).limit(filter.limit)


def _mark(one: One, before: str, at: Column, id: Column) -> Tuple:
    row = one(select(at.label("at"), id.label("id")).where(id == before))
    if row is None:
        raise BadInput(fields={"cursor": "This cursor leads nowhere. Start again without it."})
    return tuple_(literal(row.at, at.type), literal(row.id, id.type))
