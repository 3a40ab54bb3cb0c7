"""What the digest says of why agents asked people, and about what."""

from collections.abc import Iterator

from bot.rules.weekly.content import Line, Piece, Section
from bot.rules.weekly.lists import window_link
from bot.rules.weekly.report import USUAL_WEEKS, Report
from bot.rules.weekly.statistics import Rate
from bot.rules.weekly.words import (
    compare_rate,
    in_a_row,
    most_first,
    say_parts,
    say_share,
    shown,
)

MOST_TOPICS = 5
LISTED = 50
"""As many topics as a week keeps: of one that is not among so many it is not known to be new."""


def why(report: Report) -> Section:
    lines = (*_reasons(report), *_topics(report), *_rates(report))
    return Section(name="why", title="Why the agent escalated", lines=lines)


def _reasons(report: Report) -> Iterator[Line]:
    reasons = report.this.parts.get("reasons", {})
    if any(reasons.values()):
        pieces = say_parts(reasons, lambda word: window_link(report, reason=word))
        first, *others = pieces
        yield Line.of(Piece(first.text[:1].upper() + first.text[1:], first.link), *others)


def _topics(report: Report) -> Iterator[Line]:
    topics = {word: count for word, count in report.this.parts.get("topics", {}).items() if word}
    few = [(word, count) for word, count in most_first(topics)[:MOST_TOPICS] if count]
    if few:
        pieces = in_a_row(
            Piece(f"{_plain(word)} {count:,}{_new(report, word)}", window_link(report, topic=word))
            for word, count in few
        )
        yield Line.of(Piece("Most asked about: "), *pieces)


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
            yield Line(words, window_link(report), notable)
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
            Piece(f"{shown(word)} {_finely(rates[word])}", window_link(report, reason=word))
            for word in most
        )
        yield Line.of(Piece(f"… by reason, of all {name.removeprefix('of_')}: "), *pieces)


def _finely(rate: Rate) -> str:
    """Small shares would all be the same in whole per cent."""
    return f"{100 * (rate.value or 0.0):.1f} %"
