"""A file of a message to the customer: seen with its message, or not at all."""

from bot.errors import NotFound
from bot.ports import Desk, Memory
from bot.rules.files import StoredFile


async def read_file(desk: Desk, conversation_id: str, id: str, *, workspace: str) -> StoredFile:
    """One of a message that is held or was taken back is not there (F7)."""

    def look(memory: Memory) -> StoredFile:
        file = memory.file(workspace, conversation_id, id)
        item = memory.item(file.item_id) if file else None
        if file is None or item is None or item.seq is None:
            raise NotFound("There is no such file in this conversation.")
        if id not in {entry["id"] for entry in item.files}:
            raise NotFound("There is no such file in this conversation.")
        return file

    return await desk.store.read(look)
