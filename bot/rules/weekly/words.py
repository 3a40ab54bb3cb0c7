"""What a week's figures are in words. Every number is put into its place; nothing is invented."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from bot.rules.calendars.week import Week
from bot.rules.weekly.content import Piece
from bot.rules.weekly.report import USUAL_WEEKS, Figures, Report
from bot.rules.weekly.spans import say_measured
from bot.rules.weekly.statistics import (
    Measured,
    Rate,
    Summary,
    differs_in_count,
    differs_in_rate,
    differs_in_time,
)

WORDS = {
    "cases": "escalations",
    "turns": "turns",
    "conversations": "conversations",
    "closed_by_people": "closed by people",
    "not_delivered": "replies that did not reach the customer",
    "reasons": "escalated for",
    "approvals": "approvals",
    "answers": "the agent's answer",
    "whys": "a person was needed for",
    "reopened": "reopened within seven days",
    "unneeded": "unneeded escalations",
}
NOTHING = "—"


def say_share(rate: Rate) -> str:
    """`68 % (97 of 142)`: a share is worth what it is of."""
    if rate.value is None:
        return NOTHING
    return f"{round(rate.value * 100)} % ({rate.part:,} of {rate.whole:,})"


def say_times(summary: Summary) -> str:
    """The median and how nine in ten fared; of fewer than twenty the longest, of fewer than five
    each.
    """
    if summary.n == 0:
        return NOTHING
    if summary.median is None:
        return ", ".join(say_measured(each) for each in summary.values)
    if summary.p90 is None:
        return f"{say_measured(summary.median)} / longest {say_measured(summary.largest)}"
    return f"{say_measured(summary.median)} / {say_measured(summary.p90)}"


def say_pair(median: Measured | None, p90: Measured | None) -> str:
    if median is None:
        return NOTHING
    return f"{say_measured(median)} / {say_measured(p90)}" if p90 else say_measured(median)


def compare_count(report: Report, name: str) -> tuple[str, bool]:
    """` (▲ 18 % on the usual 120; last week 130)`, and whether that is worth a second look."""
    now, before = report.this.counts.get(name, 0), report.usual_count(name)
    if report.last is None or before is None:
        return "", False
    last = f"last week {report.last.counts.get(name, 0):,}"
    if not before:
        return f" ({last}, usually none)", differs_in_count(now, before)
    change = round((now / before - 1) * 100)
    usually = (
        f"{_arrow(change)}{abs(change)} % on the usual {before:,.0f}" if change else "as usual"
    )
    return f" ({usually}; {last})", differs_in_count(now, before)


def compare_rate(report: Report, name: str) -> tuple[str, bool]:
    """In points, so that nobody takes them for per cent of per cent."""
    now, before = _rate(report.this, name), report.usual_rate(name)
    if now.value is None or before is None or report.last is None:
        return "", False
    points = round((now.value - before) * 100)
    change = f"{_arrow(points)}{many(abs(points), 'point')} on the usual" if points else "as usual"
    last = _rate(report.last, name).value
    told = f"; last week {NOTHING if last is None else f'{round(last * 100)} %'}"
    is_notable = bool(points) and _is_notable(report, name, now)
    return f" ({change} {round(before * 100)} %{told})", is_notable


def _is_notable(report: Report, name: str, now: Rate) -> bool:
    """Beside all of the usual weeks together, as the median of their rates is of no number."""
    usual = [_rate(each, name) for each in report.before[:USUAL_WEEKS]]
    together = Rate(sum(each.part for each in usual), sum(each.whole for each in usual))
    return differs_in_rate(now, together)


def is_notable_time(report: Report, name: str) -> bool:
    last = report.last.times.get(name) if report.last else None
    this = report.this.times.get(name)
    return bool(this and last and differs_in_time(this, last))


def say_parts(parts: Mapping[str, int], link: Callable[[str], str]) -> tuple[Piece, ...]:
    """`low confidence 51 (36 %), policy 38 (27 %)`, the most first, each with its own list."""
    whole = sum(parts.values())
    return in_a_row(
        Piece(f"{shown(word)} {count:,} ({round(count / whole * 100)} %)", link(word))
        for word, count in most_first(parts)
        if count
    )


def in_a_row(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """With commas between them."""
    row = [part for each in pieces for part in (Piece(", "), each)]
    return tuple(row[1:])


def most_first(parts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(parts.items(), key=lambda each: (-each[1], each[0]))


def many(count: int, what: str, whats: str = "") -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {whats or what + 's'}"


def say_days(week: Week) -> str:
    """`31 Aug to 6 Sep 2026`."""
    first, last = week.monday, week.sunday
    return f"{_day(first)} to {_day(last)} {last.year}"


def corrections(report: Report) -> Iterator[str]:
    for each in report.corrections:
        kind, _, word = each.name.partition(".")
        name = f"{WORDS.get(kind, shown(kind))} {shown(word)}".strip()
        yield f"{name} {each.was:,}, now {each.now:,}"


def shown(word: str) -> str:
    return word.replace("_", " ")


def _rate(figures: Figures, name: str) -> Rate:
    return figures.rates.get(name, Rate(0, 0))


def _arrow(change: float) -> str:
    return "▲ " if change > 0 else "▼ "


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"
