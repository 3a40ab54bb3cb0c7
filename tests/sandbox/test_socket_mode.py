"""Socket Mode: slack_sdk's client and Bolt's handler connect, get each envelope once and answer it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Self

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import AppFailed, Sandbox, WindUpClock, Workspace
from tests.sandbox.cards import MODAL, a_card

APP_TOKEN = "xapp-test"


@pytest.fixture
async def room(clock: WindUpClock) -> AsyncIterator[Workspace]:
    async with Sandbox.serve(app_token=APP_TOKEN, bot_token="xoxb-test", clock=clock) as workspace:
        yield workspace


class Line:
    """One socket of the app's; it acknowledges what it hears unless told not to."""

    def __init__(self, room: Workspace) -> None:
        web = AsyncWebClient(base_url=room.api_url, retry_handlers=[])
        self.client = SocketModeClient(app_token=APP_TOKEN, web_client=web)
        self.client.socket_mode_request_listeners.append(self._hear)
        self.heard: list[Any] = []
        self.acknowledges = True

    async def _hear(self, client: Any, request: Any) -> None:
        self.heard.append(request)
        if self.acknowledges:
            await client.send_socket_mode_response(
                SocketModeResponse(envelope_id=request.envelope_id)
            )

    async def __aenter__(self) -> Self:
        await self.client.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await hang_up(self.client)


async def hang_up(client: Any) -> None:
    tasks = [client.message_processor, client.message_receiver, client.current_session_monitor]
    await client.close()
    await asyncio.gather(*(one for one in tasks if one), return_exceptions=True)


async def test_an_event_arrives_over_the_socket(room: Workspace) -> None:
    async with Line(room) as line:
        await room.wait_for_sockets()
        await room.as_user("ana").say("hello", channel="C0OPS")
        assert line.heard[0].type == "events_api"
        assert line.heard[0].payload["event"]["text"] == "hello"
    await room.wait_for_sockets(0)


async def test_an_event_without_an_ack_is_tried_again(room: Workspace, clock: WindUpClock) -> None:
    async with Line(room) as line:
        await room.wait_for_sockets()
        line.acknowledges = False
        await room.manage("set_settings", answer_within=0.3)
        await room.as_user("ana").say("hello", channel="C0OPS")
        line.acknowledges = True
        await room.manage("set_settings", answer_within=3)
        await room.advance_retries()
        clock.wind(minutes=9)
        assert await room.advance_retries() == 0
        assert [(one.retry_attempt, one.retry_reason) for one in line.heard] == [
            (0, ""),
            (1, "timeout"),
        ]
        ids = {one.payload["event_id"] for one in line.heard}
        assert len(ids) == 1
        assert line.heard[0].envelope_id != line.heard[1].envelope_id


async def test_any_one_of_several_sockets_gets_each_event(room: Workspace) -> None:
    async with Line(room) as one, Line(room) as other:
        await room.wait_for_sockets(2)
        for number in range(4):
            await room.as_user("ana").say(str(number), channel="C0OPS")
        assert (len(one.heard), len(other.heard)) == (2, 2)


async def test_an_interaction_without_an_ack_shows_a_warning(room: Workspace) -> None:
    async with Line(room) as line:
        await room.wait_for_sockets()
        line.acknowledges = False
        await room.manage("set_settings", answer_within=0.3)
        with pytest.raises(AppFailed, match="timeout"):
            await room.as_user("ana").command("/handrail", channel="C0OPS")
        assert line.heard[0].type == "slash_commands"
        assert await room.advance_retries() == 0


async def test_a_disconnected_client_comes_back(room: Workspace) -> None:
    async with Line(room) as line:
        await room.wait_for_sockets()
        await room.disconnect_sockets()
        await room.wait_for_sockets()
        await room.as_user("ana").say("still there?", channel="C0OPS")
        assert line.heard[-1].payload["event"]["text"] == "still there?"


async def test_bolt_serves_buttons_forms_and_commands_over_a_socket(room: Workspace) -> None:
    web = AsyncWebClient(token="xoxb-test", base_url=room.api_url, retry_handlers=[])
    bolt = AsyncApp(client=web, process_before_response=True)

    @bolt.action("edit")
    async def edit(ack: Any, body: dict[str, Any], client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        await ack()

    @bolt.view("edit")
    async def submitted(ack: Any) -> None:
        await ack(response_action="errors", errors={"words": "No."})

    @bolt.command("/handrail")
    async def command(ack: Any) -> None:
        await ack("All is well.")

    handler = AsyncSocketModeHandler(bolt, APP_TOKEN)
    await handler.connect_async()
    try:
        await room.wait_for_sockets()
        ana = room.as_user("ana")
        desk = type("Desk", (), {"slack": web, "workspace": room})
        modal = await ana.click("edit", on=await a_card(desk))
        assert modal
        assert await ana.submit(modal, {"words": "x"}) == {"words": "No."}
        said = await ana.command("/handrail", channel="C0OPS")
        assert said
        assert said.words.strip() == "All is well."
    finally:
        await hang_up(handler.client)
