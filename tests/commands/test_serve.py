"""A server that is told to stop hears out everybody who has come in by then."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest

from bot.app import running
from bot.commands.serve import Server, quickest_loop
from bot.settings import load

pytestmark = pytest.mark.timeout(60)
ASKED = b"GET /healthz HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n"
POLICY = Path(__file__).parents[2] / "bot" / "demo.yaml"
LOOPS = [asyncio.new_event_loop, quickest_loop() or asyncio.new_event_loop]


@pytest.fixture(params=LOOPS, ids=["asyncio", "quickest"])
def by_itself(request: pytest.FixtureRequest) -> Callable[..., None]:
    def play(story: Callable[..., object], folder: Path) -> None:
        async def told() -> None:
            async with served(folder) as (server, knock):
                await story(server, knock)  # type: ignore[misc]

        with asyncio.Runner(loop_factory=request.param) as runner:
            runner.run(told())

    return play


Knock = Callable[[], socket.socket]


@asynccontextmanager
async def served(folder: Path) -> AsyncGenerator[tuple[Server, Knock]]:
    """And how to come in: let in by the kernel, before the loop had a turn to see it."""
    environ = {
        "HANDRAIL_CONFIG": str(POLICY),
        "HANDRAIL_DATABASE_URL": f"sqlite:///{folder}/desk.db",
        "HANDRAIL_SECRET": "a secret of the tests, 32 characters or more",
        "SLACK_BOT_TOKEN": "xoxb-nobody",
        "SLACK_SIGNING_SECRET": "8f742231b10e8888abcd99yyyzzz85a5",
    }
    async with running(load(environ).for_serving(), roles=("gateway",), ticks=False) as app:
        server = Server(app, "127.0.0.1", 0)
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        await server.startup()
        address = server.servers[0].sockets[0].getsockname()
        with ExitStack() as clients:

            def knock() -> socket.socket:
                return clients.enter_context(socket.create_connection(address, timeout=10))

            yield server, knock


async def answered(client: socket.socket) -> bytes:
    return (await asyncio.to_thread(client.recv, 4096)).split(b"\r\n")[0]


def test_who_was_only_just_let_in_is_answered(
    by_itself: Callable[..., None], tmp_path: Path
) -> None:
    async def story(server: Server, knock: Knock) -> None:
        clients = [knock() for _ in range(20)]
        for client in clients:
            client.sendall(ASKED)
        await server.shutdown()
        for client in clients:
            assert await answered(client) == b"HTTP/1.1 200 OK"

    by_itself(story, tmp_path)


def test_who_has_come_in_may_still_ask(by_itself: Callable[..., None], tmp_path: Path) -> None:
    async def story(server: Server, knock: Knock) -> None:
        client = knock()
        await asyncio.sleep(0.05)
        stopping = asyncio.create_task(server.shutdown())
        await asyncio.sleep(0.05)
        client.sendall(ASKED)
        assert await answered(client) == b"HTTP/1.1 200 OK"
        await stopping

    by_itself(story, tmp_path)


def test_who_comes_too_late_finds_the_door_shut_and_silence_is_not_waited_for(
    by_itself: Callable[..., None], tmp_path: Path
) -> None:
    async def story(server: Server, knock: Knock) -> None:
        silent = knock()
        await asyncio.wait_for(server.shutdown(), 5)
        assert await answered(silent) == b""
        with pytest.raises(ConnectionRefusedError):
            knock()

    by_itself(story, tmp_path)
