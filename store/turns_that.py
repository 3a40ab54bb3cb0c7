"""Which turns a list is of: each filter that was given narrows it, the others say nothing."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, exists, or_, select

from bot.ports import TurnFilter
from bot.rules.policy import Verdict
from bot.rules.status import Status
from store.asked import had_at
from store.matching import between, in_band
from store.tables import measures, ratings, turns

_ALONE = (Verdict.PASS, Verdict.SAMPLE)
_OF_IT = measures.c.escalation_id == turns.c.escalation_id


def turns_that(filter: TurnFilter, *, sqlite: bool) -> Iterator[ColumnElement[bool]]:
    yield turns.c.workspace == filter.workspace
    for column, wanted in (
        (turns.c.conversation_id, filter.conversation_id),
        (turns.c.verdict, filter.verdict),
        (turns.c.topic, filter.topic),
    ):
        if wanted is not None:
            yield column == wanted
    yield from between(turns.c.judged_at, filter.judged_after, filter.judged_before)
    if filter.band is not None:
        yield in_band(turns.c.confidence, filter.band, sqlite=sqlite)
    if filter.queue is not None:
        yield _asked(filter.queue)
    if filter.as_written:
        yield _as_written(filter)
    if filter.rated is not None:
        said = exists().where(ratings.c.turn == turns.c.id)
        yield said if filter.rated else ~said
    if so := list(said_of_it(filter)):
        of_them = select(ratings.c.turn).where(ratings.c.workspace == filter.workspace, *so)
        yield turns.c.id.in_(of_them)


def said_of_it(filter: TurnFilter) -> Iterator[ColumnElement[bool]]:
    """Each key has its own say: of one turn there may be several."""
    yield from between(ratings.c.at, filter.rated_after, filter.rated_before)
    if filter.rating is not None:
        yield ratings.c.rating == filter.rating


def _as_written(filter: TurnFilter) -> ColumnElement[bool]:
    """Alone, or let go as it was; a queue had a part in the latter only."""
    is_let_go = exists().where(_OF_IT, measures.c.status == Status.APPROVED)
    return is_let_go if filter.queue is not None else or_(turns.c.verdict.in_(_ALONE), is_let_go)


def _asked(queue: str) -> ColumnElement[bool]:
    """It had the case when that was made, whoever has it now."""
    had = had_at(queue, measures.c.escalation_id, measures.c.queue, measures.c.created_at)
    return exists().where(_OF_IT, had)
