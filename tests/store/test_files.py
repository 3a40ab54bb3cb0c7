from dataclasses import replace

from bot.rules.files import StoredFile
from store.store import SqlStore
from tests.makers import NINE

FILE = StoredFile(
    id="fil_1",
    workspace="default",
    conversation_id="conv-1",
    item_id="msg_1",
    name="kettle ä.png",
    mimetype="image/png",
    size=256,
    sha256="0" * 64,
    at=NINE,
    content=bytes(range(256)),
)


async def test_a_file_comes_back_byte_for_byte_and_only_where_it_belongs(store: SqlStore) -> None:
    await store.write(lambda memory: memory.add_file(FILE))

    assert await store.read(lambda memory: memory.file("default", "conv-1", "fil_1")) == FILE
    assert await store.read(lambda memory: memory.file("default", "conv-2", "fil_1")) is None
    assert await store.read(lambda memory: memory.file("other", "conv-1", "fil_1")) is None


async def test_files_are_dropped_with_their_message_and_no_others(store: SqlStore) -> None:
    other = replace(FILE, id="fil_2", item_id="msg_2")
    await store.write(lambda memory: memory.add_file(FILE))
    await store.write(lambda memory: memory.add_file(other))
    await store.write(lambda memory: memory.drop_files("msg_1"))

    assert await store.read(lambda memory: memory.file("default", "conv-1", "fil_1")) is None
    assert await store.read(lambda memory: memory.file("default", "conv-1", "fil_2")) == other
