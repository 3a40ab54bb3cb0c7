"""Train the model anew: `scripts/train-wants-human`. The same data give the same file.

Fold 0 is left out of what is shipped, so that a test can hold the file against messages it never
saw.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import sqrt
from random import Random

from bench.wants_human_data import Example, are_here, examples
from bench.wants_human_typos import LETTERS_A_SLIP, misspelled
from bot.rules.wants_human.detector import without_refusals
from bot.rules.wants_human.text import sentences
from bot.rules.wants_human.weights import Weights, features
from bot.wants_human_file import WEIGHTS, write

HELD_OUT = 0
_BUCKETS = 16_384
_ROUNDS = 6
_SEED = 7
_BOLDEST_STEP = 0.1
_REQUESTS_WEIGH = 10.0
_BIAS_MOVES = 0.1

Read = list[list[int]]


def lessons(examples: Sequence[Example]) -> list[Example]:
    """Chats as they are; of the others also misspelled copies: two of a request, else one."""
    dice = Random(_SEED)
    copied = [each for each in examples if not each.chat for _ in range(1 + each.asks)]
    slips = (misspelled(each.text, dice, every=LETTERS_A_SLIP) for each in copied)
    return [
        *examples,
        *(replace(each, text=text) for each, text in zip(copied, slips, strict=True)),
    ]


def read(examples: Iterable[Example]) -> list[tuple[Read, bool]]:
    """Each message as the buckets of its sentences. A bare yes teaches nothing about words."""
    return [
        ([sorted(features(each, _BUCKETS)) for each in _sentences(example)], example.asks)
        for example in examples
        if not example.needs_before
    ]


def train(messages: Sequence[tuple[Read, bool]]) -> Weights:
    """Passive-aggressive steps, averaged; a message counts by the sentence that asks the most."""
    learner = _Learner()
    dice = Random(_SEED)
    for _ in range(_ROUNDS):
        for message, asks in dice.sample(messages, len(messages)):
            learner.see(message, asks=asks)
    return learner.weights()


class _Learner:
    """Rare requests take tenfold steps; whatever is far enough on its side changes nothing."""

    def __init__(self) -> None:
        self.now, self.past = [0.0] * (_BUCKETS + 1), [0.0] * (_BUCKETS + 1)
        self.seen = 1

    def see(self, message: Read, *, asks: bool) -> None:
        score, best = max((self._score(each), each) for each in message)
        side = 1.0 if asks else -1.0
        if (missing := 1.0 - side * score) > 0:
            boldest = _BOLDEST_STEP * (_REQUESTS_WEIGH if asks else 1.0)
            self._move(best, side * min(boldest, missing / 2))
        self.seen += 1

    def weights(self) -> Weights:
        *mean, bias = (
            now - past / self.seen for now, past in zip(self.now, self.past, strict=True)
        )
        scale = max(map(abs, mean)) / 127
        steps = bytes(round(each / scale) + 128 for each in mean)
        return Weights(buckets=steps, scale=scale, bias=bias)

    def _score(self, buckets: list[int]) -> float:
        return self.now[-1] + sum([self.now[each] for each in buckets]) / sqrt(len(buckets))

    def _move(self, buckets: list[int], step: float) -> None:
        each_by = step / sqrt(len(buckets))
        for bucket in buckets:
            self.now[bucket] += each_by
            self.past[bucket] += each_by * self.seen
        self.now[-1] += step * _BIAS_MOVES
        self.past[-1] += step * _BIAS_MOVES * self.seen


def _sentences(example: Example) -> list[str]:
    return list(sentences(without_refusals(example.text))) or [""]


def main() -> int:
    if not are_here():
        print("train: the conversations are not beside the checkout, so there is nothing to learn.")
        return 1
    write(train(read(lessons([each for each in examples() if each.fold != HELD_OUT]))))
    print(f"train: wrote {WEIGHTS.name}, {WEIGHTS.stat().st_size / 1000:.0f} kB.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
