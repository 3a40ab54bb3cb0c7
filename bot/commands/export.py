"""`handrail export`: what people corrected, a JSON object a line, for those who improve agents."""

import json
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.app import open_store
from bot.commands.console import err, give_up, pour, run_on_record
from bot.ports import Store
from bot.rules.correction import Correction, as_record, is_correction
from bot.rules.json import Json
from bot.rules.lessons import as_chat, as_preference
from bot.rules.redact import Redact
from bot.settings import SettingsError, load

PAGE = 200
EVER = datetime(1970, 1, 1, tzinfo=UTC)


class Format(StrEnum):
    RECORDS = "records"
    CHAT = "chat"
    PREFERENCE = "preference"


_FORMS: dict[Format, Callable[[Correction, Collection[Redact]], Json | None]] = {
    Format.RECORDS: as_record,
    Format.CHAT: as_chat,
    Format.PREFERENCE: as_preference,
}


def export(
    format: Annotated[
        Format, typer.Option(help="Whole records, chats to fine-tune with, or preference pairs.")
    ] = Format.RECORDS,
    since: Annotated[str, typer.Option(help="A date or a time (2026-11-01); empty: all.")] = "",
    redact: Annotated[
        str, typer.Option(help="Besides keys and card numbers: emails,phones, or one of them.")
    ] = "",
    workspace: Annotated[str, typer.Option(help="Whose.")] = "default",
    output: Annotated[Path | None, typer.Option(help="A new file instead of the screen.")] = None,
) -> None:
    """Write what people changed, refused, answered or found wrong: JSON Lines, oldest first."""
    begins, also, form = _since(since), _redact(redact), _FORMS[format]
    try:
        settings = load()
    except SettingsError as error:
        give_up(str(error), 2)

    async def work(write: Callable[[str], object]) -> int:
        count = 0
        async with open_store(settings, read_only=True) as store:
            async for correction in corrections(store, workspace, begins):
                if (made := form(correction, also)) is not None:
                    write(json.dumps(made, ensure_ascii=False) + "\n")
                    count += 1
        return count

    if output is None:
        run_on_record(work(pour))
        return
    try:
        with output.open("x", encoding="utf-8") as file:
            count = run_on_record(work(file.write))
    except OSError as error:
        give_up(f"--output: {output} cannot be written ({error.strerror}).", 2)
    err.print(f"{count} corrections are in {output}.", markup=False, highlight=False)


async def corrections(store: Store, workspace: str, since: datetime) -> AsyncIterator[Correction]:
    """A page at a time, so that no read lasts long."""
    page = await _page(store, workspace, since, None)
    while page:
        for each in page:
            if is_correction(each.escalation, each.appraisal):
                yield each
        page = await _page(store, workspace, since, page[-1].escalation.id)


async def _page(
    store: Store, workspace: str, since: datetime, behind: str | None
) -> Sequence[Correction]:
    return await store.read(
        lambda memory: memory.corrections(workspace, since, behind=behind, limit=PAGE)
    )


def _since(text: str) -> datetime:
    if not text:
        return EVER
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        give_up("--since is a date or a time, such as 2026-11-01 or 2026-11-01T09:00:00Z.", 2)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _redact(text: str) -> frozenset[Redact]:
    words = {word.strip() for word in text.split(",") if word.strip()}
    if unknown := words - set(Redact):
        give_up(f"--redact knows emails and phones, not {', '.join(sorted(unknown))}.", 2)
    return frozenset(Redact(word) for word in words)
