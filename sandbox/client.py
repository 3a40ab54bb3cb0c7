"""Driving a sandbox from a test, a demo or a command line: people act, and one looks and waits."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from sandbox.errors import RAISED, SandboxError
from sandbox.model import Json
from sandbox.person import Person
from sandbox.things import Message


class Workspace:
    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self.url = url
        self._http = http
        self.faults = Faults(self)
        self.journal = Journal(self)

    @classmethod
    @asynccontextmanager
    async def connect(cls, url: str) -> "AsyncGenerator[Workspace]":
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(
            base_url=url, verify=False, trust_env=False, timeout=None, limits=limits
        ) as http:
            yield cls(url.rstrip("/"), http)

    @property
    def api_url(self) -> str:
        """What the app takes for Slack's address."""
        return f"{self.url}/api/"

    async def do(self, act: str, **arguments: Any) -> Any:
        """Any act of the control API, `family/name`."""
        given = {name: value for name, value in arguments.items() if value is not None}
        response = await self._http.post(f"/sandbox/{act}", json=given)
        body = response.json()
        if not body["ok"]:
            raise RAISED.get(body["error"], SandboxError)(body["message"])
        return body["result"]

    def as_user(self, name: str) -> Person:
        """A person by handle or id; bots of other apps too."""
        return Person(name, self.do)

    # looking

    async def messages(self, channel: str) -> list[Message]:
        return [Message(one) for one in await self.do("look/messages", channel=channel)]

    async def thread(self, message: Message) -> list[Message]:
        """The root and its replies, as they are now."""
        found = await self.do("look/messages", channel=message.channel, thread_ts=message.root_ts)
        return [Message(one) for one in found]

    async def message(self, message: Message) -> Message:
        """The same message as it is now."""
        found = await self.do("look/message", channel=message.channel, ts=message.ts)
        return Message(found)

    async def notifications(self, message: Message | None = None) -> list[Json]:
        """Who was pinged, by which message: `{channel, ts, by, users}`."""
        where = {"channel": message.channel, "ts": message.ts} if message else {}
        return await self.do("look/notifications", **where)

    async def complaints(self) -> list[Json]:
        return await self.do("look/complaints")

    async def state(self) -> Json:
        return await self.do("look/state")

    # waiting

    async def wait_for_message(
        self,
        channel: str = "",
        containing: str = "",
        *,
        in_thread: Message | None = None,
        after: Message | None = None,
        ts: str = "",
        user: str = "",
        within: float = 5.0,
    ) -> Message:
        """The newest message that fits; at once when it is there already."""
        found = await self.do(
            "wait/message",
            channel=in_thread.channel if in_thread else channel,
            containing=containing,
            thread_ts=in_thread.root_ts if in_thread else "",
            after=after.ts if after else "",
            ts=ts,
            user=user,
            within=within,
        )
        return Message(found)

    async def wait_until(self, message: Message, *, shows: str, within: float = 5.0) -> Message:
        """The message, once these words can be read on it."""
        return await self.wait_for_message(
            channel=message.channel, ts=message.ts, containing=shows, within=within
        )

    async def wait_for_call(
        self, method: str, *, times: int = 1, within: float = 5.0
    ) -> list[Json]:
        return await self.do("wait/call", method=method, times=times, within=within)

    async def wait_for_event(
        self, name: str = "", *, kind: str = "", times: int = 1, within: float = 5.0
    ) -> list[Json]:
        """Deliveries to the app, each with its answer."""
        return await self.do("wait/event", name=name, kind=kind, times=times, within=within)

    async def wait_for_sockets(self, count: int = 1, *, within: float = 5.0) -> None:
        await self.do("wait/sockets", count=count, within=within)

    async def settled(self) -> None:
        """Until the app has answered every event that its own calls caused."""
        await self.do("manage/settled")

    # what Slack and administrators do

    async def advance_retries(self) -> int:
        """Deliver every retry that is due by the clock; how many there were."""
        return (await self.do("manage/retries"))["delivered"]

    async def redeliver(self, event_id: str, *, times: int = 1, concurrently: bool = False) -> None:
        await self.do("manage/redeliver", event_id=event_id, times=times, concurrently=concurrently)

    async def send_event(self, event: Json, *, envelope: Json | None = None) -> str:
        """Any event at all; its id."""
        sent = await self.do("manage/send_event", event=event, envelope=envelope)
        return sent["event_id"]

    async def deliver_to(self, app_url: str) -> None:
        """From now on the app's request URL is this."""
        await self.do("manage/set_settings", app_url=app_url)

    async def disconnect_sockets(self, reason: str = "refresh_requested") -> None:
        await self.do("manage/disconnect", reason=reason)

    async def manage(self, act: str, **arguments: Any) -> Any:
        """archive, rename, remove_app, invite_app, set_group, deactivate, revoke, set_scopes …"""
        return await self.do(f"manage/{act}", **arguments)


class Faults:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def add(self, kind: str, **details: Any) -> int:
        """`times=None` stands until cleared; see the table of faults."""
        times = details.pop("times", 1)
        fault = {"kind": kind, "times": times, **details}
        return (await self._workspace.do("manage/add_fault", fault=fault))["id"]

    async def clear(self, id: int | None = None) -> None:
        await self._workspace.do("manage/clear_faults", id=id)


class Journal:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def calls(self, method: str = "") -> list[Json]:
        """What the app called: `{at, method, args, status, answer, fault}`."""
        return await self._workspace.do("look/calls", method=method)

    async def events(self, name: str = "", kind: str = "") -> list[Json]:
        """What it was sent: `{kind, name, body, attempt, transport, status, answer, reason}`."""
        return await self._workspace.do("look/events", name=name, kind=kind)

    async def forget(self) -> None:
        await self._workspace.do("manage/forget")
