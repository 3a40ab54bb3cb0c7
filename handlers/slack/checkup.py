"""Asks Slack, and changes nothing: could a card be posted here, and who could decide it?"""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import Clock
from bot.rules.delivery import Failed, Limited, Lost
from bot.rules.finding import Finding, ok, warning, wrong
from handlers.slack.answers import Answer, ask
from handlers.slack.checkup_places import check_channel, check_groups, check_user, silent
from handlers.slack.text import one_line

STAMP = timedelta(seconds=1)  # an HTTP date is cut to the second
NOTICED = timedelta(seconds=5)
HARMFUL = timedelta(seconds=60)
_COPY_BOT = "Copy it again from “OAuth & Permissions”; a reinstall makes a new one."
_COPY_APP_LEVEL = "Copy it again from “Basic Information”, “App-Level Tokens”."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whom and what a desk relies on: by Slack's id, what each is there for."""

    scopes: frozenset[str]
    channels: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    users: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Greeting:
    """Slack's answer to `auth.test`, with its headers, and when it was on its way by our clock."""

    answer: Answer
    headers: Mapping[str, str]
    asked_at: datetime
    heard_at: datetime


async def check_workspace(
    client: AsyncWebClient, wanted: Wanted, clock: Clock
) -> AsyncIterator[Finding]:
    """Finding by finding. Without a token that counts, nothing else can be asked."""
    greeting = await _greet(client, clock)
    for finding in _clock(greeting):
        yield finding
    if not isinstance(greeting.answer, dict):
        yield _no_token(greeting.answer)
        return
    bot = one_line(str(greeting.answer.get("user") or "the app"), 80)
    team = one_line(str(greeting.answer.get("team") or ""), 80)
    yield ok("Slack token", f"It is {bot}'s, in the workspace {team}.")
    yield _scopes(greeting.headers, wanted.scopes)
    for channel, purpose in wanted.channels.items():
        yield await check_channel(client, channel, purpose, bot)
    for finding in await check_groups(client, wanted.groups):
        yield finding
    for user, purpose in wanted.users.items():
        yield await check_user(client, user, purpose)


async def check_app_token(client: AsyncWebClient, token: str) -> Finding:
    """Socket Mode: whether Slack would open a connection. It opens none."""
    name = "Socket Mode"
    answer = await ask(lambda: client.apps_connections_open(app_token=token))
    match answer:
        case dict():
            return ok(name, "Slack opens connections for SLACK_APP_TOKEN.")
        case Failed(error="missing_scope"):
            return wrong(
                name,
                "SLACK_APP_TOKEN lacks the scope connections:write.",
                "Generate another with it at “Basic Information”, “App-Level Tokens”.",
            )
        case Failed(error=error):
            words = f"Slack refuses SLACK_APP_TOKEN ({error})."
            return wrong(name, words, f"{_COPY_APP_LEVEL} “Socket Mode” must be on, too.")
        case _:
            return silent(name, answer)


async def _greet(client: AsyncWebClient, clock: Clock) -> _Greeting:
    headers: dict[str, str] = {}

    def keep(response: Any) -> None:
        found = getattr(response, "headers", None) or {}
        headers.update({name.lower(): value for name, value in found.items()})

    async def call() -> Any:
        try:
            response = await client.auth_test()
        except SlackApiError as error:
            keep(error.response)
            raise
        keep(response)
        return response

    asked_at = clock.now()
    answer = await ask(call)
    return _Greeting(answer=answer, headers=headers, asked_at=asked_at, heard_at=clock.now())


def _clock(greeting: _Greeting) -> Iterator[Finding]:
    """Slack's own time against ours, as far as its answer tells it."""
    try:
        there = parsedate_to_datetime(greeting.headers["date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return
    behind, ahead = there - greeting.heard_at, greeting.asked_at - (there + STAMP)
    off = max(behind, ahead, timedelta())
    if off <= NOTICED:
        yield ok("clock", "It agrees with Slack's.")
        return
    words = (
        f"It is {off.total_seconds():,.0f} s {'behind' if behind > ahead else 'ahead of'} Slack's"
    )
    remedy = "Synchronise this machine's time (NTP)."
    if off < HARMFUL:
        yield warning("clock", f"{words}; times on cards are off by that much.", remedy)
    else:
        yield wrong("clock", f"{words}. From 300 s on, Slack's requests are refused.", remedy)


def _no_token(answer: Limited | Failed | Lost) -> Finding:
    if isinstance(answer, Failed) and not answer.error.startswith("not connected"):
        words = f"Slack does not accept SLACK_BOT_TOKEN ({answer.error})."
        return wrong("Slack token", words, _COPY_BOT)
    return silent("Slack token", answer)


def _scopes(headers: Mapping[str, str], wanted: frozenset[str]) -> Finding:
    if "x-oauth-scopes" not in headers:
        return warning(
            "scopes",
            "Slack did not say which scopes the token has.",
            "Compare “OAuth & Permissions” with manifest.yml.",
        )
    granted = {scope.strip() for scope in headers["x-oauth-scopes"].split(",") if scope.strip()}
    if missing := sorted(wanted - granted):
        return wrong(
            "scopes",
            f"The token lacks {', '.join(missing)}.",
            "Add what is missing at “OAuth & Permissions”, “Bot Token Scopes”, and reinstall.",
        )
    spare = len(granted - wanted)
    more = f", and {spare} more that nothing here uses" if spare else ""
    return ok("scopes", f"The token has all {len(wanted)} of manifest.yml{more}.")
