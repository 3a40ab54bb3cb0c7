"""Who we are in Slack: asked once, when we start, and remembered."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Refused
from bot.ports import Clock
from bot.rules.delivery import Failed, Limited, Lost
from handlers.slack.answers import ask

SECONDS = 2.5
LOOK_SECONDS = 1.5
SEEN_LATELY = timedelta(seconds=10)
_BAD_TOKEN = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}
)


class WrongToken(Refused):
    """Slack does not accept SLACK_BOT_TOKEN. Copy it again from “OAuth & Permissions”."""

    slug = "wrong-token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    team: str
    user: str
    bot: str
    url: str = ""
    enterprise: str | None = None

    def permalink(self, channel: str, ts: str) -> str:
        return f"{self.url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"


class WhoAmI:
    """`auth.test` until it has answered once, and after that only to see whether Slack is there."""

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._seen_at: datetime | None = None
        self._asking = asyncio.Lock()
        self.known: Identity | None = None

    async def ask(self) -> Identity | Limited | Failed | Lost:
        """Who we are, or why Slack did not say."""
        async with self._asking:
            if self.known:
                return self.known
            answer = await ask(self._client.auth_test, seconds=SECONDS)
            if not isinstance(answer, dict):
                return answer
            self._seen_at = self._clock.now()
            self.known = Identity(
                team=str(answer.get("team_id") or ""),
                user=str(answer.get("user_id") or ""),
                bot=str(answer.get("bot_id") or ""),
                url=str(answer.get("url") or ""),
                enterprise=answer.get("enterprise_id"),
            )
            return self.known

    async def still_there(self) -> bool:
        """Whether Slack answers; asked again when the last answer is ten seconds old."""
        if self.known is None:
            return isinstance(await self.ask(), Identity)
        now = self._clock.now()
        if self._seen_at and abs(now - self._seen_at) < SEEN_LATELY:
            return True
        answer = await ask(self._client.auth_test, seconds=LOOK_SECONDS)
        self._seen_at = now if isinstance(answer, dict) else None
        return self._seen_at is not None

    async def check(self) -> bool:
        """At start: True when Slack answered; a token that Slack refuses stops the start."""
        answer = await self.ask()
        if isinstance(answer, Failed) and answer.error in _BAD_TOKEN:
            raise WrongToken
        return isinstance(answer, Identity)
