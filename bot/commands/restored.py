"""After a backup was put back, and before Handrail starts on it: doubt first, send later."""

from bot.app import open_store
from bot.commands.console import give_up, out, run_on_record
from bot.settings import SettingsError, load
from store.memory import SqlMemory
from store.restored import doubt_what_is_owed, draw_again_what_is_open


def restored() -> None:
    """Say that the database is a backup: what is owed is looked for before it is sent.

    Run it while no Handrail runs. Run twice, it changes nothing more.
    """
    try:
        settings = load()
    except SettingsError as error:
        give_up(str(error), 2)

    def doubt(memory: SqlMemory) -> tuple[int, int]:
        return doubt_what_is_owed(memory), draw_again_what_is_open(memory)

    async def work() -> tuple[int, int]:
        async with open_store(settings) as store:
            return await store.write(doubt)

    doubted, drawn = run_on_record(work())
    out.print(
        f"{doubted} posts that are owed will be looked for in Slack before they are sent, "
        f"and {drawn} open cards drawn anew. Start Handrail, then run `handrail audit verify`."
    )
