"""Channels are archived, the app is removed, the token is revoked: told quickly, and nothing lost."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.commands.demo.scripts import BIG_REFUND, UNSURE_REPLY
from bot.rules.json import Json
from sandbox.hosting import Hosted
from sandbox.things import Message
from tests.stories.test_decisions import a_turn
from tests.stories.test_handoff import asked_for, customer_writes, said, taken
from tests.stories.world import POLICY, World, a_world

IN_REFUNDS = POLICY.replace("handoff_queue: support", "handoff_queue: refunds")
OPS = {"HANDRAIL_OPS_CHANNEL": "C0OPS"}


async def told_to_operators(world: World) -> list[Message]:
    return [each for each in await world.slack.messages("C0OPS") if "does not take" in each.words]


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (("archive", {"channel": "C0REFUNDS"}), "is_archived"),
        (("remove_app", {"channel": "C0REFUNDS"}), "not_in_channel"),
    ],
)
async def test_a_channel_that_takes_nothing_is_told_within_a_minute_and_nothing_is_lost(
    tmp_path: Path, trouble: tuple[str, dict[str, str]], error: str
) -> None:
    """F29: the integration is disabled quietly."""
    async with a_world(tmp_path, policy=IN_REFUNDS, environ=OPS) as world:
        card = await taken(world)
        await world.slack.manage(trouble[0], **trouble[1])
        await customer_writes(world, "Are you there?")
        await world.wind(seconds=10)
        told = await told_to_operators(world)
        assert len(told) == 1
        assert error in told[0].words
        undone = {"archive": "archive", "remove_app": "invite_app"}[trouble[0]]
        again = {"undo": True} if undone == "archive" else {}
        await world.slack.manage(undone, **trouble[1], **again)
        for _ in range(4):
            await world.wind(minutes=1)
        words = [each.words for each in await world.slack.thread(card)]
        assert sum("Are you there?" in each for each in words) == 1


async def test_a_conversation_moves_to_the_channel_that_the_policy_names_now(
    tmp_path: Path,
) -> None:
    """F9: a channel that changed breaks old threads. F24: replies to a gone parent."""
    async with a_world(tmp_path, policy=IN_REFUNDS, environ=OPS) as world:
        asked = await asked_for(world)
        old = await taken(world, asked)
        (tmp_path / "handrail.yaml").write_text(IN_REFUNDS.replace("C0REFUNDS", "C0OPS"))
        world.app.policies.reload()
        await customer_writes(world, "before", id="m-1")
        await world.settled()
        assert "before" in "".join(each.words for each in await world.slack.thread(old))
        await world.slack.manage("archive", channel="C0REFUNDS")
        await customer_writes(world, "after", id="m-2")
        await world.settled()
        new = await world.card(asked["escalation"])
        assert new.channel == "C0OPS"
        posts = [each for each in await world.slack.thread(new) if "after" in each.words]
        assert len(posts) == 1
        await world.slack.as_user("ana").reply("Still with you.", in_thread=new)
        assert await said(world) == ["Still with you."]


async def test_a_deleted_root_takes_nothing_with_it(tmp_path: Path) -> None:
    """F24: a reply to a deleted parent lands in the channel."""
    async with a_world(tmp_path, policy=IN_REFUNDS) as world:
        asked = await asked_for(world)
        old = await taken(world, asked)
        await world.slack.as_user("mia").delete(old)
        await customer_writes(world, "Hello?")
        await world.settled()
        new = await world.card(asked["escalation"])
        assert new.ts != old.ts
        assert "Hello?" in "".join(each.words for each in await world.slack.thread(new))
        strays = [
            each for each in await world.slack.messages(old.channel) if "Hello?" in each.words
        ]
        assert [each.root_ts for each in strays if each.ts == each.root_ts] == []


async def test_a_revoked_token_is_told_within_a_minute_where_slack_is_not_needed(
    tmp_path: Path,
) -> None:
    """F29: the integration is disabled quietly."""
    told: list[Json] = []

    async def receive(request: Request) -> Response:
        told.append(await request.json())
        return Response(status_code=204)

    async with Hosted(Starlette(routes=[Route("/ops", receive, methods=["POST"])])) as host:
        environ = {"HANDRAIL_OPS_WEBHOOK": f"{host.url}/ops"}
        async with a_world(tmp_path, policy=IN_REFUNDS, environ=environ) as world:
            await world.slack.faults.add("refuse", error="token_revoked", times=None)
            await asked_for(world)
            await world.wind(seconds=30)
            ready = (await world.agent.get("/readyz")).json()
            await world.slack.faults.clear()
            await world.wind(minutes=2)
    assert [each["type"] for each in told] == ["operators.notice"] * 2
    assert "token_revoked" in told[0]["data"]["text"]
    assert "has not reached Slack in time" in told[1]["data"]["text"]
    assert (ready["ready"], ready["parts"]["slack"] != "ok") == (True, True)


async def test_nothing_that_people_wait_for_lists_the_workspace(tmp_path: Path) -> None:
    """F30: listing at scale throttles the app."""
    async with a_world(tmp_path, policy=IN_REFUNDS) as world:
        card = await taken(world)
        await customer_writes(world, "Are you there?")
        await world.slack.as_user("ana").reply("@ben and I are.", in_thread=card)
        assert await said(world) == ["Ben and I are."]
        proposed = await world.ask(a_turn(BIG_REFUND, conversation_id="conv-2"))
        await world.slack.as_user("ana").click("approve", on=await world.card(proposed))
        await world.settled()
        called = {call["method"] for call in await world.slack.journal.calls()}
    assert {"chat.postMessage", "chat.update", "users.info"} <= called
    lists = {"conversations.list", "users.conversations", "users.list", "usergroups.list"}
    assert called & lists == set()


async def test_a_token_that_is_valid_again_drains_what_was_owed(tmp_path: Path) -> None:
    """F29: restored, the backlog drains."""
    async with a_world(tmp_path, policy=IN_REFUNDS) as world:
        await world.slack.faults.add("refuse", error="token_revoked", times=None)
        escalation = await world.ask(a_turn(UNSURE_REPLY))
        await world.wind(minutes=2)
        assert (await world.escalation(escalation["id"]))["slack"] is None
        await world.slack.faults.clear()
        for _ in range(3):
            await world.wind(minutes=2)
        assert (await world.card(escalation)).actions
