"""What was written in live threads while nobody heard: read after the fact, through the same door.

Slack sends an event again three times at most, and has dropped backlogs after an outage.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import Desk, Memory
from bot.rules.escalation import Thread
from bot.rules.json import Json
from handlers.slack.answers import ask
from handlers.slack.identity import WhoAmI
from handlers.slack.messages import heard

AGAIN_AFTER = timedelta(minutes=5)
AT_ONCE = 10  # `conversations.replies` allows about fifty a minute
MARGIN = timedelta(seconds=60)  # our clock and Slack's may differ
PAGE = 200
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class CatchUp:
    """Each live thread soon after the start, and every five minutes from then on."""

    def __init__(self, desk: Desk, client: AsyncWebClient, me: WhoAmI) -> None:
        self._desk, self._client, self._me = desk, client, me
        self._read_at: dict[str, datetime] = {}

    async def __call__(self) -> int:
        """How many threads were read; those not read for the longest time come first."""
        live = await self._desk.store.read(_live)
        self._read_at = {id: at for id, at in self._read_at.items() if id in live}
        due = sorted(filter(self._is_due, live), key=self._last_read)[:AT_ONCE]
        for id in due:
            await self._read(id, live[id])
        return len(due)

    async def read_one(self, escalation_id: str) -> None:
        """Now, because words from this thread are about to go to a customer."""
        found = await self._desk.store.read(lambda memory: memory.escalation(escalation_id))
        if found.thread:
            await self._read(found.id, found.thread)

    def _is_due(self, id: str) -> bool:
        return self._desk.clock.now() - self._last_read(id) >= AGAIN_AFTER

    def _last_read(self, id: str) -> datetime:
        return self._read_at.get(id, NEVER)

    async def _read(self, id: str, thread: Thread) -> None:
        """A thread that Slack does not show now is read next time, from the same moment on."""
        now, last = self._desk.clock.now(), self._read_at.get(id)
        oldest = f"{(last - MARGIN).timestamp():.6f}" if last else thread.root_ts
        messages = await self._replies(thread, oldest)
        if messages is None:
            return
        for message in messages:
            await heard(self._desk, self._me, _as_event(message, thread))
        self._read_at[id] = now

    async def _replies(self, thread: Thread, oldest: str) -> Sequence[Json] | None:
        found: list[Json] = []
        cursor = ""
        while True:
            more = {"cursor": cursor} if cursor else {}
            page = await ask(
                lambda more=more: self._client.conversations_replies(
                    channel=thread.channel, ts=thread.root_ts, oldest=oldest, limit=PAGE, **more
                )
            )
            if not isinstance(page, dict):
                return None
            found += page.get("messages") or []
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return found


def _live(memory: Memory) -> dict[str, Thread]:
    return dict(memory.live_threads())


def _as_event(message: Json, thread: Thread) -> Json:
    """As Slack would have sent it when it was written: what was edited since is not new."""
    event = {name: value for name, value in message.items() if name != "edited"}
    return {
        "team_id": thread.team,
        "event_id": f"read/{thread.channel}/{message.get('ts')}",
        "was_read": True,
        "event": {**event, "type": "message", "channel": thread.channel},
    }
