"""What people should have done by now, over the partial index of what is open: of any number."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, true

from bot.rules.weekly.report import Late
from store.open_cards import DUE
from store.rows import Rows
from store.tables import escalations, threads

_OF = escalations.c


class Overdue(Rows):
    def late(
        self, workspace: str, queue: str | None, now: datetime, limit: int
    ) -> tuple[Sequence[Late], int]:
        is_late = (
            _OF.workspace == workspace,
            _OF.open_until.is_not(None),
            true() if queue is None else _OF.queue == queue,
            now > DUE,
        )
        counted = self._only(select(func.count()).select_from(escalations).where(*is_late))[0]
        latest = (
            select(_OF.queue, _OF.reason, DUE.label("due_at"), threads.c.permalink)
            .select_from(escalations.outerjoin(threads))
            .where(*is_late)
            .order_by(DUE, _OF.id)
            .limit(limit)
        )
        found = [
            Late(
                queue=row.queue,
                reason=row.reason,
                seconds=(now - row.due_at).total_seconds(),
                permalink=row.permalink or "",
            )
            for row in self._all(latest)
        ]
        return found, counted
