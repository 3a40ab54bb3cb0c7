from store.store import SqlStore


async def test_first(store: SqlStore) -> None:
    await store.ping()
    assert await store.schema_version() == store.expected_version()
