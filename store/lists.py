"""Lists of escalations, also by what happened in them: with as much of it as the figures count."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, case, distinct, func, select

from bot.ports import Filter
from bot.rules.calendars.week import Window
from bot.rules.conversation import ItemState
from bot.rules.escalation import Escalation
from store.asked import Asked
from store.attainment import clocks_that
from store.escalations import WITH_THREAD, escalation_of
from store.happened import (
    SENT,
    WITH_WAITS,
    ended,
    happened,
    judged,
    messages,
    rated,
    waiting,
    waits_in,
)
from store.matching import matching, said_by_agent, was_late
from store.measured import Timings
from store.pages import page
from store.tables import escalations, items, measures, turns

Cases = Select[Any] | CompoundSelect[Any]
_EVER = Window(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
_ID = escalations.c.id


class Lists(Timings):
    def list_escalations(self, filter: Filter) -> Sequence[Escalation]:
        wanted = WITH_THREAD.where(*self._narrowed(filter))
        at = escalations.c.created_at
        return [escalation_of(row) for row in self._all(page(self._one, wanted, filter, at, _ID))]

    def count_listed(self, filter: Filter) -> tuple[int, int]:
        number = select(func.count()).select_from(escalations)
        cases = self._only(number.where(*self._narrowed(filter)))[0]
        rows = list(self._happened(filter))
        if len(rows) != 1:
            return cases, cases
        told = rows[0].subquery()
        times = select(func.count()).select_from(told.join(escalations, told.c[0] == _ID))
        return cases, self._only(times.where(*self._by_itself(filter)))[0]

    def waited_in(
        self, workspace: str, spans: Sequence[Window], *, queue: str | None
    ) -> Sequence[int]:
        """All at once: most cases wait in one of them or in none."""
        if not spans:
            return ()
        of_spans = [waits_in(_asked(workspace, each, queue, each.end)) for each in spans]
        all_of_it = Window(spans[0].start, max(each.end for each in spans))
        columns = (
            func.count(distinct(case((each, measures.c.escalation_id)))).label(f"in_{number}")
            for number, each in enumerate(of_spans)
        )
        within = waits_in(_asked(workspace, all_of_it, queue, all_of_it.end))
        return tuple(self._only(select(*columns).select_from(WITH_WAITS).where(within)))

    def _narrowed(self, filter: Filter) -> Iterator[ColumnElement[bool]]:
        yield from self._by_itself(filter)
        for each in self._happened(filter):
            yield _ID.in_(each)

    def _by_itself(self, filter: Filter) -> Iterator[ColumnElement[bool]]:
        """What is about no other moment is about the one in which it was made."""
        yield from matching(filter, sqlite=self._is_sqlite)
        if filter.open_at is not None:
            was_open = _of(filter).open_at(filter.open_at)
            yield _ID.in_(select(measures.c.escalation_id).where(was_open))
            if filter.late_then:
                yield was_late(filter.open_at)
        elif filter.queue_then is not None and not any(True for _ in self._happened(filter)):
            yield _of(filter).cases

    def _happened(self, filter: Filter) -> Iterator[Cases]:
        """Rows of cases, one for each time."""
        yield from self._written(filter)
        yield from self._promised(filter)
        of = filter
        if any((of.ended_after, of.ended_before, of.reopened)):
            asked = _of(of, of.ended_after, of.ended_before)
            yield ended(asked, came_again=bool(of.reopened), sqlite=self._is_sqlite)
        if any((of.rated_after, of.rated_before, of.rating)):
            yield rated(_of(of, of.rated_after, of.rated_before), of.rating)
        if any((of.judged_after, of.judged_before)):
            said = said_by_agent(turns, of, sqlite=self._is_sqlite)
            yield judged(_of(of, of.judged_after, of.judged_before), *said)
        if any((of.waiting_after, of.waiting_before)):
            yield waiting(_of(of, of.waiting_after, of.waiting_before))
        if of.happened is not None:
            yield happened(of.happened, _of(of, of.happened_after, of.happened_before))
        if of.timed is not None:
            yield self._timed(of.timed, _of(of, of.created_after, of.created_before))

    def _written(self, filter: Filter) -> Iterator[Cases]:
        asked = _of(filter, filter.written_after, filter.written_before)
        so = [
            condition if wanted else ~condition
            for wanted, condition in (
                (filter.sent, items.c.state.in_(SENT)),
                (filter.delivered, items.c.state == ItemState.DELIVERED),
                (filter.undelivered, items.c.state == ItemState.FAILED),
            )
            if wanted is not None
        ]
        if so or filter.written_after or filter.written_before:
            yield messages(asked, *so)

    def _promised(self, filter: Filter) -> Iterator[Cases]:
        asked = _of(filter, filter.created_after, filter.created_before)
        for how in ("kept", "broken", "owed", "unanswered"):
            if kind := getattr(filter, how):
                yield clocks_that(how, kind, asked)


def _of(filter: Filter, since: datetime | None = None, until: datetime | None = None) -> Asked:
    window = Window(since or _EVER.start, until or _EVER.end)
    return _asked(filter.workspace, window, filter.queue_then, filter.now or _EVER.end)


def _asked(workspace: str, window: Window, queue: str | None, now: datetime) -> Asked:
    return Asked(workspace=workspace, window=window, queue=queue, now=now)
