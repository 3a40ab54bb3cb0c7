"""The digest's numbers as CSV: all that the JSON has and the means, a row a figure and week."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO

from bot.rules.calendars.hours import WEEKDAYS
from bot.rules.weekly.linked import links
from bot.rules.weekly.lists import case_link
from bot.rules.weekly.pictures import Load
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
    "at_least",
    "was",
    "link",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Row = Mapping[str, object]


def as_csv(report: Report) -> str:
    """This week first. What is not known is an empty cell."""
    into = StringIO()
    rows = csv.writer(into, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    behind = links(report)
    for figures, told, leads in (
        (report.this, _of_report(report), behind),
        *((each, (), {}) for each in report.before),
    ):
        about = [str(figures.week), _harmless(report.queue or "")]
        for each in (*told, *_rows(figures)):
            row = {"link": leads.get(str(each.get("figure")), ""), **each}
            rows.writerow([*about, *(row.get(column, "") for column in COLUMNS[2:])])
    return into.getvalue()


def _of_report(report: Report) -> Iterator[Row]:
    """What is not of one week's figures."""
    window = report.window
    for name, at in (
        ("begins_at", window.start),
        ("ends_at", window.end),
        ("data_as_of", report.data_as_of),
    ):
        yield {"kind": "about", "name": name, "value": at.isoformat()}
    yield {"kind": "about", "name": "zone", "value": report.zone}
    if report.target is not None:
        yield {"kind": "about", "name": "target", "value": report.target}
    for each in report.corrections:
        yield {"kind": "correction", "name": each.name, "value": each.now, "was": each.was}
    for each in report.late:
        yield {
            "kind": "past_due",
            "name": _harmless(each.queue),
            "value": each.seconds,
            "link": each.permalink,
        }
    if report.load:
        yield from _of_load(report.load)


def _of_load(load: Load) -> Iterator[Row]:
    for day, counts, is_open in zip(WEEKDAYS, load.counts, load.is_open, strict=True):
        for hour, (count, opened) in enumerate(zip(counts, is_open, strict=True)):
            name = f"{day} {hour:02}"
            yield {"kind": "load", "name": name, "value": count}
            yield {"kind": "open", "name": name, "value": str(opened).lower()}


def _rows(figures: Figures) -> Iterator[Row]:
    for name, count in figures.counts.items():
        yield {"kind": "count", "name": name, "value": count, "figure": f"counts.{name}"}
    if figures.oldest_seconds is not None:
        yield {"kind": "seconds", "name": "oldest", "value": figures.oldest_seconds}
    for name, rate in figures.rates.items():
        yield {**_rate_row(name, rate), "figure": f"rates.{name}"}
    for kind, parts in figures.parts.items():
        for word, count in parts.items():
            figure = f"parts.{kind}.{word}"
            yield {"kind": kind, "name": _harmless(word), "value": count, "figure": figure}
    for name, times in figures.times.items():
        yield from _time_rows(name, times)
    yield from _of_promises(figures)
    yield from _of_bands(figures)
    yield from _percentiles(figures)
    yield from _of_edits(figures.edits)
    for each, waited in figures.alone:
        begins, ends = each.start.isoformat(), each.end.isoformat()
        yield {
            "kind": "uncovered",
            "name": begins,
            "value": ends,
            "n": "" if waited is None else waited,
        }


def _rate_row(name: str, rate: Rate) -> Row:
    known = {} if rate.value is None else {"value": rate.value}
    return {"kind": "rate", "name": name, "part": rate.part, "whole": rate.whole, **known}


def _of_bands(figures: Figures) -> Iterator[Row]:
    for band, each in figures.bands.items():
        for name, rate in (("of_turns", each.of_turns), ("as_is", each.as_is)):
            figure = f"bands.{band}.{name}"
            yield {**_rate_row(f"{name} {band}", rate), "kind": "band", "figure": figure}


def _of_promises(figures: Figures) -> Iterator[Row]:
    for clock, kept in figures.kept.items():
        for name in ("met", "broken", "late", "no_response"):
            value, figure = getattr(kept, name), f"promises.{clock}.{name}"
            yield {"kind": f"promise_{name}", "name": clock, "value": value, "figure": figure}
        yield from _time_rows(f"overrun_{clock}", kept.overruns)
    for each in figures.worst:
        link = each.permalink or case_link(each.escalation_id)
        yield {"kind": "worst", "name": each.clock, "link": link, **_value(each.by)}


def _percentiles(figures: Figures) -> Iterator[Row]:
    told = {"notified_p99": figures.notified_p99, "relay_p95": figures.lag_p95}
    for name, found in told.items():
        if found is not None:
            yield {"kind": "seconds", "name": name, **_value(found), "figure": name}


def _of_edits(edits: Summary) -> Iterator[Row]:
    """Shares from 0 to 1."""
    yield {"kind": "edit_share", "name": "n", "value": edits.n, "figure": "edit_share"}
    told = {"median": edits.median, "p90": edits.p90, "max": edits.largest}
    for name, found in told.items():
        if found is not None:
            yield {"kind": "edit_share", "name": name, "value": found.value}


def _time_rows(name: str, times: Summary) -> Iterator[Row]:
    """And, of few, each."""
    told = {"kind": "time", "name": name, "n": times.n, "going_on": times.going_on}
    yield {**told, **dict(_measures(times)), "figure": f"times.{name}"}
    for each in times.values:
        yield {"kind": "one", "name": name, **_value(each)}


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


def _value(found: Measured) -> Row:
    return {"value": round(found.value, 3), "at_least": str(found.at_least).lower()}


def _harmless(text: str) -> str:
    """A spreadsheet runs what begins like a formula; these words came from elsewhere."""
    return f"'{text}" if text.startswith(_FORMULA) else text
