"""The event stream of one escalation: every change once, in order, from where it was left off."""

from collections.abc import Sequence

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from bot.ports import Change, Desk
from handlers.gateway.out import escalation_out, in_json
from handlers.gateway.waiting import Tellers, Waiters, while_present

KEEP_ALIVE = 15.0
HELLO = b": here is what happened and happens\n\n"  # so that the headers leave at once
STILL_HERE = b": still here\n\n"


class EventStream(Response):
    """Ends when the client goes away or the desk closes; resuming has no gaps."""

    media_type = "text/event-stream"

    def __init__(
        self,
        desk: Desk,
        id: str,
        *,
        after: int,
        key_id: str,
        waiters: Waiters,
        tellers: Tellers,
        keep_alive: float = KEEP_ALIVE,
    ) -> None:
        self._desk, self._id, self._after = desk, id, after
        self._key_id, self._waiters, self._tellers = key_id, waiters, tellers
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
        with self._desk.signals.listening(self._id) as heard:
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
        id, after = self._id, self._after
        changes = await self._desk.store.read(lambda memory: memory.changes(id, after))
        for change in changes:
            await send(_piece(_event(change)))
            self._after = change.version
        await self._tell_of_the_end(changes)

    async def _tell_of_the_end(self, changes: Sequence[Change]) -> None:
        if changes and not changes[-1].escalation.is_open:
            await self._tellers.told(changes[-1].escalation)


def _event(change: Change) -> bytes:
    data = in_json(escalation_out(change.escalation))
    return f"id: {change.version}\nevent: {change.type}\ndata: {data}\n\n".encode()


def _piece(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": True}
