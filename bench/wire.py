"""A lean HTTP client that keeps its connection, so that the load itself weighs little."""

import asyncio
import json
from typing import Any

Answer = tuple[int, bytes]


class Line(asyncio.Protocol):
    """One connection; one question at a time."""

    def __init__(self) -> None:
        self._arrived = bytearray()
        self._answer: asyncio.Future[Answer] | None = None
        self._transport: Any = None

    @classmethod
    async def to(cls, port: int) -> "Line":
        _, line = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return line

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._arrived += data
        head, found, rest = self._arrived.partition(b"\r\n\r\n")
        if not found or self._answer is None:
            return
        length = _length(bytes(head))
        if len(rest) >= length:
            answer, self._answer = self._answer, None
            self._arrived = bytearray()
            if not answer.done():
                answer.set_result((int(head[9:12]), bytes(rest[:length])))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("closed before it answered"))

    async def ask(self, question: bytes) -> Answer:
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(question)
        return await self._answer

    def close(self) -> None:
        self._transport.close()


def post(path: str, body: bytes, *, method: str = "POST", **headers: str) -> bytes:
    """The whole question as bytes; header names are written with underscores."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    kind = "" if "content_type" in headers else "content-type: application/json\r\n"
    head = f"{method} {path} HTTP/1.1\r\nhost: bench\r\n{kind}content-length: {len(body)}\r\n{more}"
    return head.encode() + b"\r\n" + body


def get(path: str, **headers: str) -> bytes:
    return post(path, b"", method="GET", **headers)


def read(answer: Answer, *statuses: int) -> Any:
    """What was answered, or an error that names the status alone."""
    if answer[0] not in statuses:
        raise WrongAnswer(f"answered {answer[0]} instead of {statuses}")
    return json.loads(answer[1])


class WrongAnswer(Exception):
    pass


def _length(head: bytes) -> int:
    for row in head.lower().split(b"\r\n"):
        if row.startswith(b"content-length:"):
            return int(row[15:])
    return 0
