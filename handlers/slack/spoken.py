"""What a person wrote in Slack, as customers read it: plain, and with its looks as CommonMark."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.json import Json
from handlers.slack.as_markdown import as_markdown
from handlers.slack.as_text import as_text
from handlers.slack.mrkdwn import read_mrkdwn
from handlers.slack.names import Names
from handlers.slack.passages import Passage
from handlers.slack.rich_text import Unreadable, read_rich_text


@dataclass(frozen=True, slots=True)
class Spoken:
    text: str
    markdown: str


def spoken(event: Json, names: Names) -> Spoken:
    passages = _passages(event, names)
    return Spoken(as_text(passages), as_markdown(passages))


def _passages(event: Json, names: Names) -> Sequence[Passage]:
    """The composer's blocks say it exactly; without them the text says it in light markup."""
    try:
        passages = read_rich_text(event.get("blocks"), names)
    except Unreadable:
        passages = []
    if as_text(passages):
        return passages
    text = event.get("text")
    return read_mrkdwn(text, names) if isinstance(text, str) else []
