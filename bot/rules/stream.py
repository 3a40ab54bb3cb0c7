"""An entry of the stream in the words of the contract, as agents and their pages read it."""

from datetime import UTC, datetime

from bot.rules.conversation import Item, ItemType
from bot.rules.json import Json


def as_json(item: Item) -> Json:
    match item.type:
        case ItemType.MESSAGE:
            return {
                "seq": item.seq,
                "type": "message",
                "id": item.id,
                "text": item.text,
                "markdown": item.markdown,
                "files": list(item.files),
                "author": {"id": item.author.id, "name": item.author.name} if item.author else None,
                "corrects": item.corrects or None,
                "at": _time(item.at),
            }
        case ItemType.CONTROL:
            return {
                "seq": item.seq,
                "type": "control",
                "control": item.control,
                "epoch": item.epoch,
                "summary": item.summary,
                "notice": item.notice,
                "at": _time(item.at),
            }
        case ItemType.WITHDRAWN:
            return {"seq": item.seq, "type": "withdrawn", "id": item.id, "at": _time(item.at)}


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
