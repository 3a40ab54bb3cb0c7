"""Escalations: the record as it is now, every version it had, its thread and what was run."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, and_, bindparam, func, or_, select

from bot.errors import NotFound
from bot.ports import Change
from bot.rules.escalation import Escalation, Thread
from bot.rules.keeping import due_first
from bot.rules.on_time import next_at
from bot.rules.phases import newly_reached
from bot.rules.policy import Priority
from bot.rules.status import Kind
from bot.rules.turn import Turn
from store.beside import CALLING, Beside, in_hours
from store.driver import Question
from store.prebuilt import Prebuilt
from store.records import ESCALATION, TURN
from store.rows import Wanted
from store.tables import changes, contexts, escalations, threads

WITH_THREAD = select(
    escalations.c.workspace,
    escalations.c.conversation_id,
    escalations.c.record,
    escalations.c.told_at,
    escalations.c.executed_at,
    threads.c.team,
    threads.c.channel,
    threads.c.root_ts,
    threads.c.permalink,
    threads.c.posted_at,
).select_from(escalations.outerjoin(threads))
RECENT_WAITS = 200
_OPEN = escalations.c.open_until.is_not(None)
_IN_CONVERSATION = WITH_THREAD.where(
    escalations.c.workspace == bindparam("workspace"),
    escalations.c.conversation_id == bindparam("conversation_id"),
)
_NEWEST = (escalations.c.created_at.desc(), escalations.c.id.desc())


def _looked_at_or_locked(wanted: Wanted, *, by_key: bool = False) -> tuple[Prebuilt, Prebuilt]:
    locked = wanted.with_for_update(of=escalations, key_share=True)
    return Prebuilt(wanted, by_key=by_key), Prebuilt(locked)


_BY_ID = _looked_at_or_locked(WITH_THREAD.where(escalations.c.id == bindparam("id")), by_key=True)
_OPEN_IN_CONVERSATION = _looked_at_or_locked(
    _IN_CONVERSATION.where(_OPEN).order_by(escalations.c.created_at, escalations.c.id)
)
_LAST_WITH_DIGEST = _looked_at_or_locked(
    _IN_CONVERSATION.where(escalations.c.action_digest == bindparam("digest"))
    .order_by(*_NEWEST)
    .limit(1)
)
_URGENCY = {each: number for number, each in enumerate(reversed(Priority))}
_DUE = Prebuilt(
    select(escalations.c.id)
    .where(
        or_(
            escalations.c.next_at <= bindparam("now"),
            escalations.c.open_until <= bindparam("now"),  # the version before knows only this
        )
    )
    .order_by(
        func.coalesce(escalations.c.urgency, _URGENCY[Priority.NORMAL]), escalations.c.created_at
    )
    .limit(bindparam("limit", type_=Integer()))
)
_ID = select(escalations.c.id)


def _is_unplanned(before: Any) -> ColumnElement[bool]:
    return and_(_OPEN, or_(escalations.c.next_at.is_(None), escalations.c.next_at < before))


_UNPLANNED = Prebuilt(
    _ID.where(_is_unplanned(bindparam("before"))).limit(bindparam("limit", type_=Integer()))
)
_PLAN = Prebuilt(
    escalations.update()
    .where(escalations.c.id == bindparam("of"))
    .values(next_at=bindparam("next_at"))
)


def by_id(id: str) -> Question:
    return _BY_ID[False], {"id": id}


def open_in_conversation(workspace: str, id: str) -> Question:
    return _OPEN_IN_CONVERSATION[False], {"workspace": workspace, "conversation_id": id}


def last_with_digest(workspace: str, conversation_id: str, digest: str) -> Question:
    its = {"workspace": workspace, "conversation_id": conversation_id, "digest": digest}
    return _LAST_WITH_DIGEST[False], its


class Escalations(Beside):
    def escalation(self, id: str, *, workspace: str | None = None) -> Escalation:
        row = self._one(_BY_ID[self.locking], id=id)
        if row is None or workspace not in {None, row.workspace}:
            raise NotFound
        self.workspaces[id] = row.workspace
        return escalation_of(row)

    def belongs_to(self, id: str) -> tuple[str, str]:
        """Its workspace and its conversation, without reading the whole record."""
        row = self._one(_BY_ID[False], id=id)
        if row is None:
            raise NotFound
        return row.workspace, row.conversation_id

    def add(self, escalation: Escalation, *, turn: Turn) -> None:
        self._insert(
            escalations,
            id=escalation.id,
            workspace=escalation.workspace,
            conversation_id=escalation.conversation_id,
            kind=escalation.kind,
            action_digest=escalation.action_digest,
            created_at=escalation.created_at,
            told_at=escalation.told_at,
            customer_id=escalation.customer_id or None,
            confidence=turn.confidence,
            **_columns(escalation),
        )
        self._insert(contexts, escalation_id=escalation.id, turn=TURN.dump(turn))
        self.opened.add(escalation.id)
        self.workspaces[escalation.id] = escalation.workspace
        self._measure_new(escalation, turn)
        self._record_change(escalation, "opened", escalation.created_at, turned=1)

    def save(self, escalation: Escalation, *, was: Escalation, change: str, at: datetime) -> None:
        if escalation == was:
            return
        self._measure(was, escalation, at)
        self._take(was, escalation, change, at)
        self._change(escalations, {"id": was.id, "version": was.version}, **_columns(escalation))
        turned = int(escalation.is_open) - int(was.is_open)
        self._record_change(escalation, change, at, turned=turned, was_of=_was_of(was, escalation))
        self.reach(was, escalation)

    def reach(self, was: Escalation, now_is: Escalation) -> None:
        self.reached += newly_reached(was, now_is)

    def open_in_conversation(self, workspace: str, id: str) -> Sequence[Escalation]:
        wanted = _OPEN_IN_CONVERSATION[self.locking]
        rows = self._all(wanted, workspace=workspace, conversation_id=id)
        return [escalation_of(row) for row in rows]

    def last_with_digest(
        self, workspace: str, conversation_id: str, digest: str
    ) -> Escalation | None:
        row = self._one(
            _LAST_WITH_DIGEST[self.locking],
            workspace=workspace,
            conversation_id=conversation_id,
            digest=digest,
        )
        return escalation_of(row) if row else None

    def last_handoff(self, workspace: str, conversation_id: str) -> Escalation | None:
        found = self._list(
            WITH_THREAD.where(
                escalations.c.workspace == workspace,
                escalations.c.conversation_id == conversation_id,
                or_(escalations.c.kind == Kind.HANDOFF, escalations.c.taken_at.is_not(None)),
            )
            .order_by(escalations.c.created_at.desc(), escalations.c.id.desc())
            .limit(1)
        )
        return found[0] if found else None

    def handoffs(self, workspace: str, conversation_id: str, since: datetime) -> int:
        began = or_(
            changes.c.type == "reopened",
            and_(changes.c.type == "opened", escalations.c.kind == Kind.HANDOFF),
        )
        row = self._one(
            select(func.count().label("counted"))
            .select_from(changes.join(escalations, escalations.c.id == changes.c.escalation_id))
            .where(
                escalations.c.workspace == workspace,
                escalations.c.conversation_id == conversation_id,
                changes.c.at > since,
                began,
            )
        )
        return row.counted if row else 0

    def waits(self, workspace: str, queue: str, since: datetime) -> Sequence[float]:
        rows = self._all(
            select(escalations.c.record)
            .where(
                escalations.c.workspace == workspace,
                escalations.c.queue == queue,
                escalations.c.taken_at >= since,
            )
            .order_by(escalations.c.taken_at.desc())
            .limit(RECENT_WAITS)
        )
        waited = (ESCALATION.load(row.record).waited for row in rows)
        return [seconds for seconds in waited if seconds is not None]

    def of_customer(
        self, workspace: str, customer_id: str, *, but: str, limit: int
    ) -> Sequence[Escalation]:
        return self._list(
            WITH_THREAD.where(
                escalations.c.workspace == workspace,
                escalations.c.customer_id == customer_id,
                escalations.c.id != but,
            )
            .order_by(escalations.c.created_at.desc(), escalations.c.id.desc())
            .limit(limit)
        )

    def due(self, now: datetime, limit: int) -> Sequence[str]:
        return [row.id for row in self._all(_DUE, now=now, limit=limit)]

    def plan(self, escalation: Escalation) -> None:
        self._count(_PLAN, of=escalation.id, next_at=next_at(escalation))

    def open_ids(
        self, workspace: str | None, queue: str | None, after: str, limit: int
    ) -> Sequence[str]:
        wanted = _ID.where(_OPEN, escalations.c.id > after).order_by(escalations.c.id).limit(limit)
        for column, value in ((escalations.c.workspace, workspace), (escalations.c.queue, queue)):
            if value is not None:
                wanted = wanted.where(column == value)
        return [row.id for row in self._all(wanted)]

    def unplanned(self, before: datetime, limit: int) -> Sequence[str]:
        return [row.id for row in self._all(_UNPLANNED, before=before, limit=limit)]

    def is_unplanned(self, id: str, before: datetime) -> bool:
        found = _ID.where(escalations.c.id == id, _is_unplanned(before))
        return self._one(found) is not None

    def planned_at(self, id: str) -> datetime | None:
        row = self._one(select(escalations.c.next_at).where(escalations.c.id == id))
        return row.next_at if row else None

    def open_behind(self, id: str, limit: int) -> Sequence[tuple[Escalation, datetime | None]]:
        rows = WITH_THREAD.add_columns(escalations.c.next_at).where(_OPEN, escalations.c.id > id)
        return [
            (escalation_of(row), row.next_at)
            for row in self._all(rows.order_by(escalations.c.id).limit(limit))
        ]

    def changes(self, escalation_id: str, after: int) -> Sequence[Change]:
        return [
            Change(
                version=row.version,
                type=row.type,
                at=row.at,
                escalation=ESCALATION.load(row.record),
            )
            for row in self._all(
                select(changes)
                .where(changes.c.escalation_id == escalation_id, changes.c.version > after)
                .order_by(changes.c.version)
            )
        ]

    def _record_change(
        self,
        escalation: Escalation,
        type_: str,
        at: datetime,
        *,
        turned: int,
        was_of: str | None = None,
    ) -> None:
        self._insert(
            changes,
            escalation_id=escalation.id,
            version=escalation.version,
            type=type_,
            at=at,
            record=ESCALATION.dump(escalation),
            workspace=escalation.workspace,
            turned=turned,
            in_hours=in_hours(escalation, at) if type_ in CALLING else None,
            was_of=was_of,
        )
        self.touched.add(escalation.id)

    def _list(self, wanted: Wanted) -> list[Escalation]:
        return [escalation_of(row) for row in self._all(self._locked(wanted))]

    def _locked(self, wanted: Wanted) -> Wanted:
        return wanted.with_for_update(of=escalations, key_share=True) if self.locking else wanted


def _was_of(was: Escalation, now_is: Escalation) -> str | None:
    queue = was.promise.queue
    return None if now_is.promise.queue == queue else queue


def _columns(escalation: Escalation) -> dict[str, Any]:
    """Those that change with the record; others have a life of their own."""
    return {
        "status": escalation.status,
        "queue": escalation.promise.queue,
        "reason": escalation.reason,
        "open_until": escalation.expires_at if escalation.is_open else None,
        "due_first": due_first(escalation) if escalation.is_open else None,
        "next_at": next_at(escalation),
        "urgency": _URGENCY[escalation.priority],
        "closed_at": escalation.closed_at,
        "version": escalation.version,
        "taken_at": escalation.taken_at,
        "assignee": escalation.assignee.id if escalation.assignee else None,
        "record": ESCALATION.dump(escalation),
    }


def thread_of(row: Row[Any]) -> Thread:
    return Thread(
        team=row.team,
        channel=row.channel,
        root_ts=row.root_ts,
        permalink=row.permalink,
        posted_at=row.posted_at,
    )


def escalation_of(row: Row[Any]) -> Escalation:
    beside = {"told_at": row.told_at, "executed_at": row.executed_at, "thread": None}
    escalation = replace(ESCALATION.load(row.record), **beside)
    return escalation if row.root_ts is None else escalation.hung(thread_of(row))
