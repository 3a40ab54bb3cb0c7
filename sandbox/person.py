"""One person in the workspace, doing what people do in Slack."""

import base64
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.model import Json
from sandbox.things import Form, Message

Do = Callable[..., Awaitable[Any]]
Spot = Message | Form


class Person:
    def __init__(self, name: str, do: Do) -> None:
        self.name = name
        self._do = do

    async def act(self, act: str, **arguments: Any) -> Any:
        return await self._do(f"people/{act}", user=self.name, **arguments)

    # pressing

    async def click(
        self,
        button: str,
        *,
        on: Spot,
        value: str | None = None,
        block_id: str = "",
        stale: bool = False,
    ) -> Form | None:
        """By action id, words, or an overflow's option; the modal that it opened, if any."""
        done = await self.act(
            "click", button=button, value=value, block_id=block_id, stale=stale, **_at(on)
        )
        return _form(done["view"])

    async def choose(self, field: str, choice: Any, *, on: Spot) -> Form | None:
        """Pick in a menu, date or ticks on a message, or one that dispatches in a form."""
        return _form((await self.act("choose", field=field, choice=choice, **_at(on)))["view"])

    async def repeat_last(
        self, times: int = 1, *, concurrently: bool = False, identical: bool = False
    ) -> list[Json]:
        """The last press, form or command again; the app's answers `{status, body, reason}`."""
        done = await self.act("repeat", times=times, concurrently=concurrently, identical=identical)
        return done["answers"]

    async def suggestions(self, field: str, typed: str, *, on: Spot) -> Json:
        return await self.act("suggestions", field=field, typed=typed, **_at(on))

    # forms

    async def submit(self, modal: Form | None = None, values: Json | None = None) -> Json | None:
        """Fill in and send; the app's errors by block id, or nothing when it was taken."""
        view_id = modal.id if modal else ""
        return (await self.act("submit", view_id=view_id, values=values or {}))["errors"]

    async def fill_modal(self, values: Json) -> Json | None:
        """`submit` for the modal on top."""
        return await self.submit(None, values)

    async def close_modal(self, modal: Form | None = None, *, everything: bool = False) -> None:
        await self.act("close", view_id=modal.id if modal else "", everything=everything)

    async def modal(self) -> Form | None:
        return _form(await self._do("look/modal", user=self.name))

    async def wait_for_modal(self, containing: str = "", *, within: float = 5.0) -> Form:
        found = await self._do("wait/view", user=self.name, containing=containing, within=within)
        return Form(found)

    async def open_home(self) -> Form | None:
        return _form((await self.act("open_home"))["view"])

    async def home(self) -> Form | None:
        return _form(await self._do("look/home", user=self.name))

    async def wait_for_home(self, containing: str = "", *, within: float = 5.0) -> Form:
        found = await self._do(
            "wait/view", user=self.name, containing=containing, where="home", within=within
        )
        return Form(found)

    # talking

    async def say(self, text: str, *, channel: str, **how: Any) -> Message:
        """In a channel, or `channel="app"` for the direct conversation with the app."""
        return Message(await self.act("say", text=text, channel=channel, **how))

    async def reply(
        self, text: str, *, in_thread: Message, also_to_channel: bool = False, **how: Any
    ) -> Message:
        """How: `subtype="me_message"`, `raw=True` for markup as it is, `blocks`."""
        said = await self.act(
            "say",
            text=text,
            channel=in_thread.channel,
            thread_ts=in_thread.root_ts,
            also_to_channel=also_to_channel,
            **how,
        )
        return Message(said)

    async def upload(
        self,
        files: dict[str, bytes],
        *,
        in_thread: Message | None = None,
        channel: str = "",
        text: str = "",
    ) -> Message:
        coded = [
            {"name": name, "content": base64.b64encode(content).decode()}
            for name, content in files.items()
        ]
        thread_ts = in_thread.root_ts if in_thread else ""
        channel = in_thread.channel if in_thread else channel
        return Message(
            await self.act("upload", files=coded, channel=channel, thread_ts=thread_ts, text=text)
        )

    async def edit(self, message: Message, text: str) -> Message:
        return Message(await self.act("edit", channel=message.channel, ts=message.ts, text=text))

    async def delete(self, message: Message) -> None:
        await self.act("delete", channel=message.channel, ts=message.ts)

    async def react(self, emoji: str, *, on: Message, remove: bool = False) -> None:
        await self.act("react", emoji=emoji, channel=on.channel, ts=on.ts, remove=remove)

    async def command(
        self, command: str, text: str = "", *, channel: str = "C0SUPPORT"
    ) -> Message | Form | None:
        """What it showed: a modal, the answer's message, or nothing yet."""
        done = await self.act("command", command=command, text=text, channel=channel)
        if done["view"]:
            return Form(done["view"])
        return Message(done["message"]) if done["message"] else None

    async def shortcut(self, callback_id: str, *, on: Message | None = None) -> Form | None:
        where = {"channel": on.channel, "ts": on.ts} if on else {}
        return _form((await self.act("shortcut", callback_id=callback_id, **where))["view"])

    async def join(self, channel: str) -> None:
        await self.act("join", channel=channel)

    async def leave(self, channel: str) -> None:
        await self.act("leave", channel=channel)

    # looking

    async def ephemerals(self, channel: str = "") -> list[Message]:
        found = await self._do("look/ephemerals", user=self.name, channel=channel)
        return [Message(one) for one in found]

    async def wait_for_ephemeral(self, containing: str = "", *, within: float = 5.0) -> Message:
        found = await self._do(
            "wait/ephemeral", user=self.name, containing=containing, within=within
        )
        return Message(found)


def _at(spot: Spot) -> Json:
    if isinstance(spot, Form):
        return {"view_id": spot.id}
    return {"channel": spot.channel, "ts": spot.ts}


def _form(view: Json | None) -> Form | None:
    return Form(view) if view else None
