"""Where agents hear webhooks, and telling them again what they lost."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.table import Table

from bot.app import open_store
from bot.clock import SystemClock
from bot.commands.console import give_up, out, run_on_record
from bot.flows.redeliver import redeliver as owe_again
from bot.flows.redeliver import told_between
from bot.ports import Told
from bot.rules.durations import parse_duration
from bot.rules.endpoint import Endpoint
from bot.settings import Settings, SettingsError, load

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """Every endpoint: whether it is enabled, and when it last took a webhook or did not."""
    settings = _settings()

    async def work() -> Sequence[Endpoint]:
        async with open_store(settings, read_only=True) as store:
            return await store.read(lambda memory: memory.endpoints())

    found = run_on_record(work())
    if not found:
        out.print("No webhook was sent yet.")
    for endpoint in found:
        out.print(_words(endpoint), soft_wrap=True, highlight=False, markup=False)


@app.command()
def redeliver(
    since: Annotated[
        str, typer.Option(help="2026-11-20T10:00, in UTC unless it says otherwise; or 2h ago: 2h.")
    ],
    until: Annotated[str, typer.Option(help="As --since; empty: now.")] = "",
    url: Annotated[str, typer.Option(help="Only this endpoint; what follows ? is not read.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would be.")] = False,
) -> None:
    """Owe again what was told or given up in a span of time; endpoints in it are enabled.

    Each keeps its `webhook-id`, so a receiver can drop what it has. On SQLite, stop
    `handrail serve` for that moment; --dry-run only reads.
    """
    settings, now = _settings(), SystemClock().now()
    begin, end = _moment(since, now, "--since"), _moment(until or "0s", now, "--until")
    if begin >= end:
        give_up("--since must be before --until.", 2)

    async def work() -> tuple[Sequence[Told], int]:
        async with open_store(settings, read_only=dry_run, migrate=False) as store:
            told = await told_between(store, begin, end, url=url)
            return told, 0 if dry_run else await owe_again(store, told, now=now, url=url)

    told, owed = run_on_record(work())
    if dry_run:
        out.print(_listed(told))
    words = f"{len(told)} would be owed again." if dry_run else f"{owed} owed again."
    out.print(words, highlight=False)


def _moment(text: str, now: datetime, option: str) -> datetime:
    """A time, or how long ago."""
    if text == "0s":
        return now
    with suppress(ValueError):
        return now - timedelta(seconds=parse_duration(text))
    try:
        return _time(text)
    except (ValueError, OverflowError):
        words = "put a time such as 2026-11-20T10:00, or how long ago, as 2h"
        give_up(f"{option} is wrong: {words}.", 2)


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def _words(endpoint: Endpoint) -> str:
    """A line that is easy to search in, whatever the width of the terminal."""
    state = f"disabled {_shown(endpoint.disabled_at)} ({endpoint.disabled_because})"
    return "  ".join(
        (
            endpoint.url,
            f"[{endpoint.workspace}]",
            state if endpoint.is_disabled else "enabled",
            f"last success {_shown(endpoint.last_success_at)},",
            f"last failure {_shown(endpoint.last_failure_at)}",
            f"({endpoint.last_error})" if endpoint.last_error else "",
        )
    ).rstrip()


def _shown(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else "never"


def _listed(told: Sequence[Told]) -> Table:
    table = Table()
    for heading in ("webhook-id", "type", "state", "at", "endpoint"):
        table.add_column(heading, overflow="fold")
    for each in told:
        table.add_row(each.id, each.type, str(each.state), f"{each.at:%F %T}", each.endpoint.url)
    return table


def _settings() -> Settings:
    try:
        return load(needs=("secret",))
    except SettingsError as error:
        give_up(str(error), 2)
