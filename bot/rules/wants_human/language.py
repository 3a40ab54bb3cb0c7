"""How people of one language ask for a person: patterns with gaps, and what fits the gaps.

A language is written one pattern a line, and a line that is indented goes on with the one before.
Names in capitals are gaps. Every group only groups: `(a|b)` is `(?:a|b)`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

_GAP = re.compile("[A-Z]{2,}")
_LINE = re.compile(r"^(\w+): (.*)$", re.MULTILINE)
_LINE_GOES_ON = re.compile(r"\n +")
_GROUP = re.compile(r"(?<!\\)\((?!\?)")
_MARK = re.compile(r"\\.|\[\^?\]?[^\]]*\]|[()|]")
_NOTHING = "(?!)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """`ask` is a request for a person, `not` only looks like one, `offer` is the agent's."""

    parts: Mapping[str, str]
    patterns: Mapping[str, Sequence[str]]

    def alternatives(self, kind: str, own: str) -> list[str]:
        return [self._filled(each, own) for each in self.patterns[kind]]

    def _filled(self, pattern: str, own: str) -> str:
        """Parts may have gaps themselves; `own` are the policy's words."""

        def fill(gap: re.Match[str]) -> str:
            return f"(?:{own if gap[0] == 'OWN' else self._filled(self.parts[gap[0]], own)})"

        return _GAP.sub(fill, pattern)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The patterns of several languages, each kind as one, with a policy's own words in them;
    `asks` as two, the many that begin with a word and the few that do not.
    """

    asks: tuple[re.Pattern[str], ...]
    refusals: re.Pattern[str]
    offers: re.Pattern[str]
    yes: re.Pattern[str]


def language(written: str) -> Language:
    joined = _GROUP.sub("(?:", _LINE_GOES_ON.sub("", written))
    lines: list[tuple[str, str]] = _LINE.findall(joined)
    kinds = {name for name, _ in lines if name.islower()}
    return Language(
        parts={name: pattern for name, pattern in lines if name not in kinds},
        patterns={kind: [each for name, each in lines if name == kind] for kind in kinds},
    )


def phrases(languages: Sequence[Language], words: Iterable[str]) -> Phrases:
    """A policy's word that is a whole clause is a request by itself: `Kundenberater, bitte`."""
    own = "|".join(re.escape(word) for word in words if word) or _NOTHING
    alone = rf"(?:^|[.!?,;:] ?)(?:{own})(?=[^\w?]*(?:$|[.!,;]))"

    def all_of(kind: str) -> list[str]:
        return [one for each in languages for one in each.alternatives(kind, own)]

    asks = [branch for each in all_of("ask") for branch in _branches(each)]
    elsewhere = [each for each in asks if not _begins_with_word(each)]
    return Phrases(
        asks=(
            re.compile(rf"(?<!\w){_at_words(filter(_begins_with_word, asks))}", re.MULTILINE),
            re.compile("|".join((alone, *elsewhere)), re.MULTILINE),
        ),
        refusals=re.compile(_at_words(all_of("not")), re.MULTILINE),
        offers=re.compile("|".join(all_of("offer"))),
        yes=re.compile(rf"(?:{'|'.join(all_of('yes'))})(?!\w)"),
    )


def _begins_with_word(pattern: str) -> bool:
    return pattern.startswith((r"\b", r"(?:\b"))


def _at_words(patterns: Iterable[str]) -> str:
    """Tried only where a word begins or ends, because to try each at every letter takes three
    times as long. Each of them must ask for a word's edge by itself, somewhere at its beginning.
    """
    return rf"\b(?:{'|'.join(patterns)})"


def _branches(pattern: str) -> Iterator[str]:
    """`a|b(c|d)` is `a` and `b(c|d)`."""
    depth, since = 0, 0
    for found in _MARK.finditer(pattern):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if found[0] == "|" and not depth:
            yield pattern[since : found.start()]
            since = found.end()
    yield pattern[since:]
