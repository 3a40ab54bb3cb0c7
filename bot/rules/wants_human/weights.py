"""A small linear model: which pieces of words and runs of words speak for a wish for a person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from zlib import crc32

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+|\?")
_LONGEST_WORD = 20
_WORDS_READ = 120
_WORDS_KNOWN = 8_192


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """One signed byte a bucket; `scale` is what one step of it is worth."""

    buckets: bytes
    scale: float
    bias: float

    def score(self, sentence: str) -> float:
        """Above zero is more likely than not a request."""
        found = features(sentence, len(self.buckets))
        steps = sum(map(self.buckets.__getitem__, found)) - 128 * len(found)
        return self.bias + self.scale * steps / sqrt(len(found))


def features(sentence: str, buckets: int) -> set[int]:
    """The buckets of its words, its pairs and triples of neighbours, and pieces of its words."""
    words = ["0" if each.isdigit() else each[:_LONGEST_WORD] for each in _WORD.findall(sentence)]
    words = words[:_WORDS_READ]
    found = {_bucket(each, buckets) for each in _runs(["<", *words, ">"])}
    return found.union(*(_inside(word, buckets) for word in words))


def _runs(words: list[str]) -> Iterator[str]:
    for first, second in pairwise(words):
        yield first
        yield f"{first} {second}"
    for first, second, third in zip(words, words[1:], words[2:], strict=False):
        yield f"{first} {second} {third}"
        yield f"{first} * {third}"


@lru_cache(maxsize=_WORDS_KNOWN)
def _inside(word: str, buckets: int) -> frozenset[int]:
    """Remembered, because most words of a message are the same few hundred."""
    framed = f"<{word}>"
    return frozenset(
        _bucket("~" + framed[start : start + size], buckets)
        for size in (3, 4, 5)
        for start in range(len(framed) - size + 1)
    )


def _bucket(piece: str, buckets: int) -> int:
    return crc32(piece.encode()) % buckets
