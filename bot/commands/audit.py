"""The audit trail is a chain of hashes: a line that was changed, moved or cut shows."""

import typer

from bot.app import open_store
from bot.commands.console import give_up, out, run_on_record
from bot.settings import SettingsError, load

app = typer.Typer(no_args_is_help=True)


@app.callback()
def audit() -> None:
    """The audit trail."""


@app.command()
def verify() -> None:
    """Check every line of the audit trail; exits 1 naming the first that does not fit."""
    try:
        settings = load()
    except SettingsError as error:
        give_up(str(error), 2)

    async def work() -> str | None:
        async with open_store(settings, read_only=True) as store:
            return await store.verify_audit()

    if broken := run_on_record(work()):
        give_up(broken)
    out.print("Every line of the audit trail fits the one before it.")
