"""What was told of a week and is not so any more, because a fact of it came late.

How often something was reopened is such a figure by nature: when a digest is made, the seven days
of what was closed last are not over.
"""

from collections.abc import Iterator

from bot.rules.weekly.report import Amended, Figures

SETTLED = ("cases", "turns", "conversations", "closed_by_people", "not_delivered")
SETTLED_PARTS = ("reasons", "approvals", "answers", "whys")
SETTLED_RATES = ("reopened", "unneeded")


def amended(told: Figures | None, known: Figures | None) -> tuple[Amended, ...]:
    """Only what a week that is over has for good; how long the open ones wait goes on."""
    if told is None or known is None or told.week != known.week:
        return ()
    return tuple(
        Amended(name=name, was=was, now=now) for name, was, now in _pairs(told, known) if was != now
    )


def _pairs(told: Figures, known: Figures) -> Iterator[tuple[str, int, int]]:
    """What the one of them has no figure for is no change."""
    for name in SETTLED:
        if name in told.counts and name in known.counts:
            yield name, told.counts[name], known.counts[name]
    for kind in SETTLED_PARTS:
        if kind in told.parts and kind in known.parts:
            was, now = told.parts[kind], known.parts[kind]
            for word in sorted({*was, *now}):
                yield f"{kind}.{word}", was.get(word, 0), now.get(word, 0)
    for name in SETTLED_RATES:
        if name in told.rates and name in known.rates:
            yield name, told.rates[name].part, known.rates[name].part
