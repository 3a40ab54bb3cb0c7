"""The digest's numbers for programs, with what may be said of them."""

from dataclasses import asdict
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.rules.json import Json
from bot.rules.weekly.content import Digest
from bot.rules.weekly.linked import links
from bot.rules.weekly.parts import Band, Kept
from bot.rules.weekly.report import Figures, Report
from bot.rules.weekly.statistics import Measured, Rate, Summary


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
        "links": dict(links(report)),
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
        "uncovered": [
            {"begins_at": _time(each.start), "ends_at": _time(each.end), "waited": waited}
            for each, waited in figures.alone
        ],
    }


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
