"""Events reach the app signed, are tried again as Slack tries, and fail as Slack fails."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sandbox import Message, Sandbox, SandboxError, WindUpClock, Workspace
from sandbox.hosting import Hosted

SECRET = "s3cret"


@dataclass
class Ear:
    """An app that writes down each request and answers as it is told to."""

    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    never_answers: bool = False

    async def hear(self, request: Request) -> Response:
        self.requests.append((dict(request.headers), await request.body()))
        if self.never_answers:
            await asyncio.Event().wait()
        status = self.statuses.pop(0) if self.statuses else 200
        return PlainTextResponse("", status_code=status, headers=self.headers)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.requests]

    @property
    def retries(self) -> list[tuple[str | None, str | None]]:
        names = ("x-slack-retry-num", "x-slack-retry-reason")
        return [(headers.get(names[0]), headers.get(names[1])) for headers, _ in self.requests]

    @property
    def texts(self) -> list[str]:
        return [one["event"]["text"] for one in self.bodies]


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
async def room(ear: Ear, clock: WindUpClock) -> AsyncIterator[Workspace]:
    web = Starlette(routes=[Route("/slack/events", ear.hear, methods=["POST"])])
    async with (
        Hosted(web) as host,
        Sandbox.serve(
            app_url=f"{host.url}/slack/events",
            signing_secret=SECRET,
            clock=clock,
        ) as workspace,
    ):
        yield workspace


async def say(room: Workspace, text: str = "hello") -> Message:
    return await room.as_user("ana").say(text, channel="C0OPS")


async def test_every_request_is_signed(room: Workspace, ear: Ear) -> None:
    await say(room)
    await room.as_user("ana").command("/handrail", "status & more", channel="C0OPS")
    headers, body = ear.requests[0]
    assert SignatureVerifier(SECRET).is_valid_request(body, headers)
    assert not SignatureVerifier("another").is_valid_request(body, headers)
    headers, body = ear.requests[1]
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert SignatureVerifier(SECRET).is_valid_request(body, headers)


async def test_an_event_says_where_it_comes_from(room: Workspace, ear: Ear) -> None:
    said = await say(room)
    body = ear.bodies[0]
    assert body["type"] == "event_callback"
    assert (body["team_id"], body["api_app_id"]) == ("T0SANDBOX", "A0HANDRAIL")
    assert body["authorizations"][0]["user_id"] == "U0HANDRAIL"
    assert (
        body["event"].items()
        >= {
            "type": "message",
            "channel": "C0OPS",
            "channel_type": "channel",
            "user": "U0ANA",
            "ts": said.ts,
            "event_ts": said.ts,
            "text": "hello",
        }.items()
    )


async def test_an_event_is_tried_again_at_once_after_a_minute_and_after_five(
    room: Workspace, ear: Ear, clock: WindUpClock
) -> None:
    ear.statuses = [500] * 9
    await say(room)
    assert await room.advance_retries() == 1
    assert await room.advance_retries() == 0
    clock.wind(minutes=1)
    assert await room.advance_retries() == 1
    clock.wind(minutes=4, seconds=59)
    assert await room.advance_retries() == 0
    clock.wind(seconds=1)
    assert await room.advance_retries() == 1
    clock.wind(hours=9)
    assert await room.advance_retries() == 0
    reason = "http_error"
    assert ear.retries == [(None, None), ("1", reason), ("2", reason), ("3", reason)]
    assert len({one["event_id"] for one in ear.bodies}) == 1


async def test_a_retry_that_is_answered_is_the_last(room: Workspace, ear: Ear) -> None:
    ear.statuses = [404, 200]
    await say(room)
    assert [await room.advance_retries(), await room.advance_retries()] == [1, 0]


async def test_an_app_may_ask_not_to_be_tried_again(room: Workspace, ear: Ear) -> None:
    ear.statuses, ear.headers = [503], {"X-Slack-No-Retry": "1"}
    await say(room)
    assert await room.advance_retries() == 0


async def test_silence_counts_as_a_failure(room: Workspace, ear: Ear) -> None:
    ear.never_answers = True
    await room.manage("set_settings", answer_within=0.3)
    await say(room)
    ear.never_answers = False
    await room.manage("set_settings", answer_within=3)
    await room.advance_retries()
    assert ear.retries == [(None, None), ("1", "http_timeout")]


async def test_nobody_listening_counts_as_a_failure(room: Workspace) -> None:
    await room.manage("set_settings", app_url="http://127.0.0.1:9/slack/events")
    await say(room)
    assert (await room.journal.events("message"))[0]["reason"] == "connection_failed"


async def test_retries_come_by_themselves_when_the_clock_is_the_walls(ear: Ear) -> None:
    ear.statuses = [500]
    web = Starlette(routes=[Route("/slack/events", ear.hear, methods=["POST"])])
    async with Hosted(web) as host, Sandbox.serve(app_url=f"{host.url}/slack/events") as room:
        await say(room)
        await room.wait_for_event("message", times=2)
    assert ear.retries[1] == ("1", "http_error")


@pytest.mark.parametrize("concurrently", [False, True])
async def test_a_duplicate_has_the_same_event_id(
    room: Workspace, ear: Ear, *, concurrently: bool
) -> None:
    await room.faults.add("duplicate", event="message", copies=3, concurrently=concurrently)
    await say(room)
    assert len(ear.bodies) == 4
    assert len({one["event_id"] for one in ear.bodies}) == 1
    await say(room)
    assert len(ear.bodies) == 5


async def test_a_twin_has_another_event_id(room: Workspace, ear: Ear) -> None:
    await room.faults.add("twin", copies=10)
    await say(room)
    assert len({one["event_id"] for one in ear.bodies}) == 11
    assert len({one["event"]["ts"] for one in ear.bodies}) == 1


async def test_events_may_arrive_last_first(room: Workspace, ear: Ear) -> None:
    await room.faults.add("reorder", times=3)
    for text in "abcd":
        await say(room, text)
    assert ear.texts == ["c", "b", "a", "d"]


async def test_held_events_come_when_the_fault_is_cleared(room: Workspace, ear: Ear) -> None:
    fault = await room.faults.add("reorder", times=None)
    await say(room, "a")
    await say(room, "b")
    assert ear.texts == []
    await room.faults.clear(fault)
    assert ear.texts == ["b", "a"]


async def test_only_the_third_retry_arrives(room: Workspace, ear: Ear, clock: WindUpClock) -> None:
    await room.faults.add("lose")
    await say(room)
    for minutes in (0, 1, 5):
        assert ear.requests == []
        clock.wind(minutes=minutes)
        await room.advance_retries()
    assert ear.retries == [("3", "http_timeout")]


async def test_an_event_sent_before_can_be_sent_again(room: Workspace, ear: Ear) -> None:
    await say(room)
    await room.redeliver(ear.bodies[0]["event_id"], times=2, concurrently=True)
    assert len({one["event_id"] for one in ear.bodies}) == 1
    assert len(ear.bodies) == 3


async def test_the_journal_has_each_attempt_with_its_answer(room: Workspace, ear: Ear) -> None:
    ear.statuses = [500, 200]
    await say(room)
    await room.advance_retries()
    attempts = await room.journal.events("message")
    assert [(one["attempt"], one["status"], one["reason"]) for one in attempts] == [
        (0, 500, "http_error"),
        (1, 200, ""),
    ]


async def test_events_are_withheld_without_scope_or_membership(room: Workspace, ear: Ear) -> None:
    ana = room.as_user("ana")
    said = await ana.say("@handrail are you there?", channel="C0GENERAL")
    assert ear.requests == []
    said = await ana.say("@handrail are you there?", channel="C0OPS")
    await ana.react("eyes", on=said)
    assert [one["event"]["type"] for one in ear.bodies] == ["message"]
    await room.manage("set_scopes", grant=["app_mentions:read", "reactions:read"])
    await ana.say("@handrail are you there?", channel="C0OPS")
    await ana.react("wave", on=said)
    assert [one["event"]["type"] for one in ear.bodies[1:]] == [
        "message",
        "app_mention",
        "reaction_added",
    ]
    assert ear.bodies[-1]["event"]["item"]["ts"] == said.ts


async def test_each_kind_of_message_has_its_subtype(room: Workspace, ear: Ear) -> None:
    ana = room.as_user("ana")
    root = await say(room, "root")
    await ana.reply("plain", in_thread=root)
    await ana.reply("to all", in_thread=root, also_to_channel=True)
    await ana.reply("waves", in_thread=root, subtype="me_message")
    await ana.upload({"a.txt": b"abc"}, in_thread=root, text="look")
    await room.as_user("otherbot").reply("beep", in_thread=root, subtype="bot_message")
    messages = [one["event"] for one in ear.bodies if one["event"]["type"] == "message"]
    assert [one.get("subtype") for one in messages] == [
        None,
        None,
        "thread_broadcast",
        "me_message",
        "file_share",
        "bot_message",
    ]
    assert {one["thread_ts"] for one in messages[1:]} == {root.ts}
    assert messages[1]["parent_user_id"] == "U0ANA"
    assert messages[4]["files"][0]["name"] == "a.txt"
    assert messages[5]["bot_id"] == "B0OTHER"
    assert ear.bodies[-2]["event"]["type"] == "file_shared"


async def test_a_stranger_speaks_from_another_team(room: Workspace, ear: Ear) -> None:
    await room.as_user("eve").say("hello", channel="C0SUPPORT")
    body = ear.bodies[0]
    assert (body["team_id"], body["event"]["user_team"]) == ("T0SANDBOX", "T0OTHER")
    assert body["is_ext_shared_channel"]


async def test_who_has_left_the_company_does_nothing_more(room: Workspace) -> None:
    await room.manage("deactivate", user="ben")
    with pytest.raises(SandboxError, match="ben has been deactivated"):
        await room.as_user("ben").say("hello", channel="C0OPS")
    group = next(one for one in (await room.state())["groups"] if one["id"] == "S0REFUNDS")
    assert group["members"] == ["U0ANA"]


async def test_what_happens_to_channels_is_told(room: Workspace, ear: Ear) -> None:
    await room.as_user("eve").join("C0OPS")
    await room.manage("rename", channel="C0OPS", name="operations")
    await room.manage("archive", channel="C0OPS")
    await room.manage("remove_app", channel="C0OPS")
    await room.manage("deactivate", user="ben")
    await room.manage("revoke", uninstall=True)
    assert [one["event"]["type"] for one in ear.bodies] == [
        "member_joined_channel",
        "channel_rename",
        "channel_archive",
        "channel_left",
        "user_change",
        "tokens_revoked",
        "app_uninstalled",
    ]
    assert ear.bodies[1]["event"]["channel"]["name"] == "operations"


async def test_any_event_can_be_sent(room: Workspace, ear: Ear) -> None:
    event = {"type": "message", "subtype": "huddle_thread", "channel": "C0OPS", "ts": "1.0"}
    id = await room.send_event(event, envelope={"team_id": "T0OTHER"})
    assert (ear.bodies[0]["event_id"], ear.bodies[0]["team_id"]) == (id, "T0OTHER")
