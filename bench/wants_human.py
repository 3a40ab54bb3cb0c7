"""How well and how fast it is heard that a customer asks for a person, by cross-validation.

Each message is judged by weights that saw neither it nor anything nearly like it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf
from random import Random

from bench import Way, side_by_side
from bench.figures import Board, Figure
from bench.stage import Stage
from bench.wants_human_data import (
    FOLDS,
    Example,
    Judged,
    are_here,
    examples,
    false_alarms,
    precision,
    recall,
)
from bench.wants_human_training import lessons, read, train
from bench.wants_human_typos import LETTERS_A_SLIP, misspelled
from bot.rules.wants_human import Detector, Weights
from bot.rules.wants_human.detector import CERTAIN, score, without_refusals
from bot.wants_human_file import load_detector

Judge = Callable[[Example], bool]
_SLIPS = f"one slip in {LETTERS_A_SLIP} letters"
_NO_WORDS = Weights(buckets=bytes(1), scale=0.0, bias=-inf)


def run(board: Board, stage: Stage) -> None:
    del stage
    if not are_here():
        board.console.print("wants_human: the conversations are not beside the checkout; skipped.")
        return
    board.begin("Hearing that a customer asks for a person")
    known = examples()
    folds = [[each for each in known if each.fold == fold] for fold in range(FOLDS)]
    weights = [
        train(read(lessons([each for each in known if each.fold != fold]))) for fold in range(FOLDS)
    ]
    judges = [_whole(each) for each in weights]
    both = _judged(folds, judges)
    board.add(
        Figure("precision", precision(both), unit="", least=0.92, note=_counts(both)),
        Figure("recall", recall(both), unit="", least=0.88),
        Figure("false alarms in chats", 100 * false_alarms(both), unit="%", most=0.1),
    )
    slipped = _judged([_misspelled_requests(each) for each in folds], judges)
    board.add(Figure("recall, misspelled", recall(slipped), unit="", note=_SLIPS))
    _tell(board, "patterns alone", _judged(folds, [_whole(_NO_WORDS)] * FOLDS))
    _tell(board, "model alone", _judged(folds, [_model(each) for each in weights]))
    chats = [each for each in known if each.chat][:500]
    board.add(Figure("one message", 1e6 * _seconds(chats), unit="µs", note=_length(chats)))


def _misspelled_requests(examples: Sequence[Example]) -> list[Example]:
    dice = Random(0)
    return [
        replace(each, text=misspelled(each.text, dice, every=LETTERS_A_SLIP))
        for each in examples
        if each.asks
    ]


def _judged(folds: Sequence[Sequence[Example]], judges: Sequence[Judge]) -> Judged:
    return [(each, judge(each)) for fold, judge in zip(folds, judges, strict=True) for each in fold]


def _whole(weights: Weights) -> Judge:
    detector = Detector(weights=weights)
    return lambda each: detector.asks_for_human(each.text, before=each.before)


def _model(weights: Weights) -> Judge:
    return lambda each: score(weights, without_refusals(each.text)) >= CERTAIN


def _tell(board: Board, name: str, judged: Judged) -> None:
    board.add(
        Figure(f"precision, {name}", precision(judged), unit=""),
        Figure(f"recall, {name}", recall(judged), unit=""),
    )


def _counts(judged: Judged) -> str:
    texts = [each for each, _ in judged if not each.chat]
    return f"{sum(each.asks for each in texts)} requests among {len(texts):,} texts"


def _seconds(chats: Sequence[Example]) -> float:
    detector = load_detector()

    def listen() -> None:
        for each in chats:
            detector.asks_for_human(each.text, before=each.before)

    return side_by_side([Way("listening", listen)]).seconds[0] / len(chats)


def _length(chats: Sequence[Example]) -> str:
    return f"{sum(len(each.text) for each in chats) / len(chats):.0f} characters on average"
