"""A sentence for the customer, in English or in the words that the policy has for it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

EVERY_LANGUAGE = "*"
_GAP = re.compile(r"\{([^{}]*)\}")


class Saying(StrEnum):
    """What there is to say; what may stand in braces in the policy's own words for it."""

    ANSWERS_SOON = "answers_soon"
    ANSWERS_WITHIN = "answers_within"
    CLOSED_HOLD = "closed_hold"
    CLOSED_CALLBACK = "closed_callback"
    CLOSED_MESSAGE = "closed_message"
    ASSISTANT_STAYS = "assistant_stays"
    TAKEN_OVER = "taken_over"
    HANDED_BACK = "handed_back"
    RESOLVED = "resolved"
    NOBODY_CAME = "nobody_came"

    @property
    def gaps(self) -> frozenset[str]:
        return _GAPS.get(self, frozenset())


_GAPS = {
    Saying.ANSWERS_WITHIN: frozenset({"minutes"}),
    Saying.CLOSED_HOLD: frozenset({"opens"}),
    Saying.CLOSED_CALLBACK: frozenset({"opens"}),
    Saying.CLOSED_MESSAGE: frozenset({"opens"}),
    Saying.TAKEN_OVER: frozenset({"name"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`facts` fill the gaps of words other than the English ones."""

    saying: Saying
    english: str
    facts: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Notices:
    """The policy's own words, by language and by what is said."""

    words: Mapping[str, Mapping[Saying, str]] = field(default_factory=dict)

    def say(self, notice: Notice, locale: str = "") -> str:
        """`de-AT` has its own words, or those of `de`, or of every language; else English."""
        for language in _narrower(locale):
            if own := self.words.get(language, {}).get(notice.saying):
                return _GAP.sub(lambda gap: notice.facts.get(gap[1], gap[0]), own)
        return notice.english


def gaps(words: str) -> frozenset[str]:
    return frozenset(_GAP.findall(words))


def _narrower(locale: str) -> Iterator[str]:
    parts = locale.strip().lower().replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        yield "-".join(parts[:length])
    yield EVERY_LANGUAGE
