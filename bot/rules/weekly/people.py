"""What the digest says of what a week asked of people, and of the desk itself."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.rules.approvers import user_in_slack
from bot.rules.calendars.week import Window
from bot.rules.weekly.content import Line, Piece, Section
from bot.rules.weekly.lists import link, schedule_link, waiting_link
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
        yield Line(words, link(report, "counts.people"))
    yield from _each(report)
    if calls := counts.get("calls"):
        night = counts.get("calls_at_night", 0)
        times = f"{many(calls, 'time')}{_a_case(calls, report.this.cases)}"
        yield Line.of(
            Piece(f"People were called or reminded {times}", link(report, "counts.calls")),
            Piece("; "),
            Piece(f"{night:,} after hours", link(report, "counts.calls_at_night")),
        )
    if steps := report.this.parts.get("steps"):
        came = in_a_row(
            Piece(
                f"{many(cases, 'case')} as far as step {step}", link(report, f"parts.steps.{step}")
            )
            for step, cases in sorted(steps.items(), key=lambda each: int(each[0]))
        )
        yield Line.of(Piece("Ladders: "), *came)
    if counts.get("uncovered_seconds") == 0:
        yield Line("Somebody was on call in all open hours")
    if freed := counts.get("freed"):
        yield Line(f"{many(freed, 'claim')} forgotten and freed", link(report, "counts.freed"))
    if report.load and report.load.outside:
        words = f"{many(report.load.outside, 'escalation')} came outside open hours"
        yield Line.of(Piece(words, link(report, "load.outside")), *_arrow_to_schedule(report))
    if waited := counts.get("waited_seconds"):
        words = f"All customers together waited {say_span(waited)} for people"
        yield Line(words, link(report, "counts.waited_seconds"))


def _arrow_to_schedule(report: Report) -> tuple[Piece, ...]:
    return Piece(" → "), Piece("schedule", schedule_link(report))


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
        alone = report.this.alone
        more = [Piece(f"{len(alone) - MOST_SPANS:,} more")] if len(alone) > MOST_SPANS else []
        told = [_alone(report, span, cases) for span, cases in alone[:MOST_SPANS]]
        when = in_a_row((*told, *more))
        yield Line.of(
            Piece(f"Nobody was on call for {say_span(seconds)} of open hours"),
            *((Piece(": "), *when) if when else ()),
            *_arrow_to_schedule(report),
            notable=True,
        )


def _alone(report: Report, span: Window, cases: int | None) -> Piece:
    """And how many waited for people then."""
    words = _between(span, ZoneInfo(report.zone))
    if not cases:
        return Piece(words)
    return Piece(f"{words} ({many(cases, 'case')} waited)", waiting_link(report, span))


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
        lag = f"95 in 100 within {say_measured(report.this.lag_p95)}" if report.this.lag_p95 else ""
        words = f"Words of people that reached customers: {say_share(arrived)}"
        yield Line.of(
            Piece(words, link(report, "rates.arrived")),
            *((Piece("; "), Piece(lag, link(report, "relay_p95"))) if lag else ()),
        )
    yield Line(relay_in_short(report))
    if limited := counts.get("limited_seconds"):
        words = f"Slack limited us for {say_span(limited)}"
        yield Line(words, link(report, "counts.limited_seconds"))
    for name, (one, several) in HANDLED.items():
        if count := counts.get(name):
            yield Line(many(count, one, several), link(report, f"counts.{name}"))


def relay_in_short(report: Report) -> str:
    """Said in a quiet week, too: no news is not the same as good news."""
    counts = report.this.counts
    lost, dead = counts.get("not_delivered", 0), counts.get("dead", 0)
    if not (lost or dead):
        return "Relay healthy: nothing undelivered, nothing given up."
    return f"Relay: {lost:,} undelivered, {many(dead, 'dead letter')}."
