"""Whether somebody can still be reached where a policy says: only a plain no of Slack's counts."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.rules.delivery import Failed
from bot.rules.json import Json
from handlers.slack.answers import ask

SECONDS = 1.5
NOT_THERE = frozenset(
    {
        "channel_not_found",
        "no_such_subteam",
        "not_in_channel",
        "subteam_not_found",
        "user_not_found",
        "user_not_visible",
    }
)


def question(client: AsyncWebClient, id: str) -> Callable[[], Awaitable[Any]]:
    """Slack's ids say what they are of."""
    match id[:1]:
        case "S":
            return lambda: client.usergroups_users_list(usergroup=id)
        case "U" | "W":
            return lambda: client.users_info(user=id)
        case _:
            return lambda: client.conversations_info(channel=id)


async def seek(call: Callable[[], Awaitable[Any]]) -> Json | None:
    """`{gone}`, or None when Slack does not say."""
    answer = await ask(call, seconds=SECONDS)
    if isinstance(answer, Failed) and answer.error in NOT_THERE:
        return {"gone": True}
    return {"gone": _is_gone(answer)} if isinstance(answer, dict) else None


def _is_gone(answer: Json) -> bool:
    if user := answer.get("user"):
        return bool(user.get("deleted") or user.get("is_bot"))
    if channel := answer.get("channel"):
        return bool(channel.get("is_archived")) or channel.get("is_member") is False
    return "users" in answer and not answer["users"]
