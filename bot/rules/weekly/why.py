"""What the digest says of why agents asked people, and about what."""

from collections.abc import Iterator

from bot.rules.weekly.content import Line, Piece, Section
from bot.rules.weekly.lists import link
from bot.rules.weekly.report import USUAL_WEEKS, Report
from bot.rules.weekly.statistics import Rate
from bot.rules.weekly.words import (
    compare_rate,
    in_a_row,
    many,
    most_first,
    say_parts,
    say_share,
    shown,
)

MOST_TOPICS = 5
LISTED = 50
"""As many topics as a week keeps: of one that is not among so many it is not known to be new."""


def why(report: Report) -> Section:
    lines = (*_reasons(report), *_as_people_see_it(report), *_topics(report), *_rates(report))
    return Section(name="why", title="Why the agent escalated", lines=lines)


def _reasons(report: Report) -> Iterator[Line]:
    reasons = report.this.parts.get("reasons", {})
    if any(reasons.values()):
        pieces = say_parts(reasons, lambda word: link(report, f"parts.reasons.{word}"))
        first, *others = pieces
        yield Line.of(Piece(first.text[:1].upper() + first.text[1:], first.link), *others)


def _as_people_see_it(report: Report) -> Iterator[Line]:
    whys = report.this.parts.get("whys", {})
    if any(whys.values()):
        pieces = say_parts(whys, lambda word: link(report, f"parts.whys.{word}"))
        yield Line.of(Piece("In the eyes of whoever closed it: "), *pieces)


def _topics(report: Report) -> Iterator[Line]:
    topics = {word: count for word, count in report.this.parts.get("topics", {}).items() if word}
    few = [(word, count) for word, count in most_first(topics)[:MOST_TOPICS] if count]
    if few:
        pieces = (_topic(report, word, count) for word, count in few)
        row = [piece for each in pieces for piece in (Piece(", "), *each)]
        yield Line.of(Piece("Most asked about: "), *row[1:])


def _topic(report: Report, word: str, count: int) -> tuple[Piece, ...]:
    """And of all turns on it, the share about which people were asked."""
    parts = report.this.parts
    asked = parts.get("topic_cases", {}).get(word, 0)
    share = Rate(asked, parts.get("topic_turns", {}).get(word, 0))
    said = f"({_share(share)} of {many(share.whole, 'turn')})" if asked and share.whole else ""
    return (
        Piece(f"{_plain(word)} {count:,}", link(report, f"parts.topics.{word}")),
        Piece(" " if said else ""),
        Piece(said, link(report, f"parts.topic_cases.{word}")),
        Piece(_new(report, word)),
    )


def _plain(topic: str) -> str:
    """Agents name them, in as many lines as they like."""
    return " ".join(topic.split())


def _new(report: Report, topic: str) -> str:
    """Nobody was asked about it in the four weeks before, as far as that is known."""
    before = [each.parts.get("topics", {}) for each in report.before[:USUAL_WEEKS]]
    is_known = any(topic in week or len(week) >= LISTED for week in before)
    return " (new)" if before and not is_known else ""


def _rates(report: Report) -> Iterator[Line]:
    for name, of in (("of_turns", "turns"), ("of_conversations", "conversations")):
        rate = report.this.rates.get(name)
        if rate and rate.whole:
            change, notable = compare_rate(report, name)
            words = f"Escalation rate, of all {of}: {say_share(rate)}{change}"
            yield Line(words, link(report, f"rates.{name}"), notable)
            yield from _by_reason(report, name)


def _by_reason(report: Report, name: str) -> Iterator[Line]:
    """Where there is more than one."""
    start = f"{name}_"
    rates = {
        word.removeprefix(start): rate
        for word, rate in report.this.rates.items()
        if word.startswith(start) and rate.part
    }
    if len(rates) > 1:
        most = sorted(rates, key=lambda word: (-rates[word].part, word))
        pieces = in_a_row(
            Piece(f"{shown(word)} {_finely(rates[word])}", link(report, f"rates.{start}{word}"))
            for word in most
        )
        yield Line.of(Piece(f"… by reason, of all {name.removeprefix('of_')}: "), *pieces)


def _share(rate: Rate) -> str:
    return f"{round(100 * (rate.value or 0.0))} %"


def _finely(rate: Rate) -> str:
    """Small shares would all be the same in whole per cent."""
    return f"{100 * (rate.value or 0.0):.1f} %"
