"""What each change owes to the outside world, as rows that the same commit writes."""

from dataclasses import replace
from typing import Any

from bot.rules.conversation import Conversation, CustomerMessage, Item, ItemState, ItemType
from bot.rules.delivery import DeliveryKind, Owed
from bot.rules.digest import hash_text
from bot.rules.escalation import Escalation
from bot.rules.json import Json
from bot.rules.lanes import lane_of
from bot.rules.pieces import pieces
from bot.rules.stream import as_json
from bot.rules.transcript import is_owed, needs_file
from bot.rules.turn import Turn

_MARKS = {
    ItemState.WAITING: "on_its_way",
    ItemState.HELD: "failed",
    ItemState.DELIVERED: "delivered",
    ItemState.FAILED: "failed",
    ItemState.WITHDRAWN: "withdrawn",
}


def card(escalation: Escalation, *, instead_of: str = "") -> Owed:
    """The root message, once; once more for each root that was deleted (`instead_of` its ts)."""
    return Owed(
        escalation_id=escalation.id,
        kind=DeliveryKind.CARD,
        lane=lane_of(DeliveryKind.CARD, channel=escalation.promise.channel),
        once=f"card:{escalation.id}:{instead_of}",
        payload={"again": True} if instead_of else {},
    )


def transcript(escalation: Escalation, turn: Turn) -> list[Owed]:
    if not is_owed(turn):
        return []
    kinds = [DeliveryKind.TRANSCRIPT]
    if needs_file(turn):
        kinds.append(DeliveryKind.TRANSCRIPT_FILE)
    return [
        Owed(
            escalation_id=escalation.id,
            kind=kind,
            lane=lane_of(kind, channel=escalation.promise.channel),
            once=f"{kind}:{escalation.id}",
        )
        for kind in kinds
    ]


def redraw(escalation: Escalation) -> Owed:
    return Owed(
        escalation_id=escalation.id,
        kind=DeliveryKind.REDRAW,
        lane=lane_of(DeliveryKind.REDRAW),
    )


def note(
    escalation: Escalation,
    title: str,
    *,
    quote: str = "",
    mention: list[Json] | None = None,
    once: str | None = None,
) -> Owed:
    payload: Json = {"title": title}
    if quote:
        payload["quote"] = quote
    if mention:
        payload["mention"] = mention
    return Owed(
        escalation_id=escalation.id,
        kind=DeliveryKind.NOTE,
        lane=lane_of(DeliveryKind.NOTE, channel=escalation.promise.channel),
        payload=payload,
        once=once,
    )


def moved_note(escalation: Escalation, words: str) -> Owed:
    return note(escalation, "The customer has written since:", quote=words)


def in_channel(channel: str, title: str, *, about: str, once: str, **more: Any) -> Owed:
    """A post outside of every thread; `about` is the escalation that it belongs to."""
    return Owed(
        escalation_id=about,
        kind=DeliveryKind.NOTICE,
        target="operators",
        lane=lane_of(DeliveryKind.NOTICE, channel=channel),
        once=once,
        payload={"channel": channel, "title": title, **more},
    )


def whisper(
    escalation: Escalation,
    *,
    user: str,
    channel: str,
    text: str,
    once: str | None,
    thread_ts: str = "",
) -> Owed:
    payload: Json = {"user": user, "channel": channel or escalation.promise.channel, "text": text}
    if thread_ts:
        payload["thread_ts"] = thread_ts
    return Owed(
        escalation_id=escalation.id,
        kind=DeliveryKind.WHISPER,
        target="whisper",
        lane=lane_of(DeliveryKind.WHISPER),
        payload=payload,
        once=once,
    )


def direct(escalation: Escalation, user: str, title: str, *, once: str, verbs: list[str]) -> Owed:
    """To one person alone, wherever they are in Slack. If it does not reach them, the thread has
    said the same.
    """
    return Owed(
        escalation_id=escalation.id,
        kind=DeliveryKind.DIRECT,
        target="whisper",
        lane=lane_of(DeliveryKind.DIRECT, channel=user),
        payload={"user": user, "title": title, "buttons": [{"verb": verb} for verb in verbs]},
        once=once,
    )


