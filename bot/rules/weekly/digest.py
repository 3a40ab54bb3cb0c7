"""From a week's report to the digest: what must I do first, then how it went, then why.

A section that has nothing to say is left out; a figure that is not known says why.
"""

from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

from bot.rules.graphemes import cut
from bot.rules.weekly.content import Digest, Line, Piece, Section
from bot.rules.weekly.lists import link, page_path
from bot.rules.weekly.people import load, relay_in_short, system, uncovered
from bot.rules.weekly.report import Report
from bot.rules.weekly.right import right
from bot.rules.weekly.spans import say_span
from bot.rules.weekly.times import promises, promises_in_short, speed, speed_in_short
from bot.rules.weekly.why import why
from bot.rules.weekly.words import (
    compare_count,
    corrections,
    many,
    say_days,
    shown,
)

QUIET = "A quiet week: nobody had to be asked."
UNNAMED = "default"
LONGEST_NAME = 32
DEFINITIONS = "/definitions"
FORMS = {"html": "This week as a page", "csv": "This week as CSV"}
SWITCHED_OFF = (
    "Another hour, or none: Digest settings on the app's Home tab, for oneself; “digest” in the "
    "policy, for all."
)


def digest(report: Report) -> Digest:
    sections = (make(report) for make in _SECTIONS)
    return Digest(
        title=_title(report),
        week=report.week,
        headline=tuple(_headline(report)),
        sections=tuple(each for each in sections if each.lines or each.table),
        footer=tuple(_footer(report)),
    )


def _title(report: Report) -> str:
    """Whose week it is, so that a reader of two can tell them apart; a workspace that nobody gave a
    name to has none. Names are cut, and never the week.
    """
    whose = [report.workspace] if report.workspace != UNNAMED else []
    names = ", ".join(_short(each) for each in (*whose, report.queue or "all queues"))
    week = f"week {report.week.number} ({say_days(report.week)}, {report.zone})"
    return f"Escalations, {names}, {week}"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: cut(name, LONGEST_NAME - 1)]}…"


def _headline(report: Report) -> Iterator[Line]:
    if not report.this.cases:
        yield Line(f"{QUIET} {relay_in_short(report)}")
    change, notable = compare_count(report, "cases")
    yield Line(
        f"{many(report.this.cases, 'escalation')}{change}",
        link(report, "counts.cases"),
        notable,
        report.cards("cases"),
    )
    yield from speed_in_short(report)
    yield from promises_in_short(report)


def _needs_you(report: Report) -> Section:
    lines = (*_late(report), *uncovered(report), *_left(report), *_lost(report))
    return Section(name="needs_you", title="Needs you", lines=lines)


def _late(report: Report) -> Iterator[Line]:
    if report.late_in_all:
        oldest = report.late[0]
        yield Line(
            f"{many(report.late_in_all, 'escalation')} past due now, the latest by "
            f"{say_span(oldest.seconds)}",
            link(report, "past_due_now"),
            notable=True,
        )
    for each in report.late:
        about = ", ".join(filter(None, (each.queue, shown(each.reason))))
        yield Line(f"{about}: {say_span(each.seconds)} past due", each.permalink)


def _left(report: Report) -> Iterator[Line]:
    if expired := report.this.parts.get("approvals", {}).get("expired", 0):
        yield Line(
            f"{many(expired, 'approval')} expired with nobody's answer",
            link(report, "parts.approvals.expired"),
            threads=report.cards("expired"),
        )
    if backlog := report.this.counts.get("backlog"):
        oldest = report.this.oldest_seconds
        age = f", the oldest {say_span(oldest)} old" if oldest is not None else ""
        late = report.this.counts.get("past_due", 0)
        past_due = f"{late:,} of them past due" if late else ""
        when = "now" if report.goes_on else "when the week ended"
        yield Line.of(
            Piece(
                f"{many(backlog, 'escalation')} still open {when}", link(report, "counts.backlog")
            ),
            *([Piece(", "), Piece(past_due, link(report, "counts.past_due"))] if late else []),
            Piece(age),
        )


def _lost(report: Report) -> Iterator[Line]:
    counts = report.this.counts
    if failed := counts.get("not_delivered"):
        yield Line(
            f"{many(failed, 'reply', 'replies')} did not reach the customer",
            link(report, "counts.not_delivered"),
            threads=report.cards("not_delivered"),
        )
    if dead := counts.get("dead"):
        words = f"{many(dead, 'delivery', 'deliveries')} given up: “handrail doctor” says why"
        yield Line(words, link(report, "counts.dead"))
    if empty := counts.get("steps_empty"):
        words = f"{many(empty, 'step')} of a ladder called nobody"
        yield Line(words, link(report, "counts.steps_empty"))
    unsafe = report.this.parts.get("answers", {}).get("unsafe", 0)
    if unsafe:
        yield Line(
            f"{many(unsafe, 'answer')} of the agent found unsafe",
            link(report, "parts.answers.unsafe"),
            threads=report.cards("unsafe"),
        )


_SECTIONS: tuple[Callable[[Report], Section], ...] = (
    _needs_you,
    speed,
    promises,
    why,
    right,
    load,
    system,
)


def _footer(report: Report) -> Iterator[Line]:
    as_of = report.data_as_of.astimezone(ZoneInfo(report.zone))
    yield Line(f"Data as of {as_of:%Y-%m-%d %H:%M}, {report.zone}.")
    if changed := "; ".join(corrections(report)):
        yield Line(f"Corrections to week {report.week.earlier().number}: {changed}.")
    if not report.before:
        yield Line("There is no week before to compare with.")
    for form, words in FORMS.items():
        path = page_path(report, form)
        yield Line(f"{words}: {path}", path)
    yield Line(f"Each figure is explained at {DEFINITIONS} of the gateway.", DEFINITIONS)
    yield Line(SWITCHED_OFF)
