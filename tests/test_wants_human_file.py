"""The weights that are shipped: small, sound, and good on messages that they never saw."""

from pathlib import Path

import pytest

from bench.wants_human_data import Example, are_here, examples, false_alarms, precision, recall
from bench.wants_human_training import HELD_OUT, read, train
from bot.rules.wants_human import Weights
from bot.rules.wants_human.detector import CERTAIN, score, without_refusals
from bot.wants_human_file import WEIGHTS, load_detector
from bot.wants_human_file import read as read_weights
from bot.wants_human_file import write as write_weights


def test_the_file_is_small_and_read_once() -> None:
    assert WEIGHTS.stat().st_size < 100_000
    assert load_detector().weights is load_detector(("sales",)).weights


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    weights = Weights(buckets=bytes([0, 128, 255]), scale=0.5, bias=-1.0)
    write_weights(weights, tmp_path / "weights.json")
    assert read_weights(tmp_path / "weights.json") == weights


def test_requests_that_no_pattern_knows_are_learned_from_examples() -> None:
    def taught(text: str, *, asks: bool) -> Example:
        return Example(text=text, before="", asks=asks, fold=0)

    asking = [taught(f"gimme a hooman for {thing}", asks=True) for thing in ("tea", "rent", "it")]
    others = [taught(f"gimme a refund for {thing}", asks=False) for thing in ("tea", "rent", "it")]
    weights = train(read([*asking, *others * 20]))
    assert score(weights, "gimme a hooman for the parcel") > CERTAIN
    assert score(weights, "gimme a refund for the parcel") < CERTAIN


@pytest.mark.data
@pytest.mark.skipif(not are_here(), reason="the conversations are not beside the checkout")
def test_the_shipped_weights_are_good_on_messages_that_they_never_saw() -> None:
    detector = load_detector()
    unseen = [each for each in examples() if each.fold == HELD_OUT]
    judged = [(each, detector.asks_for_human(each.text, before=each.before)) for each in unseen]
    assert precision(judged) >= 0.92
    assert recall(judged) >= 0.88
    assert false_alarms(judged) <= 0.001

    alone = [
        (each, score(detector.weights, without_refusals(each.text)) >= CERTAIN) for each in unseen
    ]
    assert precision(alone) >= 0.85
    assert recall(alone) >= 0.5