def mark(escalation: Escalation, item: Item) -> list[Owed]:
    """How far a person's words have come, as a reaction to them where they stand."""
    if not item.source:
        return []
    word = _MARKS.get(item.state, "")
    if not word:
        return []
    _, channel, ts = item.source.rsplit("/", 2)
    return [
        Owed(
            escalation_id=escalation.id,
            kind=DeliveryKind.MARK,
            target="marks",
            lane=lane_of(DeliveryKind.MARK),
            once=f"mark:{item.id}:{item.state}",
            payload={"channel": channel, "ts": ts, "mark": word},
        )
    ]


def ask_about_files(escalation: Escalation, item: Item, reason: str) -> Owed:
    """Held words, and what can be done about them; without words there is nothing to send alone."""
    user = item.author.slack_user if item.author else ""
    asked = note(
        escalation,
        f"Not sent to the customer, neither words nor files: {reason}. "
        "What is written after this goes on without it.",
        quote=item.text,
        mention=[{"user": user}] if user else None,
        once=f"held:{item.id}:{item.holds}",
    )
    verbs = ["send_without_files"] if item.text.strip() else []
    buttons = [{"verb": verb, "item": item.id} for verb in (*verbs, "try_files_again")]
    return replace(asked, payload={**asked.payload, "buttons": buttons})


def reply_note(escalation: Escalation, item: Item, name: str) -> Owed:
    """A reply sent from a form is shown in the thread, where it gets its mark."""
    shown = note(escalation, f"{name} to the customer:", quote=item.text, once=f"reply:{item.id}")
    return replace(shown, payload={**shown.payload, "item": item.id})


def words(
    escalation: Escalation,
    message: CustomerMessage,
    *,
    name: str,
    mention: str = "",
    change: str = "",
) -> list[Owed]:
    """What the customer wrote, whole: in as many posts as it takes, the last with the names of the
    files that follow. `change`: edited or deleted.
    """
    said = "" if change == "deleted" else message.text
    owed = []
    parts = pieces(said) or [""]
    for number, piece in enumerate(parts):
        payload: Json = {"text": piece, "name": name}
        if len(parts) > 1:
            payload |= {"number": number + 1, "of": len(parts)}
        if number == 0 and mention:
            payload["mention"] = [{"user": mention}]
        if number == len(parts) - 1 and message.files:
            payload["files"] = [file.name for file in message.files]
        if change:
            payload["change"] = change
        digest = hash_text(f"{change}:{_whole(message)}")[-12:] if change else "1"
        owed.append(
            Owed(
                escalation_id=escalation.id,
                kind=DeliveryKind.WORDS,
                lane=lane_of(DeliveryKind.WORDS, channel=escalation.promise.channel),
                once=f"words:{escalation.id}:{message.id}:{digest}:{number}",
                payload=payload,
            )
        )
    return owed


def _whole(message: CustomerMessage) -> str:
    return "\n".join((message.text, *(file.name for file in message.files)))


def stream_webhook(conversation: Conversation, item: Item, type: str) -> list[Owed]:
    """Told to the address that the agent gave last in this conversation, if it gave one."""
    if not conversation.callback_url or item.type is ItemType.WITHDRAWN:
        return []
    url = conversation.callback_url
    return [
        Owed(
            escalation_id=item.escalation_id,
            kind=DeliveryKind.WEBHOOK,
            target="webhook",
            lane=lane_of(DeliveryKind.WEBHOOK, url=url),
            once=f"{type}:{item.id}:{item.seq}",
            payload={
                "type": type,
                "url": url,
                "conversation_id": conversation.id,
                "item": as_json(item),
            },
        )
    ]


def webhook(escalation: Escalation, type: str) -> list[Owed]:
    """Told to the agent's `callback_url`, if it gave one, with the record as it is now."""
    if not escalation.callback_url:
        return []
    return [
        Owed(
            escalation_id=escalation.id,
            kind=DeliveryKind.WEBHOOK,
            target="webhook",
            lane=lane_of(DeliveryKind.WEBHOOK, url=escalation.callback_url),
            payload={"type": type, "url": escalation.callback_url},
            subject=escalation,
        )
    ]
