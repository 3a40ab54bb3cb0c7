"""A customer's files: owed to the thread one by one, or told why one is not there."""

from collections.abc import Collection
from dataclasses import replace

from bot.rules.conversation import CustomerMessage
from bot.rules.delivery import Delivery, DeliveryKind, Owed
from bot.rules.digest import hash_text
from bot.rules.escalation import Escalation
from bot.rules.files import Wanted
from bot.rules.json import Json
from bot.rules.lanes import lane_of
from bot.rules.owing import note
from bot.rules.redact import Redact, redact

MOST_FETCHES = 8  # after about two minutes it is told that a file cannot be had


def owed_files(escalation: Escalation, message: CustomerMessage, *, by: str) -> list[Owed]:
    """In a line of their own: a file that is slow to come holds up no words."""
    return [
        Owed(
            escalation_id=escalation.id,
            kind=DeliveryKind.FILE,
            target="files",
            lane=lane_of(DeliveryKind.FILE, channel=escalation.promise.channel),
            once=f"file:{escalation.id}:{message.id}:{_mark(message, number)}",
            payload={
                "message": message.id,
                "name": file.name,
                "mimetype": file.mimetype,
                "url": file.url,
                "size": file.size,
                "by": by,
            },
        )
        for number, file in enumerate(message.files)
    ]


def as_shown(message: CustomerMessage, masks: Collection[Redact]) -> CustomerMessage:
    """Without what never stands in a channel, in names of files neither."""
    files = tuple(replace(file, name=redact(file.name, masks)) for file in message.files)
    return replace(message, text=redact(message.text, masks), files=files)


def wanted_of(payload: Json) -> Wanted:
    return Wanted(
        id=str(payload["message"]),
        name=str(payload["name"]),
        mimetype=str(payload["mimetype"]),
        url=str(payload["url"]),
        size=int(payload["size"]),
    )


def not_shown(escalation: Escalation, delivery: Delivery, reason: str) -> Owed:
    """Whoever reads the thread learns that there was a file, and why it is not here."""
    name, by = delivery.payload["name"], delivery.payload["by"]
    title = f"A file of {by} is not here: {reason}."
    return note(escalation, title, quote=str(name), once=f"not-shown:{delivery.id}")


def _mark(message: CustomerMessage, number: int) -> str:
    """The same file of a message is brought once, also when the message is changed later. Two may
    have one name.
    """
    names = [file.name for file in message.files]
    name = names[number]
    return hash_text(f"{names[:number].count(name)}:{name}")[-12:]
