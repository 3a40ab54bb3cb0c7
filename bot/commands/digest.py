"""`handrail digest`: how a week went, at the terminal, as a page, or as numbers for programs."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.app import open_store
from bot.clock import SystemClock
from bot.commands.console import give_up, out, run_on_record
from bot.commands.digest_preview import preview
from bot.commands.policy import read
from bot.errors import BadInput, Refused
from bot.ports import Memory
from bot.rules.calendars.week import Week, parse_week
from bot.settings import Settings, SettingsError, load
from bot.steps.week_told import Asked, Told, told
from handlers.reports.faces import digest_of
from handlers.reports.numbers import as_json
from handlers.reports.page import as_page, within
from handlers.reports.pictures import Pictures
from handlers.reports.spreadsheet import as_csv


def digest(
    week: Annotated[str, typer.Option(help="As 2026-W47; the last whole one if left out.")] = "",
    queue: Annotated[str, typer.Option(help="One queue; all of them if left out.")] = "",
    html: Annotated[
        Path | None, typer.Option(help="A new file for the page, with its pictures in it.")
    ] = None,
    as_data: Annotated[bool, typer.Option("--json", help="The numbers, for programs.")] = False,
    as_table: Annotated[bool, typer.Option("--csv", help="The numbers, with means too.")] = False,
    show: Annotated[
        bool, typer.Option("--preview", help="Here at the terminal, as without any option.")
    ] = False,
    workspace: Annotated[str, typer.Option(help="Whose.")] = "default",
) -> None:
    """Show a week's digest: as it was sent, or counted now if it was not."""
    if (as_data, as_table, show, html is not None).count(True) > 1:
        give_up("Choose one of --preview, --html, --json and --csv.", 2)
    found = _read(Asked(workspace=workspace, queue=queue or None, week=_week(week)))
    if html is not None:
        _write(html, found)
    elif as_data:
        numbers = as_json(found.report, digest_of(found), frozen=found.frozen)
        print(json.dumps(numbers, ensure_ascii=False))
    elif as_table:
        print(as_csv(found.report), end="")
    else:
        out.print(preview(digest_of(found)))


def _read(asked: Asked) -> Told:
    settings = _settings()
    policy, now = read(settings.config).policy, SystemClock().now()

    def look(memory: Memory) -> Told:
        _refuse_unknown(memory, asked.workspace)
        return told(memory, policy, asked, now)

    async def work() -> Told:
        async with open_store(settings, read_only=True) as store:
            return await store.read(look)

    try:
        return run_on_record(work())
    except Refused as refused:
        give_up(f"--{refused.sentence.replace('`', '')}", 2)


def _refuse_unknown(memory: Memory, workspace: str) -> None:
    """A name that is written wrong has no quiet week."""
    known = {"default", *memory.workspaces_with_keys()}
    if workspace not in known and memory.began_at(workspace) is None:
        raise BadInput(f"`workspace`: Nothing is known of it. There is {', '.join(sorted(known))}.")


def _write(path: Path, found: Told) -> None:
    async def work() -> str:
        pictures = await Pictures().of(found.report)
        shown = [within(each) for each in pictures]
        return as_page(digest_of(found), shown, address=_settings().public_url or None)

    page = run_on_record(work())
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(page)
    except OSError as error:
        give_up(f"--html: {path} cannot be written ({error.strerror}).", 2)
    out.print(f"{found.report.week} is in {path}.", markup=False, highlight=False)


def _week(text: str) -> Week | None:
    try:
        return parse_week(text) if text else None
    except ValueError as error:
        give_up(f"--week: {error}.", 2)


def _settings() -> Settings:
    try:
        return load()
    except SettingsError as error:
        give_up(str(error), 2)
