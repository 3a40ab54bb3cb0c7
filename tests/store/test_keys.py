from dataclasses import replace
from datetime import timedelta

from bot.ports import ApiKey
from store.store import SqlStore
from tests.makers import NINE

KEY = ApiKey(
    id="key_1",
    name="bot",
    workspace="default",
    scopes=frozenset({"turns:write", "admin"}),
    created_at=NINE,
    expires_at=NINE + timedelta(days=90),
)


async def test_a_key_is_found_by_its_hash_and_by_nothing_else(store: SqlStore) -> None:
    await store.write(lambda memory: memory.add_key(KEY, "h1"))

    assert await store.read(lambda memory: memory.key_by_hash("h1")) == KEY
    assert await store.read(lambda memory: memory.key_by_hash("h2")) is None


async def test_keys_are_listed_in_the_order_they_were_made(store: SqlStore) -> None:
    second = replace(KEY, id="key_0", created_at=NINE + timedelta(days=1))
    await store.write(lambda memory: memory.add_key(second, "h2"))
    await store.write(lambda memory: memory.add_key(KEY, "h1"))

    assert await store.read(lambda memory: memory.keys()) == [KEY, second]


async def test_a_key_is_revoked_once_and_remembers_its_last_use(store: SqlStore) -> None:
    await store.write(lambda memory: memory.add_key(KEY, "h1"))
    await store.write(lambda memory: memory.touch_key("key_1", NINE))

    assert await store.write(lambda memory: memory.revoke_key("key_1", NINE)) is True
    assert await store.write(lambda memory: memory.revoke_key("key_1", NINE)) is False
    assert await store.write(lambda memory: memory.revoke_key("key_9", NINE)) is False
    found = await store.read(lambda memory: memory.key_by_hash("h1"))
    assert found == replace(KEY, revoked_at=NINE, last_used_at=NINE)
