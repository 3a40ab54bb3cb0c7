"""From a week's report to the digest: what must I do first, then how it went, then why.

A section that has nothing to say is left out; a figure that is not known says why.
"""

from collections.abc import Callable, Iterator

from bot.rules.report import Report
from bot.rules.spans import say_span
from bot.rules.weekly import Digest, Line, Section
from bot.rules.weekly_time import promises, promises_in_short, speed, speed_in_short
from bot.rules.weekly_words import (
    compare_count,
    compare_rate,
    corrections,
    ended_link,
    list_link,
    say_days,
    say_parts,
    say_share,
    shown,
    window_link,
)

QUIET = "A quiet week: nobody had to be asked."


def digest(report: Report) -> Digest:
    who = report.queue or "all queues"
    sections = (make(report) for make in _SECTIONS)
    return Digest(
        title=f"Escalations, {who}, week {report.week.number} "
        f"({say_days(report.week)}, {report.zone})",
        week=report.week,
        headline=tuple(_headline(report)),
        sections=tuple(each for each in sections if each.lines or each.table),
        footer=tuple(_footer(report)),
    )


def _headline(report: Report) -> Iterator[Line]:
    if not report.this.cases:
        yield Line(QUIET)
    change, notable = compare_count(report, "cases")
    many = "escalation" if report.this.cases == 1 else "escalations"
    yield Line(f"{report.this.cases:,} {many}{change}", window_link(report), notable)
    yield from speed_in_short(report)
    yield from promises_in_short(report)


def _needs_you(report: Report) -> Section:
    return Section(name="needs_you", title="Needs you", lines=tuple(_needs(report)))


def _needs(report: Report) -> Iterator[Line]:
    counts = report.this.counts
    if report.late_in_all:
        oldest = report.late[0]
        yield Line(
            f"{_many(report.late_in_all, 'escalation')} past due now, the latest by "
            f"{say_span(oldest.seconds)}",
            list_link(report, status="open", past_due="true"),
            notable=True,
        )
    for each in report.late:
        yield Line(
            f"{each.queue}, {shown(each.reason)}: {say_span(each.seconds)} past due",
            each.permalink,
        )
    if expired := report.this.parts.get("approvals", {}).get("expired", 0):
        yield Line(
            f"{_many(expired, 'approval')} expired with nobody's answer",
            ended_link(report, kind="approval", status="expired"),
        )
    if backlog := counts.get("backlog"):
        oldest = report.this.oldest_seconds
        age = f", the oldest {say_span(oldest)} old" if oldest is not None else ""
        yield Line(
            f"{_many(backlog, 'escalation')} still open when the week ended{age}",
            list_link(report, status="open"),
        )
    unsafe = report.this.parts.get("answers", {}).get("unsafe", 0)
    if unsafe:
        yield Line(
            f"{_many(unsafe, 'answer')} of the agent found unsafe",
            ended_link(report, answer="unsafe"),
        )


def _why(report: Report) -> Section:
    return Section(name="why", title="Why the agent escalated", lines=tuple(_reasons(report)))


def _reasons(report: Report) -> Iterator[Line]:
    reasons = report.this.parts.get("reasons", {})
    if any(reasons.values()):
        yield Line(say_parts(reasons).capitalize(), window_link(report))
    for name, of in (("of_turns", "turns"), ("of_conversations", "conversations")):
        rate = report.this.rates.get(name)
        if rate and rate.whole:
            change, notable = compare_rate(report, name)
            yield Line(f"Of all {of}: {say_share(rate)}{change}", notable=notable)


def _right(report: Report) -> Section:
    return Section(name="right", title="Was the agent right?", lines=tuple(_quality(report)))


def _quality(report: Report) -> Iterator[Line]:
    rates, parts = report.this.rates, report.this.parts
    if (feedback := rates.get("feedback")) and feedback.whole:
        yield Line(f"Feedback on {say_share(feedback)} of what people closed")
    if any(parts.get("answers", {}).values()):
        change, notable = compare_rate(report, "agent_was_right")
        yield Line(f"The agent's answer: {say_parts(parts['answers'])}{change}", notable=notable)
    if (unneeded := rates.get("unneeded")) and unneeded.whole:
        change, notable = compare_rate(report, "unneeded")
        link = ended_link(report, needed="false")
        yield Line(f"Nobody would have been needed: {say_share(unneeded)}{change}", link, notable)
    if any(parts.get("approvals", {}).values()):
        change, notable = compare_rate(report, "as_is")
        link = ended_link(report, kind="approval")
        yield Line(f"Approvals: {say_parts(parts['approvals'])}", link)
        as_is = rates["as_is"]
        if as_is.whole:
            yield Line(f"Let go word for word: {say_share(as_is)}{change}", notable=notable)
    if (good := rates.get("good")) and good.whole:
        change, notable = compare_rate(report, "good")
        yield Line(f"Customers' ratings, good: {say_share(good)}{change}", notable=notable)


def _load(report: Report) -> Section:
    return Section(name="load", title="Load", lines=tuple(_loads(report)))


def _loads(report: Report) -> Iterator[Line]:
    if waited := report.this.counts.get("waited_seconds"):
        yield Line(f"All customers together waited {say_span(waited)} for people")
    if report.load and report.load.total:
        yield Line(f"{_many(report.load.outside, 'escalation')} came outside open hours")


_SECTIONS: tuple[Callable[[Report], Section], ...] = (
    _needs_you,
    speed,
    promises,
    _why,
    _right,
    _load,
)


def _footer(report: Report) -> Iterator[Line]:
    yield Line(f"Data as of {report.data_as_of:%Y-%m-%d %H:%M} UTC.")
    if changed := "; ".join(corrections(report)):
        yield Line(f"Corrections to week {report.week.earlier().number}: {changed}.")
    if not report.before:
        yield Line("There is no week before to compare with.")


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
