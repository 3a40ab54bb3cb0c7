"""Imported by the process that all desks are forked from: one desk has lived in it already.

Whatever a process does once, from the last import to the first compiled statement, each desk then
finds done; a storm of kills is about dying, and not about the seconds of a first start.
"""

import asyncio
import tempfile
from pathlib import Path

from bot.app import running
from bot.logs import set_up_logs
from bot.settings import load
from tests.chaos.desk import QUICK
from tests.chaos.storm import POLICY, SECRET


async def live_once(folder: Path) -> None:
    config = folder / "handrail.yaml"
    config.write_text(POLICY)
    settings = load(
        {
            "HANDRAIL_DATABASE_URL": f"sqlite:///{folder}/desk.db",
            "HANDRAIL_CONFIG": str(config),
            "HANDRAIL_SLACK_API_URL": "http://127.0.0.1:9/api/",
            "HANDRAIL_SECRET": SECRET,
            "SLACK_BOT_TOKEN": "xoxb-nobody",
            "SLACK_SIGNING_SECRET": "nobody-signs-with-this",
        }
    )
    async with running(settings.for_serving(), pace=QUICK):
        pass


def warm_up() -> None:
    set_up_logs("ERROR", secrets=())
    with tempfile.TemporaryDirectory(prefix="handrail-warm-") as folder:
        asyncio.run(live_once(Path(folder)))


warm_up()
