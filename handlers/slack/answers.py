"""What Slack's answer to one call means for a delivery: done, later, no, or nobody knows."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.rules.delivery import Failed, Limited, Lost
from bot.rules.json import Json

TIMEOUT = 10.0
USUAL_WAIT = 30.0
LONGEST_WAIT = 3_600.0

# Asking again with the same words can never help.
FINAL = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_attachments",
        "invalid_arguments",
        "invalid_arg_name",
        "invalid_array_arg",
        "invalid_form_data",
        "invalid_json",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "invalid_user",
        "markdown_text_conflict",
        "metadata_too_large",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "too_many_attachments",
        "user_not_in_channel",
        "user_not_found",
        "cannot_reply_to_message",
        "cant_update_message",
        "edit_window_closed",
        "file_too_large",
    }
)
# Slack says itself that it does not know, or that it broke on the way.
SAYS_NOTHING = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"}
)
LIMITS = frozenset({"ratelimited", "rate_limited"})

_NOT_JSON = (AttributeError, TypeError)  # how the SDK stumbles over an answer that is no object

Answer = Json | Limited | Failed | Lost


async def ask(call: Callable[[], Awaitable[Any]], *, seconds: float = TIMEOUT) -> Answer:
    """The answer's JSON when it is a clean yes; otherwise what the failure means. Never raises."""
    try:
        async with asyncio.timeout(seconds):
            response = await call()
    except SlackApiError as error:
        return _meaning(error.response)
    except TimeoutError:
        return Lost(error="timeout")
    except aiohttp.ClientConnectorError as error:
        return Failed(error=f"not connected: {type(error).__name__}")  # so nothing was sent
    except (aiohttp.ClientError, SlackClientError, OSError, ValueError, *_NOT_JSON) as error:
        return Lost(error=type(error).__name__)
    return dict(response.data)


def _meaning(response: Any) -> Limited | Failed | Lost:
    """`response` is the SDK's, or the bare HTTP answer when its body was no JSON."""
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    data = getattr(response, "data", None)
    said = data if isinstance(data, dict) else {}
    error = str(said.get("error") or "")
    if status == 429 or error in LIMITS:  # noqa: PLR2004  # HTTP's number
        return Limited(seconds=_seconds(response))
    if error in SAYS_NOTHING or status >= 500 or not error:  # noqa: PLR2004
        return Lost(error=error or f"HTTP {status}")
    return Failed(error=error, final=error in FINAL)


def _seconds(response: Any) -> float:
    headers = getattr(response, "headers", None) or {}
    try:
        seconds = float(headers.get("Retry-After") or headers.get("retry-after") or USUAL_WAIT)
    except ValueError:
        seconds = USUAL_WAIT
    return min(max(seconds, 1.0), LONGEST_WAIT)
