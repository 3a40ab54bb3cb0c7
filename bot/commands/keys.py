"""API keys are shown once, and stored only as a hash."""

from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.table import Table

from bot.app import open_store
from bot.clock import SystemClock
from bot.commands.console import give_up, out, run_on_record
from bot.ids import new_id, new_key
from bot.ports import ApiKey
from bot.rules.durations import parse_duration
from bot.rules.keys import hash_key
from bot.settings import Settings, SettingsError, load
from handlers.gateway.webhooks import webhook_secret

SCOPES = ("turns:write", "escalations:read", "escalations:write", "reports:read", "admin")

app = typer.Typer(no_args_is_help=True)


@app.command()
def create(
    name: Annotated[str, typer.Option(help="What the key is for, as lists show it.")],
    scopes: Annotated[str, typer.Option(help=f"Comma-separated: {', '.join(SCOPES)}.")],
    workspace: Annotated[str, typer.Option(help="The workspace it belongs to.")] = "default",
    expires: Annotated[str, typer.Option(help="A duration such as 90d; empty: never.")] = "",
) -> None:
    """Make a key. The key itself is the last line, shown this once."""
    wanted = frozenset(scope.strip() for scope in scopes.split(",") if scope.strip())
    if unknown := wanted - set(SCOPES):
        give_up(f"Unknown scope {', '.join(sorted(unknown))}. Scopes are {', '.join(SCOPES)}.", 2)
    if not wanted:
        give_up(f"A key needs at least one scope of {', '.join(SCOPES)}.", 2)
    now = SystemClock().now()
    ends, settings, key = _end(expires, now), _settings(), new_key()
    record = ApiKey(
        id=new_id("key"),
        name=name,
        workspace=workspace,
        scopes=wanted,
        created_at=now,
        expires_at=ends,
    )

    async def work() -> None:
        async with open_store(settings) as store:
            secret = settings.secret.get_secret_value()
            await store.write(lambda memory: memory.add_key(record, hash_key(secret, key)))

    run_on_record(work())
    out.print(f"Key {record.id} for {name}: {', '.join(sorted(wanted))}. It is shown only now:")
    print(key)


@app.command("list")
def list_() -> None:
    """Every key with its scopes, its end and when it was last used."""
    settings = _settings()

    async def work() -> list[ApiKey]:
        async with open_store(settings, read_only=True) as store:
            return list(await store.read(lambda memory: memory.keys()))

    table = Table()
    for heading in ("id", "name", "workspace", "scopes", "created", "last used", "ends"):
        table.add_column(heading)
    for key in run_on_record(work()):
        table.add_row(key.id, key.name, key.workspace, " ".join(sorted(key.scopes)), *_times(key))
    out.print(table)


@app.command()
def revoke(
    id: Annotated[str, typer.Argument(help="The key's id, as `keys list` shows it.")],
) -> None:
    """Revoke a key; running gateways refuse it within five seconds.

    A SQLite file belongs to `handrail serve` alone: stop it for that moment, here and in `create`.
    """
    settings, now = _settings(), SystemClock().now()

    async def work() -> bool:
        async with open_store(settings) as store:
            return await store.write(lambda memory: memory.revoke_key(id, now))

    if not run_on_record(work()):
        give_up(f"There is no live key {id}. See `handrail keys list`.")
    out.print(f"{id} is revoked.")


@app.command("webhook-secret")
def secret_of_webhooks(
    workspace: Annotated[str, typer.Option(help="The workspace whose webhooks.")] = "default",
    key: Annotated[
        int | None,
        typer.Option(min=1, max=9999, help="Its number; if left out, the newest that signs."),
    ] = None,
) -> None:
    """The secret that receivers check webhooks with (Standard Webhooks), as the last line."""
    settings = _settings()
    number = key or settings.webhook_key_numbers[0]
    print(webhook_secret(settings.secret.get_secret_value(), workspace, number))


def _end(expires: str, now: datetime) -> datetime | None:
    try:
        return now + timedelta(seconds=parse_duration(expires)) if expires else None
    except ValueError as error:
        give_up(f"--expires is wrong: {error}.", 2)


def _times(key: ApiKey) -> tuple[str, str, str]:
    end = key.revoked_at or key.expires_at
    ended = "revoked " if key.revoked_at else ""
    return (
        f"{key.created_at:%Y-%m-%d}",
        f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never",
        f"{ended}{end:%Y-%m-%d}" if end else "",
    )


def _settings() -> Settings:
    try:
        return load(needs=("secret",))
    except SettingsError as error:
        give_up(str(error), 2)
