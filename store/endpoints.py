"""Where agents hear webhooks, and how that went lately."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.rules.endpoint import Endpoint, endpoint_of
from store.rows import Rows
from store.tables import endpoints


class Endpoints(Rows):
    def endpoint(self, workspace: str, url: str) -> Endpoint:
        """Locked when writing: it is about to be changed by what was just heard of it."""
        unknown = endpoint_of(workspace, url)
        wanted = self._for_update(select(endpoints).where(endpoints.c.id == unknown.id))
        row = self._one(wanted)
        return _endpoint(row) if row else unknown

    def save_endpoint(self, endpoint: Endpoint) -> None:
        values = asdict(endpoint)
        dialect = sqlite if self._is_sqlite else postgresql
        self.connection.execute(
            dialect.insert(endpoints)
            .values(**values)
            .on_conflict_do_update(index_elements=["id"], set_=values)
        )

    def enable_endpoint(self, id: str) -> bool:
        """Locks nothing unless there is something to enable."""
        return bool(
            self._count(
                endpoints.update()
                .where(endpoints.c.id == id, endpoints.c.disabled_at.is_not(None))
                .values(disabled_at=None, disabled_because="", failing_since=None)
            )
        )

    def endpoints(self) -> Sequence[Endpoint]:
        ordered = select(endpoints).order_by(endpoints.c.workspace, endpoints.c.url)
        return [_endpoint(row) for row in self._all(ordered)]


def _endpoint(row: Row[Any]) -> Endpoint:
    return Endpoint(
        id=row.id,
        workspace=row.workspace,
        url=row.url,
        last_success_at=row.last_success_at,
        last_failure_at=row.last_failure_at,
        failing_since=row.failing_since,
        last_error=row.last_error,
        disabled_at=row.disabled_at,
        disabled_because=row.disabled_because,
    )
