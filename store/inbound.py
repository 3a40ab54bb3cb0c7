"""What is done once: Slack's events, writes that carry an `Idempotency-Key`, a day's post."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.errors import KeyReused
from bot.ports import Receipt, StoredAnswer
from store.prebuilt import Prebuilt
from store.records import HEADERS
from store.rows import Rows
from store.tables import idempotency, inbox, periods, suppressed

_RECEIPT = Prebuilt(
    select(idempotency).where(
        idempotency.c.key_id == bindparam("key_id"),
        idempotency.c.path == bindparam("path"),
        idempotency.c.key == bindparam("key"),
    )
)


class Inbound(Rows):
    def has_seen(self, source: str, key: str) -> bool:
        seen = select(inbox.c.source).where(inbox.c.source == source, inbox.c.dedupe_key == key)
        return self._one(seen) is not None

    def first_time(self, source: str, key: str, at: datetime) -> bool:
        if not self.driver.hopeful:
            return self._insert_once(inbox, source=source, dedupe_key=key, received_at=at)
        self._insert(inbox, source=source, dedupe_key=key, received_at=at)
        return True  # it is, nearly always; if not, the second try finds it there

    def suppress(self, escalation_id: str, what: str, at: datetime) -> None:
        id = f"sup_{secrets.token_hex(12)}"
        self._insert(suppressed, id=id, escalation_id=escalation_id, what=what, at=at)

    def begin_period(self, kind: str, queue: str, period: str, at: datetime) -> bool:
        return self._insert_once(periods, kind=kind, queue=queue, period=period, at=at)

    def answer_once(self, receipt: Receipt, work: Callable[[], Any]) -> Any:
        """The answer given before, or the work and its answer in this same transaction."""
        stored = self._stored_answer(receipt)
        if stored is not None:
            return stored
        result = work()
        answer = receipt.render(result)
        self._insert(
            idempotency,
            key_id=receipt.key_id,
            path=receipt.path,
            key=receipt.key,
            fingerprint=receipt.fingerprint,
            status=answer.status,
            body=answer.body,
            headers=HEADERS.dump(answer.headers),
            at=self.clock.now(),
        )
        return result

    def _stored_answer(self, receipt: Receipt) -> StoredAnswer | None:
        row = self._one(_RECEIPT, key_id=receipt.key_id, path=receipt.path, key=receipt.key)
        if row is None:
            return None
        if row.fingerprint != receipt.fingerprint:
            raise KeyReused
        return StoredAnswer(
            status=row.status, body=row.body, headers=HEADERS.load(row.headers), replayed=True
        )
