"""What stands on the stage: a desk on an empty database, a workspace in a box, a loader."""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import asyncpg

from bench.programs import Program, fetch, free_port, program
from bench.rounds import Loader
from bench.slack import SECRET
from bot.app import open_store
from bot.clock import SystemClock
from bot.settings import load
from tests.databases import Postgres, running_postgres

ENGINES = ("SQLite", "PostgreSQL")
OURS = "a secret of the bench, 32 characters or more"
POLICY = """
queues:
  refunds:
    channel: C0REFUNDS
    approvers: {any_of: [{user: U0ANA}]}
    timeout: 8d
    sla: off
rules:
  - {name: unsure, when: turn.confidence < 0.7, then: hold, queue: refunds, stakes: low}
default: pass
"""
DURABLE = {
    "max_connections": "200",
    "shared_buffers": "256MB",
    "synchronous_commit": "on",
    "fsync": "on",
}


@dataclass(frozen=True)
class Desk:
    """One `handrail serve`, its key, and where its rows lie."""

    server: Program
    key: str
    database_url: str

    def another_key(self) -> str:
        """Made by the desk itself, which is alone on its SQLite file."""
        return json.loads(fetch(self.server.port, "/bench/key"))["key"]

    @property
    def counted(self) -> dict[str, Any]:
        return json.loads(fetch(self.server.port, "/bench"))


@dataclass
class Stage:
    """Made when first asked for, so that one benchmark alone starts only what it needs."""

    stack: ExitStack
    folder: Path
    made: int = field(default=0)

    @cached_property
    def load(self) -> Loader:
        loader = Loader()
        self.stack.callback(loader.close)
        return loader

    @cached_property
    def postgres(self) -> Postgres:
        return self.stack.enter_context(running_postgres(DURABLE))

    @cached_property
    def slack(self) -> str:
        """A workspace that takes whatever is posted, as strict about its limits as Slack."""
        port = free_port()
        words = ("sandbox", "--port", str(port), "--rate-limits")
        self.stack.enter_context(program(*words, ready="/sandbox/", port=port))
        return f"http://127.0.0.1:{port}/api/"

    @property
    def postgres_version(self) -> str:
        return f"PostgreSQL {asyncio.run(_version(self.postgres.admin))}"

    def database(self, engine: str) -> str:
        """The URL of an empty one. PostgreSQL commits to disk, as SQLite does."""
        self.made += 1
        if engine == "SQLite":
            return f"sqlite:///{self.folder}/{self.made}.db"
        return asyncio.run(self.postgres.empty())

    def tables(self, engine: str) -> str:
        """The URL of one that has its tables already."""
        url = self.database(engine)
        asyncio.run(_tables(self.environ(url)))
        return url

    @contextmanager
    def desk(self, engine: str, *, database_url: str = "", role: str = "") -> Iterator[Desk]:
        url = database_url or self.database(engine)
        asyncio.run(_tables(self.environ(url)))
        with self.server(url, role=role) as server:
            key = json.loads(fetch(server.port, "/bench/key"))["key"]
            yield Desk(server, key, url)

    @contextmanager
    def server(self, url: str, *, role: str = "") -> Iterator[Program]:
        with program("bench.desk", *([role] if role else []), environ=self.environ(url)) as server:
            yield server

    @contextmanager
    def comparison(self, name: str, url: str = "") -> Iterator[Program]:
        """One of the programs in `bench/others.py`."""
        with program("bench.others", name, url, environ={}, ready="/ready") as server:
            yield server

    def environ(self, url: str) -> dict[str, str]:
        policy = self.folder / "handrail.yaml"
        if not policy.exists():
            policy.write_text(POLICY)
        return {
            "HANDRAIL_DATABASE_URL": url,
            "HANDRAIL_CONFIG": str(policy),
            "HANDRAIL_SLACK_API_URL": self.slack,
            "HANDRAIL_SECRET": OURS,
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_SIGNING_SECRET": SECRET,
        }


@contextmanager
def a_stage() -> Iterator[Stage]:
    folder = Path(tempfile.mkdtemp(prefix="handrail-bench-"))
    try:
        with ExitStack() as stack:
            yield Stage(stack, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _tables(environ: dict[str, str]) -> None:
    async with open_store(load(environ), SystemClock()):
        pass


async def run_sql(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for each in statements:
            await connection.execute(each)
    finally:
        await connection.close()


async def _version(url: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval("SHOW server_version")
    finally:
        await connection.close()
