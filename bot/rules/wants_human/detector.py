"""Does this customer ask for a person? First what is plain, then what sounds like it."""

from dataclasses import dataclass
from functools import lru_cache
from math import inf

from bot.rules.wants_human.english import ENGLISH
from bot.rules.wants_human.language import Phrases, phrases
from bot.rules.wants_human.languages import OTHERS
from bot.rules.wants_human.offers import accepts
from bot.rules.wants_human.spelling import repaired
from bot.rules.wants_human.text import plain, sentences
from bot.rules.wants_human.weights import Weights

CERTAIN = 0.15
_REFUSED = " ; "


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """`words` are a policy's own names for people and departments, in any language."""

    weights: Weights
    words: tuple[str, ...] = ()
    threshold: float = CERTAIN

    def __post_init__(self) -> None:
        """The patterns take a tenth of a second to make: when a policy is read, not in a turn."""
        _phrases(self.words)

    def asks_for_human(self, text: str, *, before: str = "") -> bool:
        """`before` is what the agent said last: after its offer, a yes is a request."""
        known, heard = _phrases(self.words), without_refusals(text, self.words)
        return (
            any(asks.search(heard) for asks in known.asks)
            or (_REFUSED not in heard and accepts(heard, plain(before), known))
            or score(self.weights, heard) >= self.threshold
        )


def without_refusals(text: str, words: tuple[str, ...] = ()) -> str:
    """The plain text, less what declines a person or only asks about one: `are you a human?`"""
    return _phrases(words).refusals.sub(_REFUSED, repaired(plain(text)))


def score(weights: Weights, heard: str) -> float:
    """One sentence is enough to ask, whatever else a message tells."""
    return max(map(weights.score, sentences(heard)), default=-inf)


@lru_cache(maxsize=64)
def _phrases(words: tuple[str, ...]) -> Phrases:
    return phrases((ENGLISH, *OTHERS), [plain(word).strip(" .!?,;:") for word in words])
