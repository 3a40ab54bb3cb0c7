"""The sandbox as a program: its control API by hand, its command line, and a crowd."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from starlette.applications import Starlette

from sandbox import App, AppFailed, Cast, NotThere, Room, Sandbox, TookTooLong, Workspace
from sandbox.hosting import Hosted
from tests.sandbox.cards import a_card


async def test_the_control_api_can_be_used_by_hand(workspace: Workspace) -> None:
    async with httpx.AsyncClient(base_url=workspace.url) as http:
        said = await http.post(
            "/sandbox/people/say", json={"user": "ana", "channel": "#ops", "text": "hi"}
        )
        assert said.json()["result"]["text"] == "hi"
        seen = await http.get("/sandbox/look/messages", params={"channel": "C0OPS"})
        assert [one["text"] for one in seen.json()["result"]] == ["hi"]


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("people/dance", {"user": "ana"}, 404),
        ("nothing/here", {}, 404),
        ("people/say", {"user": "ana"}, 409),
        ("people/say", {"text": "x", "channel": "C0OPS"}, 409),
        ("people/say", {"user": "nobody", "text": "x", "channel": "C0OPS"}, 409),
        ("look/messages", {"channel": "C0NOWHERE"}, 409),
        ("look/modal", {"user": "nobody"}, 409),
        ("manage/set_settings", {"mood": "good"}, 409),
        ("manage/add_fault", {"fault": {"kind": "drop", "mood": "bad"}}, 409),
        ("people/say", ["not", "an", "object"], 409),
    ],
)
async def test_what_cannot_be_done_is_told(
    workspace: Workspace, path: str, given: Any, status: int
) -> None:
    async with httpx.AsyncClient(base_url=workspace.url) as http:
        answer = await http.post(f"/sandbox/{path}", json=given)
    assert (answer.status_code, answer.json()["ok"]) == (status, False)
    assert answer.json()["message"]


async def test_the_command_line_opens_a_workspace() -> None:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-u", "-m", "sandbox", "--port", "0", "--bot-token", "xoxb-cli"),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert program.stdout
        line = (await program.stdout.readline()).decode()
        url = line.split("/api/")[0].rsplit(" ", 1)[1]
        async with Workspace.connect(url) as workspace:
            await workspace.as_user("ana").say("hi", channel="C0OPS")
            assert [one.text for one in await workspace.messages("C0OPS")] == ["hi"]
    finally:
        program.terminate()
        await program.communicate()


async def test_waiting_in_vain_says_for_what(workspace: Workspace) -> None:
    with pytest.raises(TookTooLong, match="a message 'godot' in C0OPS"):
        await workspace.wait_for_message("C0OPS", "godot", within=0.01)


async def test_without_an_app_a_press_goes_nowhere(workspace: Workspace, slack: Any) -> None:
    desk = type("Desk", (), {"slack": slack, "workspace": workspace})
    with pytest.raises(AppFailed, match="no address"):
        await workspace.as_user("ana").click("approve", on=await a_card(desk))


async def test_another_cast_can_be_hired() -> None:
    room = Room(id="C1", name="one", members=("U0ANA",))
    cast = Cast(app=App(user_id="U9", bot_id="B9", scopes=("chat:write",)), rooms=(room,))
    async with Sandbox.serve(cast=cast) as workspace:
        state = await workspace.state()
        assert [one["id"] for one in state["channels"]] == ["C1"]
        assert state["app"]["user_id"] == "U9"
        with pytest.raises(NotThere):
            await workspace.as_user("ben").say("hi", channel="C1")


async def test_the_app_is_told_of_its_own_posts(desk: Any) -> None:
    await a_card(desk)
    await desk.workspace.settled()
    event = (await desk.workspace.journal.events("message"))[0]["body"]["event"]
    assert (event["bot_id"], event["user"]) == ("B0HANDRAIL", "U0HANDRAIL")


async def test_two_hundred_people_press_at_once(desk: Any) -> None:
    pressed: list[str] = []

    @desk.bolt.action("approve")
    async def approve(ack: Any, body: dict[str, Any]) -> None:
        pressed.append(body["trigger_id"])
        await ack()

    card = await a_card(desk)
    people = [desk.workspace.as_user(name) for name in ("ana", "ben", "mia", "sam")] * 50
    await asyncio.gather(*(one.click("approve", on=card) for one in people))
    assert len(set(pressed)) == 200


@pytest.mark.parametrize(("letters", "accepted"), [(13_200, True), (13_201, False)])
async def test_the_text_of_all_blocks_together_is_limited(
    slack: Any, letters: int, *, accepted: bool
) -> None:
    sizes = [3000] * (letters // 3000) + [letters % 3000]
    blocks = [
        {"type": "section", "text": {"type": "plain_text", "text": "x" * size}} for size in sizes
    ]
    post = slack.chat_postMessage(channel="C0OPS", text="long", blocks=blocks)
    if accepted:
        assert (await post)["ok"]
        return
    with pytest.raises(SlackApiError, match="msg_blocks_too_long"):
        await post


async def test_a_reply_may_be_sent_to_the_channel_too(slack: Any) -> None:
    root = await slack.chat_postMessage(channel="C0OPS", text="root")
    reply = await slack.chat_postMessage(
        channel="C0OPS", text="all", thread_ts=root["ts"], reply_broadcast=True
    )
    assert reply["message"]["subtype"] == "thread_broadcast"
    history = await slack.conversations_history(channel="C0OPS")
    assert [one["text"] for one in history["messages"]] == ["all", "root"]


async def test_metadata_is_read_off_the_button_a_person_pressed(desk: Any) -> None:
    seen: list[Any] = []

    @desk.bolt.action("approve")
    async def approve(ack: Any, body: dict[str, Any]) -> None:
        seen.append(body["message"]["metadata"])
        await ack()

    card = await a_card(desk)
    mark = {"event_type": "handrail", "event_payload": {"delivery_id": "d1"}}
    await desk.slack.chat_update(
        channel=card.channel, ts=card.ts, text="x", blocks=card.blocks, metadata=mark
    )
    await desk.workspace.as_user("ana").click("approve", on=card)
    assert seen == [mark]


async def test_an_app_with_a_lifespan_is_started_and_stopped() -> None:
    seen: list[str] = []

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        seen.append("up")
        yield
        seen.append("down")

    async with Hosted(Starlette(lifespan=lifespan)):
        assert seen == ["up"]
    assert seen == ["up", "down"]


async def test_an_app_that_cannot_start_says_so() -> None:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        raise OSError("no disk")
        yield

    with pytest.raises(RuntimeError, match="failed to start"):
        async with Hosted(Starlette(lifespan=lifespan)):
            pass
