"""What is open, in the order in which it is due, for whoever lists it."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, func, or_, select

from bot.ports import Card, Sought
from bot.rules.worklist import SURE, UNSURE, Sureness
from store.escalations import WITH_THREAD, Escalations, escalation_of
from store.records import TURN
from store.tables import contexts, escalations

_OF = escalations.c
DUE = func.coalesce(_OF.due_first, _OF.open_until)  # the version before knows only its end
_SURE = {
    Sureness.LOW: _OF.confidence < UNSURE,
    Sureness.MEDIUM: (_OF.confidence >= UNSURE) & (_OF.confidence < SURE),
    Sureness.HIGH: _OF.confidence >= SURE,
    Sureness.UNKNOWN: _OF.confidence.is_(None),
}


class OpenCards(Escalations):
    def open_cards(self, sought: Sought, limit: int) -> Sequence[Card]:
        rows = self._all(
            WITH_THREAD.add_columns(contexts.c.turn)
            .join(contexts, contexts.c.escalation_id == _OF.id)
            .where(*_fits(sought))
            .order_by(DUE, _OF.id)
            .offset(sought.skip)
            .limit(limit)
        )
        return [Card(escalation=escalation_of(row), turn=TURN.load(row.turn)) for row in rows]

    def count_open(self, sought: Sought) -> int:
        return self._only(select(func.count()).select_from(escalations).where(*_fits(sought)))[0]


def _fits(sought: Sought) -> Iterator[ColumnElement[bool]]:
    yield _OF.workspace == sought.workspace
    yield _OF.open_until.is_not(None)
    for column, wanted in (
        (_OF.queue, sought.queue),
        (_OF.kind, sought.kind),
        (_OF.reason, sought.reason),
        (_OF.assignee, sought.assignee),
    ):
        if wanted is not None:
            yield column == wanted
    if sought.confidence is not None:
        yield _SURE[sought.confidence]
    if sought.not_of is not None:
        yield or_(_OF.assignee.is_(None), _OF.assignee != sought.not_of)
    if sought.opened_until is not None:
        yield _OF.created_at <= sought.opened_until
