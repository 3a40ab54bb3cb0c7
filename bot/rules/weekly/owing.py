"""What a digest owes to its reader: the message, and its two pictures under it; or one letter."""

from dataclasses import replace

from bot.rules.address import is_address
from bot.rules.delivery import DeliveryKind, Owed
from bot.rules.lanes import lane_of
from bot.rules.weekly.report import Report

VOLUME, LOAD = "volume", "load"


def owed(id: str, recipient: str, report: Report) -> list[Owed]:
    """In one line, so that the pictures come after what they hang under. A letter holds them."""
    if is_address(recipient):
        return [replace(_owed(id, "", DeliveryKind.MAIL), target="mail")]
    shows = [VOLUME, *([LOAD] if report.load else [])]
    return [
        _owed(id, recipient, DeliveryKind.DIGEST),
        *(_picture(id, recipient, each) for each in shows),
    ]


def _picture(id: str, recipient: str, shows: str) -> Owed:
    return _owed(id, recipient, DeliveryKind.PICTURE, shows=shows)


def _owed(id: str, recipient: str, kind: DeliveryKind, **payload: str) -> Owed:
    return Owed(
        escalation_id=id,
        kind=kind,
        lane=lane_of(kind, channel=recipient),
        once=":".join((kind, id, *payload.values())),
        payload=dict(payload),
    )
