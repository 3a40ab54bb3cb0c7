"""Agents' ends that mean us harm: names that move, answers without an end, nonsense in headers."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.rules.delivery import Failed, Limited, Lost, Outcome, Sent
from handlers.gateway.webhooks import LONGEST_WAIT, SHORTEST_WAIT, WebhookOutlet, outcome_of
from sandbox.hosting import Hosted
from tests.handlers.gateway_world import SECRET
from tests.handlers.test_gateway_webhooks import CARD, a_webhook
from tests.makers import NINE, WindUpClock

PUBLIC, OURS, METADATA = "93.184.215.14", "127.0.0.1", "169.254.169.254"
PRIVATE = Failed(error="callback_url leads into a private network", final=True)
AWAY = Failed(error="no connection (ConnectError)")


class Names:
    """A name server that says something else each time, and a network on which nothing answers."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.knocked: list[str] = []

    def resolve(self, host: Any, port: Any, *args: Any, **kw: Any) -> list[Any]:
        if host in (PUBLIC, OURS, METADATA):
            answer = host
        else:
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, port))]

    async def connect(self, protocol: Any, host: str, port: int, **kw: Any) -> Any:
        self.knocked.append(host)
        if host != OURS:
            raise OSError("nothing answers there")
        return await self.really_connect(protocol, host, port, **kw)

    really_connect: Callable[..., Any]


@asynccontextmanager
async def our_own(heard: list[str]) -> AsyncGenerator[Hosted]:
    """A service in our own network, which must never hear of a webhook."""

    async def receive(request: Request) -> Response:
        heard.append(request.url.path)
        return Response()

    async with Hosted(Starlette(routes=[Route("/{path:path}", receive, methods=["POST"])])) as host:
        yield host


@pytest.mark.parametrize(
    ("answers", "outcomes"),
    [
        ([OURS], [PRIVATE, PRIVATE]),
        ([METADATA], [AWAY, AWAY]),
        ([PUBLIC, OURS], [AWAY, PRIVATE]),
        ([OURS, PUBLIC], [PRIVATE, PRIVATE]),
    ],
)
async def test_a_name_that_moves_into_our_network_leads_nobody_there(
    answers: list[str], outcomes: list[Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: what was checked is what is connected to, and it is checked anew."""
    names, heard, loop = Names(*answers), list[str](), asyncio.get_running_loop()
    names.really_connect = loop.create_connection
    async with our_own(heard) as host:
        monkeypatch.setattr(socket, "getaddrinfo", names.resolve)
        monkeypatch.setattr(loop, "create_connection", names.connect, raising=False)
        outlet = WebhookOutlet(secret=SECRET, clock=WindUpClock())
        webhook = a_webhook(f"https://agent.example.com:{host.port}/hook")
        told = [await outlet.send(webhook, CARD) for _ in outcomes]
        await outlet.close()
    assert told == outcomes
    assert heard == []


async def test_the_data_goes_to_the_very_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names, loop = Names(OURS), asyncio.get_running_loop()
    names.really_connect = loop.create_connection

    class Checked:
        """The probe of a name that is public now, and is ours a moment later."""

        def extra(self, _attribute: Any) -> tuple[str, int]:
            return (PUBLIC, 443)

        async def aclose(self) -> None:
            pass

    async def probe(*_: Any, **__: Any) -> Checked:
        return Checked()

    monkeypatch.setattr("httpx_secure.connect_tcp", probe)
    monkeypatch.setattr(socket, "getaddrinfo", names.resolve)
    monkeypatch.setattr(loop, "create_connection", names.connect, raising=False)
    outlet = WebhookOutlet(secret=SECRET, clock=WindUpClock())
    assert await outlet.send(a_webhook("https://agent.example.com/hook"), CARD) == AWAY
    await outlet.close()
    assert set(names.knocked) == {PUBLIC}


HELLO = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("first", "then", "outcome"),
    [
        (HELLO + b"transfer-encoding: chunked\r\n\r\n", b"ffff\r\n" + b"x" * 65535 + b"\r\n", Sent()),
        (HELLO + b"content-length: 999999999999\r\n\r\n", b"x" * 65536, Sent()),
        (HELLO + b"content-length: 5\r\ncontent-encoding: gzip\r\n\r\nnogzip", b"", Sent()),
        (HELLO, b"x-more: and more\r\n" * 3_000, Lost(error="no answer (RemoteProtocolError)")),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", b"", Lost(error="no answer (RemoteProtocolError)")),
        (b"HTTP/1.1 99999 Never\r\n\r\n", b"", Lost(error="no answer (RemoteProtocolError)")),
        (b"\x00" * 1_000, b"\x00" * 1_000, Lost(error="no answer (RemoteProtocolError)")),
        (b"HTTP/1.1 302 Found\r\nlocation: //[::1\r\n\r\n", b"", Lost(error="no answer (RemoteProtocolError)")),
        (b"", b"", Lost(error="no answer (TimeoutError)")),
    ],
    ids=["endless", "huge", "no gzip", "endless headers", "ssh", "status", "nul", "3xx", "silence"],
)  # fmt: skip
async def test_an_answer_without_end_or_sense_costs_neither_memory_nor_patience(
    first: bytes, then: bytes, outcome: Outcome
) -> None:
    sent, done = 0, asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(first)
        try:
            while then and sent < 64_000_000:
                writer.write(then)
                sent += len(then)
                await writer.drain()
            await done.wait()
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, OURS, 0)
    url = f"http://{OURS}:{server.sockets[0].getsockname()[1]}/hook"
    outlet = WebhookOutlet(secret=SECRET, clock=WindUpClock(), allow=frozenset({OURS}), timeout=0.3)
    try:
        assert await outlet.send(a_webhook(url), CARD) == outcome
        assert sent < 32_000_000
    finally:
        done.set()
        await outlet.close()
        server.close()
        await server.wait_closed()


@given(
    st.one_of(
        st.text(st.characters(max_codepoint=255)),
        st.integers().map(str),
        st.datetimes().map(lambda at: f"{at:%a, %d %b %Y %H:%M:%S GMT}"),
        st.tuples(st.integers(), st.integers()).map(
            lambda pair: f"Mon, 20 Nov {pair[0]} 10:00:00 +{pair[1]}"
        ),
    )
)
def test_whatever_retry_after_says_the_wait_is_at_most_an_hour(told: str) -> None:
    answer = httpx.Response(429, headers=[(b"retry-after", told.encode("latin-1"))])
    match outcome_of(answer, NINE):
        case Limited(seconds=seconds):
            assert SHORTEST_WAIT <= seconds <= LONGEST_WAIT
        case other:
            assert other == Failed(error="status 429")
