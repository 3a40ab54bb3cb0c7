"""The digest's numbers for programs: JSON with what may be said of them, CSV with the means too."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo

from bot.rules.json import Json
from bot.rules.weekly.content import Digest
from bot.rules.weekly.parts import Band, Kept
from bot.rules.weekly.report import Figures, Report
from bot.rules.weekly.statistics import Measured, Rate, Summary

COLUMNS = (
    "week",
    "queue",
    "kind",
    "name",
    "value",
    "part",
    "whole",
    "n",
    "going_on",
    "median_seconds",
    "median_at_least",
    "p90_seconds",
    "p90_at_least",
    "max_seconds",
    "max_at_least",
    "mean_seconds",
    "mean_at_least",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(report: Report, digest: Digest, *, frozen: bool) -> Json:
    window = report.week.window(ZoneInfo(report.zone))
    return {
        "week": str(report.week),
        "queue": report.queue,
        "zone": report.zone,
        "begins_at": _time(window.start),
        "ends_at": _time(window.end),
        "data_as_of": _time(report.data_as_of),
        "frozen": frozen,
        "target": report.target,
        "figures": figures_out(report.this),
        "weeks_before": [figures_out(each) for each in report.before],
        "corrections": [asdict(each) for each in report.corrections],
        "load": {"counts": report.load.counts, "is_open": report.load.is_open}
        if report.load
        else None,
        "digest": {
            "title": digest.title,
            "headline": [asdict(line) for line in digest.headline],
            "sections": [asdict(section) for section in digest.sections],
            "footer": [asdict(line) for line in digest.footer],
        },
    }


def figures_out(figures: Figures) -> Json:
    return {
        "week": str(figures.week),
        "counts": dict(figures.counts),
        "rates": {name: _rate(rate) for name, rate in figures.rates.items()},
        "times": {name: _summary(times) for name, times in figures.times.items()},
        "parts": {name: dict(parts) for name, parts in figures.parts.items()},
        "promises": {clock: _promise(kept) for clock, kept in figures.kept.items()},
        "bands": {band: _band(each) for band, each in figures.bands.items()},
        "edit_share": _shares(figures.edits),
        "worst": [{**asdict(each), "by": _measured(each.by)} for each in figures.worst],
        "notified_p99": _measured(figures.notified_p99),
        "relay_p95": _measured(figures.lag_p95),
        "oldest_seconds": figures.oldest_seconds,
    }


def as_csv(report: Report) -> str:
    """A row a figure and week, this week first. What is not known is an empty cell."""
    into = StringIO()
    rows = csv.writer(into, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for figures in (report.this, *report.before):
        about = [str(figures.week), _harmless(report.queue or "")]
        for row in _rows(figures):
            rows.writerow([*about, *(row.get(column, "") for column in COLUMNS[2:])])
    return into.getvalue()


def _rows(figures: Figures) -> Iterator[Mapping[str, object]]:
    for name, count in figures.counts.items():
        yield {"kind": "count", "name": name, "value": count}
    if figures.oldest_seconds is not None:
        yield {"kind": "seconds", "name": "oldest", "value": figures.oldest_seconds}
    for name, rate in figures.rates.items():
        yield _rate_row(name, rate)
    for kind, parts in figures.parts.items():
        for word, count in parts.items():
            yield {"kind": kind, "name": _harmless(word), "value": count}
    for name, times in figures.times.items():
        yield _time_row(name, times)
    yield from _of_promises(figures)
    yield from _of_bands(figures)


def _rate_row(name: str, rate: Rate) -> Mapping[str, object]:
    known = {} if rate.value is None else {"value": rate.value}
    return {"kind": "rate", "name": name, "part": rate.part, "whole": rate.whole, **known}


def _of_bands(figures: Figures) -> Iterator[Mapping[str, object]]:
    for band, each in figures.bands.items():
        for name, rate in (("of_turns", each.of_turns), ("as_is", each.as_is)):
            yield {**_rate_row(f"{name} {band}", rate), "kind": "band"}


def _of_promises(figures: Figures) -> Iterator[Mapping[str, object]]:
    for clock, kept in figures.kept.items():
        for name in ("met", "broken", "late", "no_response"):
            yield {"kind": f"promise_{name}", "name": clock, "value": getattr(kept, name)}
        yield _time_row(f"overrun_{clock}", kept.overruns)


def _time_row(name: str, times: Summary) -> Mapping[str, object]:
    told = {"kind": "time", "name": name, "n": times.n, "going_on": times.going_on}
    return {**told, **dict(_measures(times))}


def _measures(times: Summary) -> Iterator[tuple[str, object]]:
    for name, found in (
        ("median", times.median),
        ("p90", times.p90),
        ("max", times.largest),
        ("mean", times.mean),
    ):
        if found is not None:
            yield f"{name}_seconds", round(found.value, 3)
            yield f"{name}_at_least", str(found.at_least).lower()


def _harmless(text: str) -> str:
    """A spreadsheet runs what begins like a formula; these words came from elsewhere."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _promise(kept: Kept) -> Json:
    counts = {"met": kept.met, "broken": kept.broken, "late": kept.late}
    return {
        **counts,
        "no_response": kept.no_response,
        "attainment": _rate(kept.attainment),
        "covered": _rate(kept.covered),
        "overruns": _summary(kept.overruns),
    }


def _band(band: Band) -> Json:
    return {"turns": band.turns, "of_turns": _rate(band.of_turns), "as_is": _rate(band.as_is)}


def _shares(edits: Summary) -> Json:
    """From 0 to 1, and what an edit changed goes on no more."""
    told = {"median": edits.median, "p90": edits.p90, "max": edits.largest}
    return {"n": edits.n, **{name: each and each.value for name, each in told.items()}}


def _rate(rate: Rate) -> Json:
    return {"part": rate.part, "whole": rate.whole, "value": rate.value}


def _summary(times: Summary) -> Json:
    """The mean is left out: one case that waits for days says more in it than all the others."""
    return {
        "n": times.n,
        "going_on": times.going_on,
        "values": [_measured(each) for each in times.values],
        "median": _measured(times.median),
        "p90": _measured(times.p90),
        "max": _measured(times.largest),
    }


def _measured(measured: Measured | None) -> Json | None:
    if measured is None:
        return None
    return {"seconds": measured.value, "at_least": measured.at_least}


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
