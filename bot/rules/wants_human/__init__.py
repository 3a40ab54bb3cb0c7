"""Does this customer ask for a person? Patterns of seven languages, and a small linear model."""

from bot.rules.wants_human.detector import Detector
from bot.rules.wants_human.weights import Weights

__all__ = ["Detector", "Weights"]
