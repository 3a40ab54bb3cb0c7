"""The way out to Slack: one call for one delivery, and an honest word on what came of it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.flows.deliver import ROOT_GONE
from bot.ports import About, Card, Files, Letter, Outlet
from bot.rules.delivery import Delivery, DeliveryKind, Failed, Lost, Outcome, Sent
from bot.rules.escalation import Thread
from bot.rules.json import Json
from handlers.slack.answers import Answer, ask
from handlers.slack.card import Drawn, draw, draw_farewell
from handlers.slack.customer_files import bring_file
from handlers.slack.customer_words import draw_customer_words
from handlers.slack.identity import Identity, WhoAmI
from handlers.slack.letters import Letters
from handlers.slack.lookout import look
from handlers.slack.marks import set_mark
from handlers.slack.notes import draw_direct, draw_note
from handlers.slack.posting import as_sent, post
from handlers.slack.transcript import as_file, draw_transcript, file_name

log = structlog.get_logger(__name__)

NO_THREAD = Failed(error="the card is not in Slack yet")
_Sender = Callable[[Delivery, Card, Identity], Awaitable[Outcome]]
# Our own card cannot be updated when only its tombstone is left.
GONE = frozenset({"message_not_found", "thread_not_found", "cant_update_message"})


class SlackOutlet:
    """Sends, looks, removes. Draws every card from the record as it is at that moment."""

    def __init__(
        self, client: AsyncWebClient, me: WhoAmI, files: Files, *, address: str | None = None
    ) -> None:
        """`files`: where those of customers are had from; `address`: where the gateway is."""
        self._client, self._files = client, files
        self._letters = Letters(client, address)
        self._me = me
        self._senders: dict[DeliveryKind, _Sender] = {
            DeliveryKind.CARD: self._post_root,
            DeliveryKind.REDRAW: self._redraw,
            DeliveryKind.WHISPER: self._whisper,
            DeliveryKind.TRANSCRIPT: self._transcript,
            DeliveryKind.TRANSCRIPT_FILE: self._upload,
            DeliveryKind.NOTE: self._note,
            DeliveryKind.WORDS: self._words,
            DeliveryKind.FILE: self._file,
            DeliveryKind.MARK: self._mark,
            DeliveryKind.FAREWELL: self._farewell,
            DeliveryKind.CORRECTION: self._correction,
            DeliveryKind.DIRECT: self._direct,
        }

    async def send(self, delivery: Delivery, about: About) -> Outcome:
        me = await self._me.ask()
        if not isinstance(me, Identity):
            return Failed(error=me.error) if isinstance(me, Lost) else me  # nothing was sent
        if delivery.kind is DeliveryKind.NOTICE:
            return await self._notice(delivery, me)
        if isinstance(about, Letter):
            return await self._letters.send(delivery, about, me)
        sender = self._senders.get(delivery.kind)
        if sender is None:
            return Failed(error=f"a {delivery.kind} does not go to Slack", final=True)
        return await sender(delivery, about, me)

    async def look(self, delivery: Delivery, about: About) -> Sequence[Sent] | Outcome:
        me = await self._me.ask()
        if not isinstance(me, Identity):
            return me
        if isinstance(about, Letter):
            return await self._letters.look(delivery, about, me)
        return await look(self._client, delivery, about, me)

    async def remove(self, about: About, sent: Sent) -> None:
        channel = sent.channel or _channel_of(about)
        answer = await ask(lambda: self._client.chat_delete(channel=channel, ts=sent.ts))
        if not isinstance(answer, dict):
            log.warning("a double could not be removed", channel=channel, ts=sent.ts)

    async def _post_root(self, delivery: Delivery, card: Card, me: Identity) -> Outcome:
        answer = await post(
            self._client, delivery, draw(card), channel=card.escalation.promise.channel
        )
        return as_sent(answer, me)

    async def _transcript(self, delivery: Delivery, card: Card, me: Identity) -> Outcome:
        return await self._reply(delivery, card, draw_transcript(card), me)

    async def _note(self, delivery: Delivery, card: Card, me: Identity) -> Outcome:
        value = f"{card.escalation.id}:{card.escalation.version}"
        return await self._reply(delivery, card, draw_note(delivery.payload, value), me)

    async def _words(self, delivery: Delivery, card: Card, me: Identity) -> Outcome:
        return await self._reply(delivery, card, draw_customer_words(delivery.payload), me)

    async def _file(self, delivery: Delivery, card: Card, me: Identity) -> Outcome:
        thread = card.escalation.thread
        if thread is None:
            return NO_THREAD
        return await bring_file(self._client, self._files, delivery, card, thread, me)

    async def _mark(self, delivery: Delivery, _: Card, __: Identity) -> Outcome:
        return await set_mark(self._client, delivery.payload)

    async def _notice(self, delivery: Delivery, me: Identity) -> Outcome:
        channel = str(delivery.payload["channel"])
        return as_sent(
            await post(self._client, delivery, draw_note(delivery.payload), channel=channel), me
        )

    async def _direct(self, delivery: Delivery, card: Card, me: Identity) -> Outcome:
        user = str(delivery.payload["user"])
        drawn = draw_direct(card, delivery.payload)
        return as_sent(await post(self._client, delivery, drawn, channel=user), me)

    async def _reply(self, delivery: Delivery, card: Card, drawn: Drawn, me: Identity) -> Outcome:
        thread = card.escalation.thread
        if thread is None:
            return NO_THREAD
        answer = await post(
            self._client, delivery, drawn, channel=thread.channel, thread_ts=thread.root_ts
        )
        if _is_gone(answer):
            return Failed(error=ROOT_GONE, final=True)
        if isinstance(answer, dict) and _thread_of(answer) != thread.root_ts:
            return await self._take_back(answer, thread)
        return as_sent(answer, me)

    async def _take_back(self, answer: Json, thread: Thread) -> Outcome:
        """The root is gone and Slack put our reply into the channel: nobody should read it."""
        ts = str(answer.get("ts") or "")
        taken = await ask(lambda: self._client.chat_delete(channel=thread.channel, ts=ts))
        if not isinstance(taken, dict):
            log.warning("a stray reply could not be removed", channel=thread.channel, ts=ts)
        return Failed(error=ROOT_GONE, final=True)

    async def _redraw(self, _: Delivery, card: Card, __: Identity) -> Outcome:
        thread = card.escalation.thread
        if thread is None:
            return NO_THREAD
        drawn = draw(card)
        answer = await ask(
            lambda: self._client.chat_update(
                channel=thread.channel,
                ts=thread.root_ts,
                text=drawn.text,
                blocks=drawn.blocks,
            )
        )
        if _is_gone(answer):
            return Failed(error=ROOT_GONE, final=True)
        return Sent(ts=thread.root_ts) if isinstance(answer, dict) else answer

    async def _farewell(self, delivery: Delivery, card: Card, _: Identity) -> Outcome:
        return await self._put(delivery, draw_farewell(card, str(delivery.payload["queue"])))

    async def _correction(self, delivery: Delivery, _: Card, __: Identity) -> Outcome:
        return await self._put(delivery, draw_note(delivery.payload))

    async def _put(self, delivery: Delivery, drawn: Drawn) -> Outcome:
        """In the place of a post of ours; where that was deleted, nothing is to be put right."""
        channel, ts = str(delivery.payload["channel"]), str(delivery.payload["ts"])
        answer = await ask(
            lambda: self._client.chat_update(
                channel=channel, ts=ts, text=drawn.text, blocks=drawn.blocks
            )
        )
        if _is_gone(answer) or isinstance(answer, dict):
            return Sent(ts=ts)
        return answer

    async def _whisper(self, delivery: Delivery, _: Card, __: Identity) -> Outcome:
        said: Json = delivery.payload
        where: dict[str, Any] = {"channel": said["channel"], "user": said["user"]}
        if said.get("thread_ts"):
            where["thread_ts"] = said["thread_ts"]
        answer = await ask(lambda: self._client.chat_postEphemeral(text=said["text"], **where))
        if not isinstance(answer, dict):
            return answer
        return Sent(ts=str(answer.get("message_ts") or ""), channel=said["channel"])

    async def _upload(self, delivery: Delivery, card: Card, me: Identity) -> Outcome:
        """A file appears in the thread some time after Slack said yes; until then it is lost."""
        thread = card.escalation.thread
        if thread is None:
            return NO_THREAD
        answer = await ask(
            lambda: self._client.files_upload_v2(
                filename=file_name(delivery.id),
                title="The whole conversation",
                content=as_file(card),
                channel=thread.channel,
                thread_ts=thread.root_ts,
            )
        )
        if not isinstance(answer, dict):
            return answer
        found = await look(self._client, delivery, card, me)
        if isinstance(found, Sequence):
            return found[0] if found else Lost(error="the file is not in the thread yet")
        return found if isinstance(found, Failed) else Lost(error="the file was not looked for")


def _channel_of(about: About) -> str:
    if isinstance(about, Letter):
        return about.thread.channel if about.thread else about.recipient
    thread = about.escalation.thread
    return thread.channel if thread else about.escalation.promise.channel


def _thread_of(answer: Json) -> str:
    return str((answer.get("message") or {}).get("thread_ts") or "")


def _is_gone(answer: Answer) -> bool:
    return isinstance(answer, Failed) and answer.error in GONE


def _keeps_its_promise(outlet: SlackOutlet) -> Outlet:
    return outlet
