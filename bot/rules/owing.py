"""What each change owes to the outside world, as rows that the same commit writes."""

from datetime import datetime

from bot.rules.delivery import Delivery, DeliveryKind, Owed
from bot.rules.escalation import Escalation
from bot.rules.json import Json
from bot.rules.lanes import lane_of
from bot.rules.transcript import is_owed, needs_file
from bot.rules.turn import Turn


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


def moved_note(escalation: Escalation, turn: Turn) -> Owed:
    words = [message.text for message in turn.messages if message.role == "customer"]
    return note(escalation, "The customer has written since:", quote=words[-1])


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


def notice_of_death(delivery: Delivery, *, channel: str, now: datetime) -> Owed:
    """To the operators: one an hour and reason, however many deliveries died of it."""
    return Owed(
        escalation_id=delivery.escalation_id,
        kind=DeliveryKind.NOTICE,
        target="operators",
        lane=lane_of(DeliveryKind.NOTICE, channel=channel),
        once=f"notice:dead:{now:%Y-%m-%dT%H}:{delivery.kind}:{delivery.last_error}",
        payload={
            "channel": channel,
            "title": f"A delivery could not be made ({delivery.kind}: {delivery.last_error}). "
            f"It belongs to {delivery.escalation_id}; more of the same kind may follow silently. "
            "`handrail doctor` lists all of them and sends them again.",
        },
    )


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
