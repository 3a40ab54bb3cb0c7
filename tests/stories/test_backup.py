"""A busy desk is backed up as docs/operations.md says, and the copy takes over where it was."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import running
from bot.clock import SystemClock
from bot.commands.demo.scripts import BIG_REFUND
from bot.ports import Tally
from bot.rules.json import Json
from sandbox.things import Message
from tests.databases import Postgres, programs
from tests.makers import WindUpClock
from tests.stories.test_decisions import a_turn
from tests.stories.world import QUICK, SECRET, World, a_world

OPERATIONS = (Path(__file__).parents[2] / "docs/operations.md").read_text()
SHELL = re.findall(
    r"^```sh\n(.*?)^```", OPERATIONS.split("## Back it up")[1], re.DOTALL | re.MULTILINE
)
SQLITE_BACKUP, SQLITE_RESTORE, POSTGRES_BACKUP, POSTGRES_RESTORE = SHELL[:4]
CHANNEL = "C0REFUNDS"
SURE: Json = {"reply": {"text": "It is on its way."}, "confidence": 0.99}
LATER = timedelta(minutes=10)  # more than all of this takes on a busy machine


async def test_a_sqlite_desk_comes_back_from_a_copy_made_while_it_ran(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for place in (here, there):
        (place / "var").mkdir(parents=True)
    clock, url = by_the_wall(), f"sqlite:///{here}/var/handrail.db"
    async with a_world(here, database_url=url, clock=clock) as world:
        busy = await a_busy_desk(world, lambda: shell(SQLITE_BACKUP, here))
        shutil.copy(here / "handrail-backup.db", there)
        url = f"sqlite:///{there}/var/handrail.db"
        told = await shell(SQLITE_RESTORE, there, HANDRAIL_DATABASE_URL=url)
        assert "2 posts that are owed will be looked for" in told
        await takes_over(world, url, busy)


@pytest.mark.postgres
async def test_a_postgres_desk_comes_back_from_a_dump_made_while_it_ran(
    tmp_path: Path, postgres: Postgres
) -> None:
    path = programs("pg_dump", "pg_restore")
    before, after = await postgres.fresh(), await postgres.empty()
    async with a_world(tmp_path, database_url=before, clock=by_the_wall()) as world:
        busy = await a_busy_desk(
            world, lambda: shell(POSTGRES_BACKUP, tmp_path, path, HANDRAIL_DATABASE_URL=before)
        )
        told = await shell(POSTGRES_RESTORE, tmp_path, path, HANDRAIL_DATABASE_URL=after)
        assert "2 posts that are owed will be looked for" in told
        await takes_over(world, after, busy)


def by_the_wall() -> WindUpClock:
    """`handrail restored` is a program of its own, with a clock of its own."""
    return WindUpClock(SystemClock().now())


@dataclass(frozen=True)
class Busy:
    """How the desk stood when it was backed up."""

    decided: Json
    open: Json
    owed: Json


async def a_busy_desk(world: World, backup: Callable[[], Awaitable[str]]) -> Busy:
    """Backed up under load with a card that is owed; then the desk goes on for a while."""
    decided = await world.ask(a_turn(BIG_REFUND, 1))
    await world.slack.as_user("ana").click("approve", on=await world.card(decided))
    open = await world.ask(a_turn(BIG_REFUND, 2))
    card = await world.card(open)
    await world.settled()
    until = world.clock.now() + LATER
    await world.app.store.write(lambda memory: memory.park(f"post:{CHANNEL}", until))
    owed = await world.ask(a_turn(BIG_REFUND, 3))
    turns = (world.hand_over(a_turn(SURE, number)) for number in range(4, 24))
    await asyncio.gather(backup(), *turns)

    assert cards_of(owed, await world.slack.messages(CHANNEL)) == []
    await world.slack.as_user("ana").click("approve", on=card)
    await world.wind(seconds=LATER.total_seconds())
    assert len(cards_of(owed, await world.slack.messages(CHANNEL))) == 1
    return Busy(decided, open, owed)


async def takes_over(world: World, url: str, busy: Busy) -> None:
    settings = world.settings.model_copy(update={"database_url": url})
    async with running(settings, clock=world.clock, pace=QUICK, ticks=False) as app:
        world.door.app = app.web
        copy = replace(world, app=app)
        for _ in range(3):
            await copy.wind(seconds=5)

        assert await app.store.verify_audit() is None
        assert await app.store.read(lambda memory: memory.tally(world.clock.now())) == Tally(
            escalations={"pending": 2}
        )
        posted = await copy.slack.messages(CHANNEL)
        (card,) = cards_of(busy.owed, posted)
        assert (await copy.escalation(busy.owed["id"]))["slack"]["thread_ts"] == card.ts
        assert len({mark(message) for message in posted}) == len(posted)

        assert (await copy.escalation(busy.decided["id"]))["status"] == "approved"
        await copy.slack.as_user("ana").click("approve", on=await copy.card(busy.open))
        assert (await copy.escalation(busy.open["id"]))["status"] == "approved"
        await copy.settled()
    assert await world.slack.complaints() == []


def cards_of(escalation: Json, messages: list[Message]) -> list[Message]:
    """Cards stand in the channel; the transcript and notes hang below."""
    return [
        each
        for each in messages
        if each.ts == each.root_ts
        and each.metadata["event_payload"]["escalation_id"] == escalation["id"]
    ]


def mark(message: Message) -> str:
    return message.metadata["event_payload"]["delivery_id"]


async def shell(commands: str, folder: Path, *paths: Path, **environ: str) -> str:
    """As somebody would type it, in a folder that holds the file."""
    path = ":".join([str(Path(sys.executable).parent), *map(str, paths), os.environ["PATH"]])
    done = await asyncio.to_thread(
        subprocess.run,
        ["bash", "-euc", commands],
        cwd=folder,
        env={**os.environ, "PATH": path, "HANDRAIL_SECRET": SECRET, **environ},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return " ".join(done.stdout.decode().split())
