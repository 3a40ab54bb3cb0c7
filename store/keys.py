"""API keys: who may call, as the gateway finds them by the hash of what was shown once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from bot.ports import ApiKey
from store.prebuilt import Prebuilt
from store.records import SCOPES
from store.rows import Rows
from store.tables import api_keys

_BY_HASH = Prebuilt(select(api_keys).where(api_keys.c.hash == bindparam("hash")))


class Keys(Rows):
    def key_by_hash(self, hash: str) -> ApiKey | None:
        row = self._one(_BY_HASH, hash=hash)
        return _key(row) if row else None

    def add_key(self, key: ApiKey, hash: str) -> None:
        self._insert(
            api_keys,
            id=key.id,
            hash=hash,
            name=key.name,
            workspace=key.workspace,
            scopes=SCOPES.dump(key.scopes),
            created_at=key.created_at,
            expires_at=key.expires_at,
            revoked_at=key.revoked_at,
            last_used_at=key.last_used_at,
        )

    def keys(self) -> Sequence[ApiKey]:
        return [
            _key(row)
            for row in self._all(select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id))
        ]

    def workspaces_with_keys(self) -> Sequence[str]:
        wanted = select(api_keys.c.workspace).distinct().order_by(api_keys.c.workspace)
        return [row.workspace for row in self._all(wanted)]

    def revoke_key(self, id: str, at: datetime) -> bool:
        return bool(
            self._count(
                api_keys.update()
                .where(api_keys.c.id == id, api_keys.c.revoked_at.is_(None))
                .values(revoked_at=at)
            )
        )

    def touch_key(self, id: str, at: datetime) -> None:
        self._count(api_keys.update().where(api_keys.c.id == id).values(last_used_at=at))


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        workspace=row.workspace,
        scopes=SCOPES.load(row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )
