"""Slack reaches the app over WebSockets that the app opened: any one of them gets each envelope."""

import asyncio
import contextlib
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.model import Json
from sandbox.parcels import EVENT, Answer, Parcel
from sandbox.settings import Settings
from sandbox.signals import Signal

MOST_CONNECTIONS = 10


@dataclass
class Sockets:
    settings: Settings
    app_id: str
    changed: Signal
    tickets: set[str] = field(default_factory=set)
    connected: list[WebSocket] = field(default_factory=list)
    acks: dict[str, asyncio.Future[Any]] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return bool(self.connected)

    def new_ticket(self) -> str:
        ticket = secrets.token_hex(16)
        self.tickets.add(ticket)
        return ticket

    async def serve(self, socket: WebSocket) -> None:
        """The endpoint: says hello, then listens for acks until the app goes."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self.tickets or len(self.connected) >= MOST_CONNECTIONS:
            await socket.close(code=4001)
            return
        self.tickets.discard(ticket)
        await socket.accept()
        await socket.send_json(self._hello())
        self.connected.append(socket)
        self.changed.ring()
        try:
            while True:
                self._acknowledge(await socket.receive_json())
        except (WebSocketDisconnect, RuntimeError, ValueError):
            pass
        finally:
            if socket in self.connected:
                self.connected.remove(socket)
            self.changed.ring()

    async def send(self, parcel: Parcel) -> Answer:
        envelope = _envelope(parcel)
        id = envelope["envelope_id"]
        self.acks[id] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self.settings.answer_within):
                await self._next_in_turn().send_json(envelope)
                return Answer(status=200, body=await self.acks[id])
        except TimeoutError:
            return Answer(reason="timeout")
        except (WebSocketDisconnect, RuntimeError):
            return Answer(reason="connection_failed")
        finally:
            del self.acks[id]

    async def disconnect(self, reason: str = "refresh_requested", *, close: bool = True) -> None:
        """Ask every connection to reconnect, as Slack does every few hours."""
        for socket in list(self.connected):
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                note = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
                await socket.send_json(note)
            if close and socket in self.connected:
                self.connected.remove(socket)
                with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                    await socket.close(code=1000)
        self.changed.ring()

    def _next_in_turn(self) -> WebSocket:
        if not self.connected:
            raise RuntimeError("every socket has gone")
        socket = self.connected.pop(0)
        self.connected.append(socket)
        return socket

    def _acknowledge(self, said: Json) -> None:
        waiting = self.acks.get(said.get("envelope_id", ""))
        if waiting and not waiting.done():
            waiting.set_result(said.get("payload") or "")

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connected) + 1,
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
            "connection_info": {"app_id": self.app_id},
        }


def _envelope(parcel: Parcel) -> Json:
    envelope: Json = {
        "envelope_id": str(uuid.uuid4()),
        "type": parcel.kind,
        "payload": parcel.body,
        "accepts_response_payload": parcel.kind != EVENT,
    }
    if parcel.kind == EVENT:
        envelope |= {"retry_attempt": parcel.attempt, "retry_reason": parcel.reason}
    return envelope
