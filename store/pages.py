"""Lists, newest first, and where to go on in them."""

from sqlalchemy import Column, Connection, Tuple, literal, select, tuple_

from bot.errors import BadInput
from bot.ports import Filter
from store.rows import Wanted


def page(connection: Connection, wanted: Wanted, filter: Filter, at: Column, id: Column) -> Wanted:
    """Rows of equal age are told apart by their id, so that no page skips or repeats one."""
    if filter.before is not None:
        wanted = wanted.where(tuple_(at, id) < _mark(connection, filter.before, at, id))
    return wanted.order_by(at.desc(), id.desc()).limit(filter.limit)


def _mark(connection: Connection, before: str, at: Column, id: Column) -> Tuple:
    row = connection.execute(select(at, id).where(id == before)).first()
    if row is None:
        raise BadInput(fields={"cursor": "This cursor leads nowhere. Start again without it."})
    return tuple_(literal(row[0], at.type), literal(row[1], id.type))
