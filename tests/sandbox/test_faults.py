"""Slack's bad days and its rate limits, as slack_sdk's client lives through them."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import SandboxError, WindUpClock, Workspace


async def post(slack: AsyncWebClient, channel: str = "C0OPS", **more: Any) -> Any:
    return await slack.chat_postMessage(channel=channel, text="hi", **more)


async def test_a_429_says_how_long_to_wait(slack: AsyncWebClient, workspace: Workspace) -> None:
    await workspace.faults.add("rate_limited", method="chat.postMessage", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await post(slack)
    answer = caught.value.response
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert answer.headers["Retry-After"] == "7"
    assert (await post(slack))["ok"]


async def test_slack_sdks_own_retry_handler_gets_through(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    slack.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    await workspace.faults.add("rate_limited", retry_after=0)
    assert (await post(slack))["ok"]
    assert [one["status"] for one in await workspace.journal.calls("chat.postMessage")] == [
        429,
        200,
    ]


@pytest.mark.parametrize("html", [False, True])
async def test_a_server_error_may_be_html(
    slack: AsyncWebClient, workspace: Workspace, *, html: bool
) -> None:
    await workspace.faults.add("server_error", status=502, html=html)
    with pytest.raises(SlackApiError) as caught:
        await post(slack)
    assert caught.value.response.status_code == 502
    assert await workspace.messages("C0OPS") == []


async def test_a_dropped_call_has_its_effect_and_no_answer(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    await workspace.faults.add("drop", method="chat.postMessage")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await post(slack)
    assert len(await workspace.messages("C0OPS")) == 1
    assert (await workspace.journal.calls())[-1]["fault"] == "drop"


async def test_slack_sdks_default_client_posts_twice_after_a_dropped_call(
    workspace: Workspace,
) -> None:
    await workspace.faults.add("drop", method="chat.postMessage")
    client = AsyncWebClient(token="xoxb-test", base_url=workspace.api_url)
    await post(client)
    assert len(await workspace.messages("C0OPS")) == 2


async def test_while_slack_is_down_nothing_happens(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    await workspace.faults.add("down", times=None)
    for call in (post(slack), slack.auth_test()):
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await call
    await workspace.faults.clear()
    assert await workspace.messages("C0OPS") == []
    assert (await post(slack))["ok"]


async def test_a_slow_answer_outlasts_an_impatient_client(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    await workspace.faults.add("slow", seconds=30)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await post(slack)


async def test_a_slow_call_has_its_effect_afterwards(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    await workspace.faults.add("slow", seconds=0.05)
    assert (await post(slack))["ok"]


async def test_any_refusal_can_be_had(slack: AsyncWebClient, workspace: Workspace) -> None:
    await workspace.faults.add("refuse", method="chat.*", error="fatal_error")
    assert (await slack.auth_test())["ok"]
    with pytest.raises(SlackApiError, match="fatal_error"):
        await post(slack)


async def test_a_fault_strikes_after_so_many_and_so_many_times_in_one_channel(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    await workspace.faults.add("refuse", channel="C0OPS", after=1, times=2)
    outcomes = []
    for channel in ("C0OPS", "C0REFUNDS", "C0OPS", "C0OPS", "C0OPS"):
        try:
            await post(slack, channel)
            outcomes.append("sent")
        except SlackApiError as error:
            outcomes.append(error.response["error"])
    assert outcomes == ["sent", "sent", "internal_error", "internal_error", "sent"]


async def test_there_is_no_fault_of_that_name(workspace: Workspace) -> None:
    with pytest.raises(SandboxError, match="there is no fault 'gremlins'"):
        await workspace.faults.add("gremlins")


TIERS = [
    ("usergroups.users.list", {"usergroup": "S0REFUNDS"}, 20),
    ("conversations.list", {}, 20),
    ("conversations.history", {"channel": "C0OPS"}, 50),
    ("users.lookupByEmail", {"email": "ana@example.com"}, 50),
    ("users.info", {"user": "U0ANA"}, 100),
    ("conversations.members", {"channel": "C0OPS"}, 100),
]


@pytest.mark.parametrize(("method", "arguments", "a_minute"), TIERS)
async def test_each_method_has_its_tier(
    slack: AsyncWebClient, workspace: Workspace, method: str, arguments: Any, a_minute: int
) -> None:
    await workspace.manage("set_limits", on=True, scale=0.1)
    for _ in range(a_minute // 10):
        await slack.api_call(method, params=arguments)
    with pytest.raises(SlackApiError, match="ratelimited"):
        await slack.api_call(method, params=arguments)
    assert (await slack.auth_test())["ok"]


async def test_a_channel_takes_a_short_burst_and_then_one_post_a_second(
    slack: AsyncWebClient, workspace: Workspace, clock: WindUpClock
) -> None:
    await workspace.manage("set_limits", on=True)
    for _ in range(5):
        await post(slack)
    with pytest.raises(SlackApiError) as caught:
        await post(slack)
    assert caught.value.response.headers["Retry-After"] == "1"
    assert (await post(slack, "C0REFUNDS"))["ok"]
    clock.wind(seconds=1)
    assert (await post(slack))["ok"]
    with pytest.raises(SlackApiError):
        await post(slack)


async def test_without_limits_a_thousand_posts_are_welcome(slack: AsyncWebClient) -> None:
    await asyncio.gather(*(post(slack) for _ in range(200)))
