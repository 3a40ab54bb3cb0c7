"""Who is on call, as managers have set it: what was in force before stays known."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, and_, func, select

from bot.rules.rota import Schedule
from store.records import ACTOR, ROTA
from store.rows import Rows
from store.tables import schedules


class Schedules(Rows):
    def schedules(self, workspace: str) -> Mapping[str, Schedule]:
        latest = (
            select(schedules.c.rota, func.max(schedules.c.version).label("version"))
            .where(schedules.c.workspace == workspace)
            .group_by(schedules.c.rota)
            .subquery()
        )
        is_latest = and_(schedules.c.rota == latest.c.rota, schedules.c.version == latest.c.version)
        rows = self._all(
            select(schedules).join(latest, is_latest).where(schedules.c.workspace == workspace)
        )
        return {row.rota: _schedule(row) for row in rows}

    def schedule_history(self, workspace: str, rota: str) -> Sequence[Schedule]:
        rows = self._all(
            select(schedules)
            .where(schedules.c.workspace == workspace, schedules.c.rota == rota)
            .order_by(schedules.c.version)
        )
        return [_schedule(row) for row in rows]

    def set_schedule(self, workspace: str, schedule: Schedule) -> bool:
        return self._insert_once(
            schedules,
            workspace=workspace,
            rota=schedule.rota.name,
            version=schedule.version,
            set_at=schedule.set_at,
            set_by=ACTOR.dump(schedule.set_by),
            record=ROTA.dump(schedule.rota),
        )


def _schedule(row: Row[Any]) -> Schedule:
    return Schedule(
        rota=ROTA.load(row.record),
        version=row.version,
        set_at=row.set_at,
        set_by=ACTOR.load(row.set_by),
    )
