"""The people of the desk: who is away, whose turn it was, and how much each has open."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from bot.rules.approvers import Actor
from bot.rules.assignment import Colleague
from bot.rules.calendars.week import Window
from store.rows import Rows
from store.tables import audit, escalations, people


class People(Rows):
    def colleagues(self, workspace: str, who: Iterable[Actor]) -> Sequence[Colleague]:
        """Locked when writing, in the order of their ids: two escalations that open at once are
        not both the next one's.
        """
        wanted = {each.id: each for each in who}
        if self.writing:
            for id in sorted(wanted):
                self._insert_once(people, workspace=workspace, id=id)
        rows = self._all(
            self._for_update(
                select(people)
                .where(people.c.workspace == workspace, people.c.id.in_(wanted))
                .order_by(people.c.id)
            )
        )
        known = {row.id: row for row in rows}
        counted = self._open_of(workspace, wanted)
        return [
            Colleague(
                who=actor,
                away_until=known[id].away_until if id in known else None,
                last_assigned_at=known[id].last_assigned_at if id in known else None,
                open=counted.get(id, 0),
            )
            for id, actor in sorted(wanted.items())
        ]

    def away_until(self, workspace: str, id: str) -> datetime | None:
        row = self._one(
            select(people.c.away_until).where(people.c.workspace == workspace, people.c.id == id)
        )
        return row.away_until if row else None

    def was_assigned(self, workspace: str, who: Actor, at: datetime) -> None:
        self._update(people, {"workspace": workspace, "id": who.id}, last_assigned_at=at)

    def set_away(self, workspace: str, who: Actor, until: datetime | None) -> None:
        """None: they are back."""
        self._insert_once(people, workspace=workspace, id=who.id)
        self._update(people, {"workspace": workspace, "id": who.id}, away_until=until)

    def closed_by(self, workspace: str, who: str, window: Window) -> Mapping[str, int]:
        did_it = (
            select(audit.c.seq)
            .where(
                audit.c.escalation_id == escalations.c.id,
                audit.c.at == escalations.c.closed_at,
                audit.c.actor.contains(f'"id":"{who}"', autoescape=True),
            )
            .exists()
        )
        counted = (
            select(escalations.c.status, func.count().label("number"))
            .where(
                escalations.c.workspace == workspace,
                escalations.c.closed_at >= window.start,
                escalations.c.closed_at < window.end,
                did_it,
            )
            .group_by(escalations.c.status)
        )
        return {row.status: row.number for row in self._all(counted)}

    def open_of(self, workspace: str, who: str) -> int:
        return self._open_of(workspace, [who]).get(who, 0)

    def _open_of(self, workspace: str, ids: Iterable[str]) -> dict[str, int]:
        rows = self._all(
            select(escalations.c.assignee, func.count().label("number"))
            .where(
                escalations.c.workspace == workspace,
                escalations.c.assignee.in_(ids),
                escalations.c.open_until.is_not(None),
            )
            .group_by(escalations.c.assignee)
        )
        return {row.assignee: row.number for row in rows}
