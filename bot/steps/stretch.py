"""What was said and promised while the agent was away, for its next turn."""

from datetime import UTC, datetime

from bot.ports import Memory
from bot.rules.conversation import NOBODY_AWAY, Control, Conversation, Item, ItemType
from bot.rules.files import Wanted, in_words
from bot.rules.json import Json

MOST = 1_000


def ended_stretch(memory: Memory, conversation: Conversation) -> Json | None:
    """None when no person has spoken since the agent's last turn (F46)."""
    if conversation.away_from == NOBODY_AWAY or conversation.control is Control.HUMAN:
        return None
    items = memory.stream(conversation.workspace, conversation.id, conversation.away_from, MOST)
    if not items:
        return None
    theirs = memory.customer_messages(conversation.workspace, conversation.id, items[0].at)
    said: list[tuple[datetime, Json]] = [
        (each.at, _said("customer", "", each.text, [_plain(file) for file in each.files]))
        for each in theirs
        if not each.deleted
    ]
    said += [
        (item.at, _said("human", _name(item), item.text, list(item.files)))
        for item in items
        if item.type is ItemType.MESSAGE
    ]
    returned = [item for item in items if item.type is ItemType.CONTROL]
    return {
        "epoch": conversation.epoch,
        "summary": returned[-1].summary if returned else "",
        "messages": [
            {**words, "at": at.astimezone(UTC).isoformat().replace("+00:00", "Z")}
            for at, words in sorted(said, key=lambda each: each[0])
        ],
    }


def _said(role: str, name: str, text: str, files: list[Json]) -> Json:
    """An agent that reads only words still learns that there was a file."""
    words = in_words(text, (str(file["name"]) for file in files))
    return {"role": role, "name": name, "text": words, **({"files": files} if files else {})}


def _plain(file: Wanted) -> Json:
    """As whoever passed the message on has described it."""
    return {"name": file.name, "mimetype": file.mimetype, "size": file.size, "url": file.url}


def _name(item: Item) -> str:
    return item.author.name if item.author else ""
