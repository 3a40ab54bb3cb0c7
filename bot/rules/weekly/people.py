"""What the digest says of what a week asked of people, and of the desk itself."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.rules.approvers import user_in_slack
from bot.rules.calendars.week import Window
from bot.rules.weekly.content import Line, Piece, Section
from bot.rules.weekly.lists import window_link, written_link
from bot.rules.weekly.report import Report
from bot.rules.weekly.spans import say_measured, say_span
from bot.rules.weekly.words import in_a_row, many, most_first, say_share

MOST_PEOPLE = 15
MOST_SPANS = 5
SEEN = 0.05
HANDLED = {
    "duplicates_suppressed": ("duplicate suppressed", "duplicates suppressed"),
    "uncertain": ("delivery was in doubt for a while", "deliveries were in doubt for a while"),
    "edited_after": ("message changed after being sent", "messages changed after being sent"),
    "withdrawn": ("message taken back in time", "messages taken back in time"),
    "files_failed": (
        "message with files that could not be had",
        "messages with files that could not be had",
    ),
}


def load(report: Report) -> Section:
    return Section(name="load", title="Load and cover", lines=tuple(_load(report)))


def _load(report: Report) -> Iterator[Line]:
    counts = report.this.counts
    if people := counts.get("people"):
        words = f"{many(people, 'person', 'people')}; the busiest had {counts['busiest']:,}"
        yield Line(words)
    yield from _each(report)
    if calls := counts.get("calls"):
        night = counts.get("calls_at_night", 0)
        times = f"{many(calls, 'time')}{_a_case(calls, report.this.cases)}"
        yield Line(f"People were called or reminded {times}; {night:,} after hours")
    if steps := report.this.parts.get("steps"):
        came = in_a_row(
            Piece(f"{many(cases, 'case')} as far as step {step}", window_link(report, steps=step))
            for step, cases in sorted(steps.items(), key=lambda each: int(each[0]))
        )
        yield Line.of(Piece("Ladders: "), *came)
    if counts.get("uncovered_seconds") == 0:
        yield Line("Somebody was on call in all open hours")
    if freed := counts.get("freed"):
        yield Line(f"{many(freed, 'claim')} forgotten and freed")
    if report.load and report.load.outside:
        yield Line(f"{many(report.load.outside, 'escalation')} came outside open hours")
    if waited := counts.get("waited_seconds"):
        words = f"All customers together waited {say_span(waited)} for people"
        yield Line(words, window_link(report))


def _a_case(calls: int, cases: int) -> str:
    """Where it is a tenth at least."""
    return f", {calls / cases:.1f} a case" if cases and calls / cases >= SEEN else ""


def _each(report: Report) -> Iterator[Line]:
    """The most first. Only a copy for somebody who may see it has any."""
    for who, cases in most_first(report.people)[:MOST_PEOPLE]:
        yield Line(many(cases, "case"), person=user_in_slack(who))


def uncovered(report: Report) -> Iterator[Line]:
    """Nothing is said where nobody says who should be on call, or when."""
    if seconds := report.this.counts.get("uncovered_seconds"):
        spans = [_between(each, ZoneInfo(report.zone)) for each in report.this.uncovered]
        more = [f"{len(spans) - MOST_SPANS:,} more"] if len(spans) > MOST_SPANS else []
        when = f": {', '.join((*spans[:MOST_SPANS], *more))}" if spans else ""
        yield Line(f"Nobody was on call for {say_span(seconds)} of open hours{when}", notable=True)


def _between(span: Window, zone: ZoneInfo) -> str:
    """`Sat 10:00 to 14:00`, and the second day where it is another."""
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    until = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%a %H:%M}"
    return f"{start:%a %H:%M} to {until}"


def system(report: Report) -> Section:
    return Section(name="system", title="System", lines=tuple(_system(report)))


def _system(report: Report) -> Iterator[Line]:
    counts = report.this.counts
    if (arrived := report.this.rates.get("arrived")) and arrived.whole:
        lag = (
            f"; 95 in 100 within {say_measured(report.this.lag_p95)}" if report.this.lag_p95 else ""
        )
        words = f"Words of people that reached customers: {say_share(arrived)}{lag}"
        yield Line(words, written_link(report))
    yield Line(relay_in_short(report))
    if limited := counts.get("limited_seconds"):
        yield Line(f"Slack limited us for {say_span(limited)}")
    for name, (one, several) in HANDLED.items():
        if count := counts.get(name):
            yield Line(many(count, one, several))


def relay_in_short(report: Report) -> str:
    """Said in a quiet week, too: no news is not the same as good news."""
    counts = report.this.counts
    lost, dead = counts.get("not_delivered", 0), counts.get("dead", 0)
    if not (lost or dead):
        return "Relay healthy: nothing undelivered, nothing given up."
    return f"Relay: {lost:,} undelivered, {many(dead, 'dead letter')}."
