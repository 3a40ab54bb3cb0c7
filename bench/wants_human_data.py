"""What customers wrote, and whether they asked for a person: read, grouped and dealt into folds."""

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any
from zlib import crc32

DATA = Path(__file__).parents[2] / "shared" / "data"
UTTERANCES = DATA / "wants_human_utterances.jsonl.gz"
CHATS = DATA / "star_human_chats.jsonl.gz"
FOLDS = 5
_ALIKE = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """`chat` is a message of a conversation between people, in which nobody asks for one."""

    text: str
    before: str
    asks: bool
    fold: int
    chat: bool = False
    needs_before: bool = False


Judged = Sequence[tuple[Example, bool]]


def are_here() -> bool:
    return UTTERANCES.exists() and CHATS.exists()


def examples() -> list[Example]:
    """Whoever wrote nearly the same, or in the same chat, is in the same fold."""
    return [*_utterances(), *_chats()]


def precision(judged: Judged) -> float:
    heard = [each for each, asks in judged if asks and not each.chat]
    return sum(each.asks for each in heard) / max(1, len(heard))


def recall(judged: Judged) -> float:
    asked = [asks for each, asks in judged if each.asks]
    return sum(asked) / max(1, len(asked))


def false_alarms(judged: Judged) -> float:
    chats = [asks for each, asks in judged if each.chat]
    return sum(chats) / max(1, len(chats))


def _utterances() -> Iterator[Example]:
    rows = [row for row in _rows(UTTERANCES) if row["wants_human"] is not None]
    for row, family in zip(rows, _families([row["text"] for row in rows]), strict=True):
        yield Example(
            text=row["text"],
            before=row["previous_agent_text"] or "",
            asks=row["wants_human"] == 1,
            fold=_fold(family),
            needs_before=row["kind"] == "accepts_offer_needs_context",
        )


def _chats() -> Iterator[Example]:
    for chat in _rows(CHATS):
        before = ""
        for turn in chat["turns"]:
            if turn["role"] == "customer":
                fold = _fold(chat["conversation_id"])
                yield Example(text=turn["text"], before=before, asks=False, fold=fold, chat=True)
            elif turn["role"] == "agent":
                before = turn["text"]


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _fold(family: str) -> int:
    return crc32(family.encode()) % FOLDS


def _families(texts: Sequence[str]) -> list[str]:
    """Each text's family, named after its first member: texts that share most of their words.

    Only texts with a rare word in common are compared; common words come last in each text's
    order, and two texts that are alike share one of the first few.
    """
    words = [frozenset(re.findall(r"\w+", text.lower())) for text in texts]
    known = Counter(word for each in words for word in each)
    leader = list(range(len(texts)))
    having: dict[str, list[int]] = defaultdict(list)

    def head(place: int) -> int:
        while leader[place] != place:
            place = leader[place]
        return place

    for place, mine in enumerate(words):
        rare = sorted(mine, key=lambda word: (known[word], word))
        few = rare[: len(rare) - ceil(_ALIKE * len(rare)) + 1]
        for other in {other for word in few for other in having[word]}:
            if _alike(mine, words[other]):
                first, second = sorted((head(place), head(other)))
                leader[second] = first
        for word in few:
            having[word].append(place)
    return [texts[head(place)] for place in range(len(texts))]


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    if min(len(one), len(other)) < _ALIKE * max(len(one), len(other)):
        return False
    shared = len(one & other)
    return shared >= _ALIKE * (len(one) + len(other) - shared)
