"""What people said to customers: waiting, then in the stream under a number without gaps."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from bot.ports import Topic
from bot.rules.conversation import CustomerMessage, Item, topic_of
from bot.rules.files import StoredFile
from store.records import CUSTOMER_MESSAGE, ITEM
from store.rows import Rows
from store.tables import customer_messages, files, items

MOST_AT_ONCE = 100


class Items(Rows):
    def add_item(self, item: Item) -> bool:
        added = self._insert_once(
            items,
            id=item.id,
            workspace=item.workspace,
            conversation_id=item.conversation_id,
            escalation_id=item.escalation_id,
            source=item.source or None,
            at=item.at,
            **_columns(item),
        )
        self._tell(item)
        return added

    def save_item(self, item: Item) -> None:
        self._count(items.update().where(items.c.id == item.id).values(**_columns(item)))
        self._tell(item)

    def item(self, id: str) -> Item | None:
        row = self._one(select(items.c.record).where(items.c.id == id))
        return ITEM.load(row.record) if row else None

    def item_from(self, source: str) -> Item | None:
        row = self._one(select(items.c.record).where(items.c.source == source))
        return ITEM.load(row.record) if row else None

    def stream(
        self, workspace: str, conversation_id: str, after: int, limit: int
    ) -> Sequence[Item]:
        rows = self._all(
            select(items.c.record)
            .where(
                items.c.workspace == workspace,
                items.c.conversation_id == conversation_id,
                items.c.seq > after,
            )
            .order_by(items.c.seq)
            .limit(limit)
        )
        return [ITEM.load(row.record) for row in rows]

    def waiting_items(self, workspace: str, conversation_id: str) -> Sequence[Item]:
        rows = self._all(
            select(items.c.record).where(
                items.c.workspace == workspace,
                items.c.conversation_id == conversation_id,
                items.c.due_at.is_not(None),
            )
        )
        return sorted((ITEM.load(row.record) for row in rows), key=lambda item: item.ts)

    def conversations_to_pass_on(self, now: datetime) -> Sequence[tuple[str, str, str]]:
        rows = self._all(
            select(
                items.c.workspace,
                items.c.conversation_id,
                func.min(items.c.escalation_id).label("escalation_id"),
            )
            .where(items.c.due_at <= now)
            .group_by(items.c.workspace, items.c.conversation_id)
            .order_by(func.min(items.c.due_at))
            .limit(MOST_AT_ONCE)
        )
        return [(row.workspace, row.conversation_id, row.escalation_id) for row in rows]

    def next_to_pass_on(self) -> datetime | None:
        return self._only(select(func.min(items.c.due_at)).where(items.c.due_at.is_not(None)))[0]

    def add_file(self, file: StoredFile) -> None:
        values = {field.name: getattr(file, field.name) for field in fields(file)}
        self._count(files.insert().values(**values))

    def file(self, workspace: str, conversation_id: str, id: str) -> StoredFile | None:
        row = self._one(
            select(files).where(
                files.c.workspace == workspace,
                files.c.conversation_id == conversation_id,
                files.c.id == id,
            )
        )
        return StoredFile(**row._asdict()) if row else None

    def drop_files(self, item_id: str) -> None:
        self._count(files.delete().where(files.c.item_id == item_id))

    def customer_message(
        self, workspace: str, conversation_id: str, id: str
    ) -> CustomerMessage | None:
        row = self._one(
            select(customer_messages.c.record).where(
                customer_messages.c.workspace == workspace,
                customer_messages.c.conversation_id == conversation_id,
                customer_messages.c.id == id,
            )
        )
        return CUSTOMER_MESSAGE.load(row.record) if row else None

    def save_customer_message(self, message: CustomerMessage) -> None:
        key = {
            "workspace": message.workspace,
            "conversation_id": message.conversation_id,
            "id": message.id,
        }
        record = CUSTOMER_MESSAGE.dump(message)
        if not self._count(
            customer_messages.update()
            .where(*(customer_messages.c[name] == value for name, value in key.items()))
            .values(record=record)
        ):
            self._insert(customer_messages, **key, at=message.at, record=record)

    def customer_messages(
        self, workspace: str, conversation_id: str, since: datetime
    ) -> Sequence[CustomerMessage]:
        rows = self._all(
            select(customer_messages.c.record)
            .where(
                customer_messages.c.workspace == workspace,
                customer_messages.c.conversation_id == conversation_id,
                customer_messages.c.at >= since,
            )
            .order_by(customer_messages.c.at, customer_messages.c.id)
        )
        return [CUSTOMER_MESSAGE.load(row.record) for row in rows]

    def _tell(self, item: Item) -> None:
        if item.seq is not None:
            self.touched.add(topic_of(item.workspace, item.conversation_id))
        elif item.due_at is not None:
            self.touched.add(Topic.RELAY)


def _columns(item: Item) -> dict[str, Any]:
    return {
        "seq": item.seq,
        "due_at": item.due_at,
        "type": item.type,
        "state": item.state,
        "acted_at": item.acted_at,
        "delivered_at": item.delivered_at,
        "holds": item.holds,
        "corrects": item.corrects or None,
        "record": ITEM.dump(item),
    }
