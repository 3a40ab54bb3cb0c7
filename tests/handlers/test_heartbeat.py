"""The heart beats when all is well, and is silent when it is not."""

from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import structlog

from handlers.clock.heartbeat import Auditor, Heartbeat
from store.tables import escalations
from tests.handlers.slack_world import Office, an_office


@dataclass
class Listener:
    """Somebody outside who hears beats."""

    url: str = ""
    heard: list[str] = field(default_factory=list)
    answers: int = 200


@pytest.fixture
async def office(tmp_path: Path) -> AsyncGenerator[Office]:
    async with an_office(tmp_path) as office:
        yield office


@pytest.fixture
def listener() -> Iterator[Listener]:
    listening = Listener()

    class Hear(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            listening.heard.append(self.path)
            self.send_response(listening.answers)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Hear)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    listening.url = f"http://127.0.0.1:{server.server_port}/ping/secret-check"
    yield listening
    server.shutdown()
    thread.join()
    server.server_close()


async def test_it_beats_when_all_is_well_and_is_silent_when_something_had_to_be_mended(
    office: Office, listener: Listener
) -> None:
    await office.ask()
    await office.settle()
    audit = Auditor(office.desk, Heartbeat(listener.url))
    await audit()
    assert listener.heard == ["/ping/secret-check"]
    lost = escalations.update().values(next_at=None)
    await office.store.write(lambda memory: memory.connection.execute(lost) and None)
    await audit()
    assert len(listener.heard) == 1
    await audit()
    assert len(listener.heard) == 2


@pytest.mark.parametrize("trouble", ["refuses", "is away"])
async def test_who_does_not_listen_is_a_line_in_the_log_without_the_address(
    listener: Listener, trouble: str
) -> None:
    listener.answers = 404
    url = listener.url if trouble == "refuses" else "http://127.0.0.1:9/ping/secret-check"
    with structlog.testing.capture_logs() as logs:
        await Heartbeat(url)()
    assert [line["event"] for line in logs] == ["the heartbeat was not heard"]
    assert "secret-check" not in str(logs)


async def test_without_an_address_nobody_is_asked() -> None:
    with structlog.testing.capture_logs() as logs:
        await Heartbeat("")()
    assert logs == []
