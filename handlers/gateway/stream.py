"""A stream of server-sent events: everything once, in order, from where it was left off."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from bot.ports import Desk
from bot.rules.json import Json
from handlers.gateway.out import in_json
from handlers.gateway.waiting import Waiters, while_present

PAGE = 200  # as many as one read gives at most, where there can be more
KEEP_ALIVE = 15.0
# No line ends in a stream of events, but many a client takes them for such in what people wrote.
LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
HELLO = b": here is what happened and happens\n\n"  # so that the headers leave at once
STILL_HERE = b": still here\n\n"


@dataclass(frozen=True, slots=True)
class Event:
    """`id` is what a client resumes behind, as its `Last-Event-ID`."""

    id: int
    name: str
    data: Json

    def __bytes__(self) -> bytes:
        data = in_json(self.data).translate(LINE_ENDS)
        return f"id: {self.id}\nevent: {self.name}\ndata: {data}\n\n".encode()


Read = Callable[[int], Awaitable[Sequence[Event]]]
Sent = Callable[[Sequence[Event]], Awaitable[None]]


class EventStream(Response):
    """Ends when the client goes away or the desk closes; resuming has no gaps.

    `read` looks up what came after an id, whenever `topic` is told; `sent` hears what has left.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        desk: Desk,
        topic: str,
        read: Read,
        sent: Sent,
        *,
        after: int,
        key_id: str,
        waiters: Waiters,
        keep_alive: float = KEEP_ALIVE,
    ) -> None:
        self._desk, self._topic, self._read, self._sent = desk, topic, read, sent
        self._after, self._key_id, self._waiters = after, key_id, waiters
        self._keep_alive = keep_alive
        self.status_code, self.background = 200, None
        self.init_headers({"cache-control": "no-store", "x-accel-buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope
        with self._waiters.place(self._key_id):
            await while_present(receive, self._stream(send))

    async def _stream(self, send: Send) -> None:
        start: Message = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        await send(_piece(HELLO))
        with self._desk.signals.listening(self._topic) as heard:
            closing = False
            while not closing:
                closing = self._desk.signals.closing
                await self._send_new(send)
                while not closing and not await heard.wait(self._keep_alive):
                    if self._desk.signals.closing:
                        break
                    await send(_piece(STILL_HERE))
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send_new(self, send: Send) -> None:
        is_more = True
        while is_more:
            events = await self._read(self._after)
            for event in events:
                await send(_piece(bytes(event)))
                self._after = event.id
            await self._sent(events)
            is_more = len(events) == PAGE


def _piece(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": True}
