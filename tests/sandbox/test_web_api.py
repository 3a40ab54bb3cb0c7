"""slack_sdk's own client accepts what the Web API says, and is refused what Slack would refuse."""

import asyncio
from typing import Any

import aiohttp
import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


async def refusal(call: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response.data


async def test_the_app_learns_who_and_where_it_is(slack: AsyncWebClient) -> None:
    me = await slack.auth_test()
    assert (me["team_id"], me["user_id"], me["bot_id"]) == (
        "T0SANDBOX",
        "U0HANDRAIL",
        "B0HANDRAIL",
    )
    bot = await slack.bots_info(bot=me["bot_id"])
    assert bot["bot"]["app_id"] == "A0HANDRAIL"


async def test_people_and_groups_can_be_looked_up(slack: AsyncWebClient) -> None:
    ana = (await slack.users_lookupByEmail(email="ana@example.com"))["user"]
    assert ana["id"] == "U0ANA"
    assert (await slack.users_info(user="U0GUS"))["user"]["is_restricted"]
    eve = (await slack.users_info(user="U0EVE"))["user"]
    assert (eve["team_id"], eve["is_stranger"]) == ("T0OTHER", True)
    assert (await slack.usergroups_users_list(usergroup="S0REFUNDS"))["users"] == [
        "U0ANA",
        "U0BEN",
    ]
    groups = (await slack.usergroups_list(include_users=True))["usergroups"]
    assert {one["handle"] for one in groups} == {"refunds", "support", "leads"}
    assert (await refusal(slack.users_info(user="U0NOBODY")))["error"] == "user_not_found"


async def test_a_post_can_be_read_back_with_its_metadata_only_when_asked(
    slack: AsyncWebClient,
) -> None:
    metadata = {"event_type": "handrail", "event_payload": {"delivery_id": "d1"}}
    posted = await slack.chat_postMessage(
        channel="C0REFUNDS", text="hi", blocks=[SECTION], metadata=metadata
    )
    plain = (await slack.conversations_history(channel="C0REFUNDS"))["messages"][0]
    full = (await slack.conversations_history(channel="C0REFUNDS", include_all_metadata=True))[
        "messages"
    ][0]
    assert plain["ts"] == posted["ts"]
    assert "metadata" not in plain
    assert full["metadata"] == metadata
    assert plain["blocks"][0]["block_id"]


async def test_metadata_stays_through_an_update_unless_another_is_sent(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    metadata = {"event_type": "handrail", "event_payload": {"delivery_id": "d1"}}
    posted = await slack.chat_postMessage(channel="C0OPS", text="hi", metadata=metadata)
    at = {"channel": "C0OPS", "ts": posted["ts"]}
    await slack.chat_update(**at, text="ho")
    assert (await workspace.messages("C0OPS"))[0].metadata == metadata
    await slack.chat_update(**at, text="ha", metadata={})
    assert (await workspace.messages("C0OPS"))[0].metadata == {}


async def test_stamps_are_unique_and_grow_while_the_clock_stands_still(
    slack: AsyncWebClient,
) -> None:
    posts = [await slack.chat_postMessage(channel="C0OPS", text=str(n)) for n in range(20)]
    stamps = [float(one["ts"]) for one in posts]
    assert stamps == sorted(set(stamps))


async def test_every_page_of_replies_begins_with_the_root(slack: AsyncWebClient) -> None:
    root = await slack.chat_postMessage(channel="C0OPS", text="root")
    for number in range(5):
        await slack.chat_postMessage(channel="C0OPS", text=str(number), thread_ts=root["ts"])
    pages = []
    async for page in await slack.conversations_replies(channel="C0OPS", ts=root["ts"], limit=2):
        pages.append([one["text"] for one in page["messages"]])
    assert pages == [["root", "0", "1"], ["root", "2", "3"], ["root", "4"]]
    first = (await slack.conversations_history(channel="C0OPS"))["messages"]
    assert [(one["text"], one["reply_count"]) for one in first] == [("root", 5)]


async def test_history_reads_from_a_moment_and_pages_backwards(slack: AsyncWebClient) -> None:
    posts = [await slack.chat_postMessage(channel="C0OPS", text=str(n)) for n in range(5)]
    later = await slack.conversations_history(channel="C0OPS", oldest=posts[2]["ts"])
    assert [one["text"] for one in later["messages"]] == ["4", "3"]
    including = await slack.conversations_history(
        channel="C0OPS", oldest=posts[2]["ts"], inclusive=True
    )
    assert [one["text"] for one in including["messages"]] == ["4", "3", "2"]
    first = await slack.conversations_history(channel="C0OPS", limit=2)
    assert first["has_more"]
    second = await slack.conversations_history(
        channel="C0OPS", limit=2, cursor=first["response_metadata"]["next_cursor"]
    )
    assert [one["text"] for one in second["messages"]] == ["2", "1"]


async def test_a_reply_to_a_deleted_root_falls_into_the_channel(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    for replies in (0, 1):
        root = await slack.chat_postMessage(channel="C0OPS", text="root")
        for _ in range(replies):
            await slack.chat_postMessage(channel="C0OPS", text="reply", thread_ts=root["ts"])
        await slack.chat_delete(channel="C0OPS", ts=root["ts"])
        stray = await slack.chat_postMessage(channel="C0OPS", text="?", thread_ts=root["ts"])
        assert "thread_ts" not in stray["message"]
    await workspace.manage("set_settings", deleted_root="refuse")
    post = slack.chat_postMessage(channel="C0OPS", text="?", thread_ts=root["ts"])
    assert (await refusal(post))["error"] == "thread_not_found"


async def test_a_deleted_root_with_replies_leaves_a_tombstone(slack: AsyncWebClient) -> None:
    root = await slack.chat_postMessage(channel="C0OPS", text="root")
    await slack.chat_postMessage(channel="C0OPS", text="reply", thread_ts=root["ts"])
    await slack.chat_delete(channel="C0OPS", ts=root["ts"])
    thread = await slack.conversations_replies(channel="C0OPS", ts=root["ts"])
    assert [one.get("subtype") for one in thread["messages"]] == ["tombstone", None]
    gone = await slack.chat_postMessage(channel="C0OPS", text="alone")
    await slack.chat_delete(channel="C0OPS", ts=gone["ts"])
    read = slack.conversations_replies(channel="C0OPS", ts=gone["ts"])
    assert (await refusal(read))["error"] == "thread_not_found"


def a_post(**change: Any) -> dict[str, Any]:
    return {"channel": "C0OPS", "text": "hi"} | change


REFUSED = [
    ("chat.postMessage", a_post(channel="C0NOWHERE"), "channel_not_found"),
    ("chat.postMessage", a_post(channel="C0GENERAL"), "not_in_channel"),
    ("chat.postMessage", a_post(text=""), "no_text"),
    ("chat.postMessage", a_post(blocks=[{"type": "nonsense"}]), "invalid_blocks"),
    ("chat.postMessage", a_post(blocks="["), "invalid_blocks_format"),
    ("chat.postMessage", a_post(metadata={"event_type": "x"}), "invalid_metadata_schema"),
    (
        "chat.postMessage",
        a_post(metadata={"event_type": "x", "event_payload": {"a": "x" * 20_000}}),
        "metadata_too_large",
    ),
    ("chat.postMessage", a_post(thread_ts="yesterday"), "invalid_thread_ts"),
    ("chat.postMessage", a_post(markdown_text="*x*"), "markdown_text_conflict"),
    ("chat.update", a_post(ts="1.000001"), "message_not_found"),
    ("chat.postEphemeral", a_post(user="U0EVE"), "user_not_in_channel"),
    ("conversations.history", {"channel": "C0GENERAL"}, "not_in_channel"),
    ("conversations.join", {"channel": "C0GENERAL"}, "missing_scope"),
    ("conversations.replies", {"channel": "C0OPS", "ts": "1.000001"}, "thread_not_found"),
    ("conversations.history", {"channel": "C0OPS", "limit": 5000}, "invalid_limit"),
    ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
    ("usergroups.users.list", {"usergroup": "S0NONE"}, "no_such_subteam"),
    ("views.open", {"trigger_id": "1.2.3", "view": {"type": "modal"}}, "invalid_trigger_id"),
    ("views.open", {"trigger_id": "1.2.3"}, "invalid_arguments"),
    ("views.publish", {"user_id": "U0ANA", "view": {"type": "modal"}}, "invalid_arguments"),
    ("reactions.get", {"channel": "C0OPS", "timestamp": "1.1"}, "missing_scope"),
    ("files.info", {"file": "F0NONE"}, "file_not_found"),
    ("chat.scream", {}, "unknown_method"),
    ("apps.connections.open", {}, "not_allowed_token_type"),
]


@pytest.mark.parametrize(("method", "arguments", "error"), REFUSED)
async def test_slack_refuses(
    slack: AsyncWebClient, method: str, arguments: dict[str, Any], error: str
) -> None:
    assert (await refusal(slack.api_call(method, json=arguments)))["error"] == error


async def test_a_missing_scope_names_what_is_needed_and_what_there_is(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    said = await refusal(slack.conversations_join(channel="C0GENERAL"))
    assert said["needed"] == "channels:join"
    assert "chat:write" in said["provided"]
    await workspace.manage("set_scopes", grant=["channels:join"])
    assert (await slack.conversations_join(channel="C0GENERAL"))["channel"]["is_member"]


async def test_tokens_are_asked_for(slack: AsyncWebClient, workspace: Workspace) -> None:
    async with httpx.AsyncClient(base_url=workspace.api_url) as http:
        errors = [
            (await http.post("auth.test")).json()["error"],
            (await http.post("auth.test", data={"token": "xoxb-no"})).json()["error"],
            (await http.post("auth.test", headers={"Authorization": "Bearer x"})).json()["error"],
        ]
        assert errors == ["not_authed", "invalid_auth", "invalid_auth"]
        in_form = await http.post("auth.test", data={"token": "xoxb-test"})
        assert in_form.json()["ok"]
    await workspace.manage("revoke")
    assert (await refusal(slack.auth_test()))["error"] == "token_revoked"


async def test_arguments_come_as_query_form_parts_or_json(workspace: Workspace) -> None:
    blocks = '[{"type":"divider"}]'
    said = {"channel": "C0OPS", "text": "hi", "blocks": blocks}
    bearer = {"Authorization": "Bearer xoxb-test"}
    async with httpx.AsyncClient(base_url=workspace.api_url, headers=bearer) as http:
        parts = {name: (None, value) for name, value in said.items()}
        answers = [
            await http.get("chat.postMessage", params=said),
            await http.post("chat.postMessage", params=said),
            await http.post("chat.postMessage", data=said),
            await http.post("chat.postMessage", files=parts),
            await http.post("chat.postMessage", json=said),
        ]
    assert [one.json()["message"]["blocks"][0]["type"] for one in answers] == ["divider"] * 5


async def test_text_is_cut_with_a_warning_and_an_update_is_refused(
    slack: AsyncWebClient,
) -> None:
    posted = await slack.chat_postMessage(channel="C0OPS", text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    assert posted["response_metadata"]["warnings"] == ["message_truncated"]
    update = slack.chat_update(channel="C0OPS", ts=posted["ts"], text="x" * 4001)
    assert (await refusal(update))["error"] == "msg_too_long"


async def test_only_ones_own_messages_can_be_changed(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    said = await workspace.as_user("ana").say("mine", channel="C0OPS")
    at = {"channel": "C0OPS", "ts": said.ts}
    assert (await refusal(slack.chat_update(**at, text="no")))["error"] == "cant_update_message"
    assert (await refusal(slack.chat_delete(**at)))["error"] == "cant_delete_message"


async def test_the_edit_window_closes(
    slack: AsyncWebClient, workspace: Workspace, clock: Any
) -> None:
    await workspace.manage("set_settings", edit_window_minutes=5)
    posted = await slack.chat_postMessage(channel="C0OPS", text="hi")
    clock.wind(minutes=6)
    update = slack.chat_update(channel="C0OPS", ts=posted["ts"], text="ho")
    assert (await refusal(update))["error"] == "edit_window_closed"


async def test_an_archived_channel_takes_no_words(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    await workspace.manage("archive", channel="C0OPS")
    post = slack.chat_postMessage(channel="C0OPS", text="hi")
    assert (await refusal(post))["error"] == "is_archived"
    assert (await slack.conversations_info(channel="C0OPS"))["channel"]["is_archived"]


async def test_a_private_channel_is_not_there_for_who_is_not_in_it(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    assert (await slack.conversations_info(channel="G0RISK"))["channel"]["is_private"]
    await workspace.manage("remove_app", channel="G0RISK")
    info = slack.conversations_info(channel="G0RISK")
    assert (await refusal(info))["error"] == "channel_not_found"
    listed = await slack.conversations_list(types="public_channel,private_channel")
    assert "G0RISK" not in {one["id"] for one in listed["channels"]}


async def test_a_direct_message_is_opened_and_read_by_one_person(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    channel = (await slack.conversations_open(users=["U0ANA"]))["channel"]["id"]
    await slack.chat_postMessage(channel=channel, text="psst")
    again = await slack.chat_postMessage(channel="U0ANA", text="hey")
    assert again["channel"] == channel
    said = await workspace.as_user("ana").say("yes?", channel="app")
    assert said.channel == channel


async def test_files_go_up_in_two_steps_into_the_thread_and_down_with_a_token(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    root = await slack.chat_postMessage(channel="C0OPS", text="root")
    done = await slack.files_upload_v2(
        channel="C0OPS",
        thread_ts=root["ts"],
        filename="transcript.txt",
        content="every word",
        initial_comment="the whole talk",
    )
    shared = (await workspace.thread(await workspace.wait_for_message("C0OPS", "whole talk")))[1]
    assert shared.thread_ts == root["ts"]
    assert shared["subtype"] == "file_share"
    info = (await slack.files_info(file=done["file"]["id"]))["file"]
    assert info["shares"]["public"]["C0OPS"] == [{"ts": shared.ts, "thread_ts": root["ts"]}]

    async with aiohttp.ClientSession() as session:
        bearer = {"Authorization": "Bearer xoxb-test"}
        async with session.get(info["url_private"], headers=bearer) as answer:
            assert await answer.read() == b"every word"
        async with session.get(info["url_private"]) as answer:
            assert answer.content_type == "text/html"
            assert "Sign in" in await answer.text()


async def test_reactions_are_counted_once(slack: AsyncWebClient, workspace: Workspace) -> None:
    posted = await slack.chat_postMessage(channel="C0OPS", text="hi")
    at = {"channel": "C0OPS", "timestamp": posted["ts"], "name": "eyes"}
    await slack.reactions_add(**at)
    assert (await refusal(slack.reactions_add(**at)))["error"] == "already_reacted"
    message = (await workspace.messages("C0OPS"))[0]
    assert message["reactions"] == [{"name": "eyes", "users": ["U0HANDRAIL"], "count": 1}]
    await slack.reactions_remove(**at)
    assert (await refusal(slack.reactions_remove(**at)))["error"] == "no_reaction"


async def test_a_whisper_is_seen_by_one_person(slack: AsyncWebClient, workspace: Workspace) -> None:
    await slack.chat_postEphemeral(channel="C0OPS", user="U0ANA", text="only you")
    assert [one.text for one in await workspace.as_user("ana").ephemerals()] == ["only you"]
    assert await workspace.as_user("ben").ephemerals() == []
    assert await workspace.messages("C0OPS") == []


async def test_a_permalink_points_into_the_thread(slack: AsyncWebClient) -> None:
    root = await slack.chat_postMessage(channel="C0OPS", text="root")
    reply = await slack.chat_postMessage(channel="C0OPS", text="reply", thread_ts=root["ts"])
    link = await slack.chat_getPermalink(channel="C0OPS", message_ts=reply["ts"])
    assert f"/archives/C0OPS/p{reply['ts'].replace('.', '')}" in link["permalink"]
    assert f"thread_ts={root['ts']}" in link["permalink"]


async def test_bad_habits_are_complained_about(slack: AsyncWebClient, workspace: Workspace) -> None:
    await slack.api_call("chat.postMessage", json={"channel": "C0OPS", "blocks": [SECTION]})
    await slack.chat_postMessage(channel="C0OPS", text="hi", link_names=True, parse="full")
    posted = await slack.chat_postMessage(channel="C0OPS", text="hi", blocks=[SECTION])
    await slack.chat_update(channel="C0OPS", ts=posted["ts"], text="ho")
    async with httpx.AsyncClient() as http:
        await http.get(f"{workspace.api_url}auth.test", params={"token": "xoxb-test"})
    await refusal(slack.api_call("chat.scream"))
    assert [one["why"] for one in await workspace.complaints()] == [
        "blocks without a text for notifications",
        "link_names is used",
        "parse is used",
        "an update that does not say what becomes of the message's blocks",
        "the token is in the URL",
        "unknown_method",
    ]


async def test_two_sandboxes_in_one_process_know_nothing_of_each_other(
    workspace: Workspace, slack: AsyncWebClient
) -> None:
    from sandbox import Sandbox

    async with Sandbox.serve(bot_token="xoxb-other") as other:
        await slack.chat_postMessage(channel="C0OPS", text="here")
        assert [len(await one.messages("C0OPS")) for one in (workspace, other)] == [1, 0]
        async with Workspace.connect(workspace.url) as remote:
            await remote.as_user("ana").say("from afar", channel="C0OPS")
        assert len(await workspace.messages("C0OPS")) == 2


async def test_a_sandbox_is_open_in_the_blink_of_an_eye() -> None:
    from sandbox import Sandbox

    started = asyncio.get_running_loop().time()
    async with Sandbox.serve():
        assert asyncio.get_running_loop().time() - started < 1.0
