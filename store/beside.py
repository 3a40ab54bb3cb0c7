"""Beside each record, in rows that SQL can count: what a week's figures ask of it.

They are written with the record, in the same transaction, and hold nothing that is not in it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.rules.calendars.open_time import open_seconds, opening
from bot.rules.clock import Clock
from bot.rules.correction import distance
from bot.rules.escalation import Escalation
from bot.rules.status import Status
from bot.rules.timed import is_done
from bot.rules.turn import Turn
from bot.rules.waits import asked_from, reached_at, waits
from store.prebuilt import Prebuilt
from store.records import TURN
from store.rows import Rows
from store.tables import clocks, contexts, measures, taken
from store.tables import waits as waits_table

CALLING = ("climbed", "reminded", "breached", "asked")
"""Changes by which the clock calls people."""
TAKING = ("claimed", "taken_over", "answered", "voted", "decided", "resolved", "handed_back")
"""Changes by which a person has it, or had a say in it."""
_CONTEXT = Prebuilt(
    select(contexts.c.turn).where(contexts.c.escalation_id == bindparam("escalation_id"))
)
_PAST = Prebuilt(
    select(measures.c.rested, measures.c.resolved_at, measures.c.reached_at).where(
        measures.c.escalation_id == bindparam("escalation_id")
    )
)


class Beside(Rows):
    def _measure_new(self, escalation: Escalation, turn: Turn) -> None:
        began = {
            "topic": turn.topic,
            "confidence": turn.confidence,
            "waited_from": asked_from(turn, escalation.created_at),
        }
        by = {"escalation_id": escalation.id}
        self._put(measures, by, **_measures(escalation), **began)
        self._time(None, escalation, escalation.created_at)

    def _measure(self, was: Escalation, now_is: Escalation, at: datetime) -> None:
        by = {"escalation_id": now_is.id}
        changed, more = _measures(now_is), self._more(was, now_is, at)
        if more or changed != _measures(was):
            self._put(measures, by, **changed, **more)
        self._time(was, now_is, at)

    def _take(self, was: Escalation, now_is: Escalation, change: str, at: datetime) -> None:
        """Only the first of them counts, and what the clock did in place of a person does not."""
        by = now_is.closed_by
        if change in TAKING and not (by and by.type != "human" and now_is.closed_at == at):
            values = {"escalation_id": was.id, "at": at, "queue": was.promise.queue}
            self._insert_if_new(taken, **values)

    def _time(self, was: Escalation | None, now_is: Escalation, at: datetime) -> None:
        """Clocks and waits that this change has touched. What ended with a transfer was still the
        old team's.
        """
        is_moved = was is not None and was.promise.queue != now_is.promise.queue
        before = was.timing.clocks if was else ()
        for clock in now_is.timing.clocks:
            if clock not in before or (is_moved and clock.is_owed):
                of = now_is if was is None or clock.is_owed else was
                by = {"escalation_id": now_is.id, "kind": clock.kind, "number": clock.number}
                self._put(clocks, by, **_clock(clock, of))
        for wait in waits(was, now_is, at):
            self._put(
                waits_table,
                {"escalation_id": now_is.id, "began_at": wait.began_at},
                queue=(was or now_is).promise.queue,
                ended_at=wait.ended_at,
                how=wait.how,
                open_seconds=wait.open_seconds,
            )

    def _more(self, was: Escalation, now_is: Escalation, at: datetime) -> dict[str, Any]:
        """What is known only at the moment of the change."""
        more: dict[str, Any] = {}
        calendar, reached = was.promise.calendar, reached_at(now_is)
        past = self._one(_PAST, escalation_id=was.id) if now_is.reopened else None
        if reached and not reached_at(was) and not (past and past.reached_at):
            open = open_seconds(calendar, was.created_at, reached) if calendar else None
            more |= {"reached_at": reached, "reached_open": open}
        if now_is.is_open == was.is_open:
            return more
        if now_is.is_open and was.closed_at:
            rested = (past.rested if past else None) or 0.0
            return {**more, "rested": rested + (at - was.closed_at).total_seconds()}
        if is_done(now_is) and not (past and past.resolved_at):
            more["resolved_at"] = now_is.closed_at
        if now_is.status is Status.EDITED and (row := self._one(_CONTEXT, escalation_id=was.id)):
            more["edit_share"] = distance(now_is, TURN.load(row.turn))
        return more


def in_hours(escalation: Escalation, at: datetime) -> bool | None:
    """Whether its team was there then; None without a calendar."""
    calendar = escalation.promise.calendar
    return opening(calendar, at).open_now if calendar else None


def _measures(escalation: Escalation) -> dict[str, Any]:
    calendar, began = escalation.promise.calendar, escalation.created_at
    closed = escalation.closed_at
    return {
        "workspace": escalation.workspace,
        "queue": escalation.promise.queue,
        "kind": escalation.kind,
        "reason": escalation.reason,
        "stakes": escalation.stakes,
        "created_at": began,
        "status": escalation.status,
        "has_hours": calendar is not None,
        "calendar": calendar.version if calendar else None,
        "closed_at": closed,
        "closed_open": open_seconds(calendar, began, closed) if calendar and closed else None,
        "by_people": escalation.closed_by.type == "human" if escalation.closed_by else None,
        "steps": escalation.climb.taken if escalation.climb else 0,
    }


def _clock(clock: Clock, escalation: Escalation) -> dict[str, Any]:
    return {
        "queue": escalation.promise.queue,
        "status": clock.status,
        "why": clock.why,
        "due_at": clock.due_at,
        "satisfied_at": clock.satisfied_at,
        "stopped_at": clock.stopped_at,
        "overrun": _overrun(clock, escalation),
    }


def _overrun(clock: Clock, escalation: Escalation) -> float | None:
    """Satisfied late, or so late when it was given up."""
    if clock.breached_at is None or clock.is_owed:
        return None
    if clock.satisfied_at:
        return clock.overrun
    time = clock.time(escalation.promise.calendar)
    due_at, ended_at = clock.due_at or clock.breached_at, clock.stopped_at or clock.breached_at
    return open_seconds(time, due_at, ended_at)
