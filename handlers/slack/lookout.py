"""Looking for our own mark: which messages in Slack are this delivery?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.flows.deliver import ROOT_GONE
from bot.ports import About, Letter
from bot.rules.delivery import Delivery, DeliveryKind, DeliveryState, Failed, Limited, Lost, Sent
from bot.rules.escalation import Thread
from bot.rules.json import Json
from handlers.slack.answers import ask
from handlers.slack.identity import Identity
from handlers.slack.transcript import file_name

MARGIN = timedelta(seconds=60)  # our clock and Slack's may differ
PAGE = 200
PAGES = 25
PEOPLE = ("U", "W")


async def look(
    client: AsyncWebClient, delivery: Delivery, about: About, me: Identity
) -> Sequence[Sent] | Limited | Failed | Lost:
    """Every message with the delivery's id, oldest first; a failure when we could not read all."""
    where = await _open(client, _where(delivery, about))
    if where is None:
        return []
    if not isinstance(where, dict):
        return where
    found: list[Sent] = []
    cursor = ""
    for _ in range(PAGES):
        page = await _page(client, where, _oldest(delivery), cursor)
        if isinstance(page, Failed) and page.error == ROOT_GONE and _was_sent(delivery):
            return []  # the whole thread was deleted, doubles and all
        if not isinstance(page, dict):
            return page
        found += [
            _sent(message, where["channel"], me)
            for message in page.get("messages") or []
            if _is_it(message, delivery)
        ]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return sorted(found, key=lambda sent: _stamp(sent.ts))
    return Lost(error="too much was written since to find it")


def _where(delivery: Delivery, about: About) -> dict[str, Any] | None:
    """The channel, for what stands in it; the thread, for what hangs under the card or digest."""
    if delivery.kind is DeliveryKind.NOTICE:
        return {"channel": delivery.payload["channel"]}
    if isinstance(about, Letter):
        is_root = delivery.kind is DeliveryKind.DIGEST
        return {"channel": about.recipient} if is_root else _in(about.thread)
    if delivery.kind is DeliveryKind.CARD:
        return {"channel": about.escalation.promise.channel}
    return _in(about.escalation.thread)


async def _open(
    client: AsyncWebClient, where: dict[str, Any] | None
) -> dict[str, Any] | Limited | Failed | Lost | None:
    """What goes to a person is written to by their id, and read in the channel that this makes."""
    if where is None or not str(where["channel"]).startswith(PEOPLE):
        return where
    answer = await ask(lambda: client.conversations_open(users=where["channel"]))
    return {"channel": answer["channel"]["id"]} if isinstance(answer, dict) else answer


def _in(thread: Thread | None) -> dict[str, Any] | None:
    return {"channel": thread.channel, "ts": thread.root_ts} if thread else None


async def _page(
    client: AsyncWebClient, where: dict[str, Any], oldest: str, cursor: str
) -> Json | Limited | Failed | Lost:
    read = client.conversations_replies if "ts" in where else client.conversations_history
    asked = {"oldest": oldest, "limit": PAGE, "include_all_metadata": True, "inclusive": True}
    if cursor:
        asked["cursor"] = cursor
    page = await ask(lambda: read(**where, **asked))
    if isinstance(page, Failed) and page.error in ("thread_not_found", "message_not_found"):
        return Failed(error=ROOT_GONE, final=True)
    return page


def _oldest(delivery: Delivery) -> str:
    first: datetime = delivery.first_attempt_at or delivery.created_at
    return f"{(first - MARGIN).timestamp():.6f}"


def _was_sent(delivery: Delivery) -> bool:
    return delivery.state is DeliveryState.SENT


def _is_it(message: Json, delivery: Delivery) -> bool:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    if payload.get("delivery_id") == delivery.id:
        return True
    names = [str(file.get("name") or "") for file in message.get("files") or []]
    match delivery.kind:
        case DeliveryKind.TRANSCRIPT_FILE:
            return file_name(delivery.id) in names
        case DeliveryKind.FILE | DeliveryKind.PICTURE:
            return any(delivery.id in name for name in names)
        case _:
            return False


def _sent(message: Json, channel: str, me: Identity) -> Sent:
    ts = str(message.get("ts") or "")
    return Sent(ts=ts, team=me.team, channel=channel, permalink=me.permalink(channel, ts))


def _stamp(ts: str) -> tuple[int, str]:
    seconds, _, rest = ts.partition(".")
    return (int(seconds) if seconds.isdigit() else 0, rest)
