"""The weights of the wish for a person: one small file, read once, written by the training."""

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from bot.rules.wants_human import Detector, Weights

WEIGHTS = Path(__file__).with_name("data") / "wants_human.json"


def load_detector(words: Sequence[str] = ()) -> Detector:
    """`words` are the policy's own names for people and departments."""
    return Detector(weights=_weights(), words=tuple(words))


def read(path: Path = WEIGHTS) -> Weights:
    found = json.loads(path.read_text())
    return Weights(buckets=b64decode(found["buckets"]), scale=found["scale"], bias=found["bias"])


def write(weights: Weights, path: Path = WEIGHTS) -> None:
    found = {
        "scale": weights.scale,
        "bias": weights.bias,
        "buckets": b64encode(weights.buckets).decode(),
    }
    path.write_text(json.dumps(found, indent=1) + "\n")


@cache
def _weights() -> Weights:
    return read()
