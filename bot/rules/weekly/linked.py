"""All figures of a week by name, each with the list behind it."""

from collections.abc import Iterator, Mapping

from bot.rules.weekly.lists import link
from bot.rules.weekly.report import Figures, Report

_PROMISED = ("met", "broken", "late", "no_response")
_OF_BANDS = ("turns", "of_turns", "as_is")
_ALONE = ("edit_share", "notified_p99", "relay_p95")


def links(report: Report) -> Mapping[str, str]:
    """What has no list is left out."""
    told = {name: link(report, name) for name in (*names(report.this), *_of_report(report))}
    return {name: leads for name, leads in told.items() if leads}


def names(figures: Figures) -> Iterator[str]:
    """By where they stand in the numbers."""
    for kind in ("counts", "rates", "times"):
        for name in getattr(figures, kind):
            yield f"{kind}.{name}"
    for part, words in figures.parts.items():
        yield from (f"parts.{part}.{word}" for word in words)
    for clock in figures.kept:
        yield from (f"promises.{clock}.{how}" for how in _PROMISED)
    for band in figures.bands:
        yield from (f"bands.{band}.{what}" for what in _OF_BANDS)
    yield from _ALONE


def _of_report(report: Report) -> Iterator[str]:
    if report.load:
        yield "load.outside"
    yield "past_due_now"
