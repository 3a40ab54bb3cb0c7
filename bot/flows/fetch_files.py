"""Files of words that are about to go to a customer: fetched, looked at and kept, or held."""

import hashlib
from urllib.parse import quote

from bot.ports import Desk, Files, Memory
from bot.rules.conversation import Item, ItemState
from bot.rules.files import MOST_FILES, TOO_MANY, StoredFile, Unfit, Wanted, kind_of, misfit
from bot.rules.json import Json
from bot.steps.holding import hold
from bot.steps.written import wrote_in_vain


async def fetch_files(desk: Desk, files: Files, workspace: str, conversation_id: str) -> None:
    """One after the other, so that they keep their order; what is here already is not fetched
    twice. The first that cannot be had holds the whole message.
    """
    while item := await desk.store.read(
        lambda memory: _next(memory, desk, workspace, conversation_id)
    ):
        wanted = item.wanted[0]
        found = await _bytes_of(files, item, wanted)
        await _write_down(desk, item, wanted, found)


def _next(memory: Memory, desk: Desk, workspace: str, conversation_id: str) -> Item | None:
    """The first words that are due and lack a file."""
    now = desk.clock.now()
    for item in memory.waiting_items(workspace, conversation_id):
        if item.wanted and item.due_at and item.due_at <= now:
            return item
    return None


async def _bytes_of(files: Files, item: Item, wanted: Wanted) -> bytes | Unfit:
    if len(item.files) + len(item.wanted) > MOST_FILES:
        return Unfit(TOO_MANY)
    found = await files.fetch(wanted)
    if isinstance(found, Unfit):
        return Unfit(f"“{wanted.name}”: {found.reason}")
    if words := misfit(wanted, found.content):
        return Unfit(f"“{wanted.name}”: {words}")
    return found.content


async def _write_down(desk: Desk, seen: Item, wanted: Wanted, found: bytes | Unfit) -> None:
    id, now = desk.new_id("fil"), desk.clock.now()

    def record(memory: Memory) -> None:
        memory.conversation(seen.workspace, seen.conversation_id)
        item = memory.item(seen.id)
        if item is None or item.state is not ItemState.WAITING or item.wanted != seen.wanted:
            return  # taken back meanwhile, or another replica was quicker
        if isinstance(found, Unfit):
            hold(memory, item, found.reason)
            wrote_in_vain(memory, memory.escalation(item.escalation_id), item, now)
            return
        file = StoredFile(
            id=id,
            workspace=item.workspace,
            conversation_id=item.conversation_id,
            item_id=item.id,
            name=wanted.name,
            mimetype=kind_of(wanted.mimetype),
            size=len(found),
            sha256=hashlib.sha256(found).hexdigest(),
            at=now,
            content=found,
        )
        memory.add_file(file)
        memory.save_item(item.with_file(_entry(file)))

    await desk.store.write(record)


def _entry(file: StoredFile) -> Json:
    """The file as the stream shows it."""
    return {
        "id": file.id,
        "name": file.name,
        "mimetype": file.mimetype,
        "size": file.size,
        "url": f"/v1/conversations/{quote(file.conversation_id, safe='')}/files/{file.id}",
    }
