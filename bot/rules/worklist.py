"""What is open for one person, what is due first on top; and which of it they want to see."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from bot.errors import BadInput
from bot.rules.escalation import Escalation
from bot.rules.json import Json
from bot.rules.keeping import due_first
from bot.rules.policy import Reason
from bot.rules.status import Kind
from bot.rules.turn import Turn

UNSURE, SURE = 0.5, 0.8
FILTERS = ("queue", "kind", "reason", "confidence", "page")
_FILTER = re.compile(r'(\w+):(?:["“”]([^"“”]*)["“”]|(\S+))|(\S+)')
_PAGE = re.compile(r"[1-9][0-9]{0,2}")
_Words = TypeVar("_Words", bound=StrEnum)


class Sureness(StrEnum):
    """How sure the agent was: below 50 %, below 80 %, above that, or it did not say."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    UNKNOWN = "unknown"


class Open(Protocol):
    """One open escalation, with the turn behind it."""

    @property
    def escalation(self) -> Escalation: ...
    @property
    def turn(self) -> Turn: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to see; what is left open fits everything. The first `page` is what is
    due first.
    """

    queue: str = ""
    kind: Kind | None = None
    reason: Reason | None = None
    confidence: Sureness | None = None
    page: int = 1


def wish_of(words: str) -> Wish:
    """`queue:refunds kind:approval`. Raises BadInput that says what can be asked for."""
    asked: dict[str, str] = {}
    for name, quoted, bare, other in _FILTER.findall(words):
        if other or name not in FILTERS:
            raise BadInput(
                f"“{other or name}” is no filter. Write queue:, kind:, reason: or confidence: "
                "and a word, such as queue:refunds kind:approval; page:2 for what is due later; "
                "or help."
            )
        asked[name] = quoted or bare
    return Wish(
        queue=asked.get("queue", ""),
        kind=_word(Kind, "kind", asked),
        reason=_word(Reason, "reason", asked),
        confidence=_word(Sureness, "confidence", asked),
        page=_page(asked.get("page", "1")),
    )


def _page(word: str) -> int:
    if not _PAGE.fullmatch(word):
        raise BadInput(f"page:{word} fits nothing; page is a number from 1 on.")
    return int(word)


def _word(words: type[_Words], name: str, asked: dict[str, str]) -> _Words | None:
    if name not in asked:
        return None
    try:
        return words(asked[name].lower())
    except ValueError:
        allowed = ", ".join(words)
        raise BadInput(f"{name}:{asked[name]} fits nothing; {name} is one of {allowed}.") from None


def listed(entry: Open, marks: str) -> Json:
    """A line of a post: enough to know it again; the card says the rest."""
    escalation = entry.escalation
    return {
        "words": _asked(entry),
        "url": escalation.thread.permalink if escalation.thread else "",
        "due": due_first(escalation).isoformat(),
        "marks": marks,
    }


def _asked(entry: Open) -> str:
    action, customer = entry.escalation.proposal.action, entry.turn.customer
    what = action.name if action else str(entry.escalation.kind)
    return f"{what} for {customer.name or customer.id}" if customer else what
