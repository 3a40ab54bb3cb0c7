"""Bring the database's tables up to this version; safe while the version before still serves."""

from bot.app import open_store
from bot.commands.console import give_up, out, run_on_record
from bot.settings import SettingsError, load


def migrate() -> None:
    """Migrate the database named by HANDRAIL_DATABASE_URL. Run twice, it changes nothing more."""
    try:
        settings = load()
    except SettingsError as error:
        give_up(str(error), 2)

    async def work() -> str | None:
        async with open_store(settings) as store:
            return await store.schema_version()

    out.print(f"The database is at version {run_on_record(work())}.")
