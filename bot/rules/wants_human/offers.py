"""Yes to a person: only words right after the agent offered one can be heard so."""

import re

from bot.rules.wants_human.language import Phrases
from bot.rules.wants_human.text import sentences

_DO_THAT = re.compile(
    r"\b(?:do (?:that|so|this|it)|proceed|go ahead|like that|okay|ok|all ?right|(?:shall|should) i"
    r"|das|machen|cela|faire|eso|haga|farlo|procedere|doen|dat|isso|faca)\b"
)
_ALTERNATIVE = re.compile(r",? or (?:would|do|shall|should|rather|can) ")
_HEDGED = re.compile(
    r"\b(?:but|actually|instead|wait|first[,.]|first (?:can|could|i|let|please)"
    r"|before (?:that|you|we|i)|think about|consider|myself|later|goodbye|bye|that's all"
    r"|aber|erst|mais|d'abord|pero|primero|ma|maar|eerst|mas|primeiro)\b"
)
_REASON = re.compile(r"[,:]? ?(?:as|because|since|so|for|thanks?|thank you|merci|danke|gracias)\b")
_END = re.compile(r" *(?:[.!;:)\n]|\Z|[^\w\s'?,]|,? ?with (?:that|the transfer))")


def accepts(said: str, before: str, phrases: Phrases) -> bool:
    """Both plain. `Yes, please. I did pay for it` accepts; `Yes, but cancel it first` does not."""
    rest = _after_yes(said, phrases.yes)
    if rest is None or _HEDGED.search(rest):
        return False
    return bool(_END.match(rest) or _REASON.match(rest)) and offered(before, phrases.offers)


def offered(before: str, offers: re.Pattern[str]) -> bool:
    """The last sentence counts, and the one before it when the last only asks `shall I?`"""
    *earlier, last = list(sentences(before)) or [""]
    if _ALTERNATIVE.search(last):
        return False
    if offers.search(last):
        return True
    asks_back = last.endswith("?") and _DO_THAT.search(last)
    return bool(asks_back and earlier and offers.search(earlier[-1]))


def _after_yes(said: str, yes: re.Pattern[str]) -> str | None:
    """What is left behind all words of consent at the beginning."""
    end = following = 0
    while found := yes.match(said, following):
        end = found.end()
        following = len(said) - len(said[end:].lstrip(" ,"))
    return said[end:] if end else None
