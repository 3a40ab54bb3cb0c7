"""What the digest says of the agent's answers, of what a week asked of people, and of the desk."""

from collections.abc import Iterator

from bot.rules.approvers import user_in_slack
from bot.rules.weekly.content import Line, Section
from bot.rules.weekly.lists import ended_link, window_link
from bot.rules.weekly.report import Report
from bot.rules.weekly.spans import say_measured, say_span
from bot.rules.weekly.statistics import FEWEST_FOR_MEDIAN
from bot.rules.weekly.words import compare_rate, many, most_first, say_parts, say_share

MOST_PEOPLE = 15
AGAIN = {
    "reopened": "Opened again within a week",
    "asked_again": "Asked again in the same conversation within a day",
}


def right(report: Report) -> Section:
    return Section(
        name="right",
        title="Was the agent right?",
        lines=(*_opinions(report), *_decisions(report), *_again(report)),
    )


def _opinions(report: Report) -> Iterator[Line]:
    rates, parts = report.this.rates, report.this.parts
    if (feedback := rates.get("feedback")) and feedback.whole:
        yield Line(f"Feedback on {say_share(feedback)} of what people closed", ended_link(report))
    if any(parts.get("answers", {}).values()):
        change, notable = compare_rate(report, "agent_was_right")
        words = f"The agent's answer: {say_parts(parts['answers'])}{change}"
        yield Line(words, ended_link(report), notable)
    if (unneeded := rates.get("unneeded")) and unneeded.whole:
        change, notable = compare_rate(report, "unneeded")
        link = ended_link(report, needed="false")
        words = f"Nobody would have been needed: {say_share(unneeded)}{change}"
        yield Line(words, link, notable, report.cards("unneeded"))
    if (good := rates.get("good")) and good.whole:
        change, notable = compare_rate(report, "good")
        yield Line(f"Customers' ratings, good: {say_share(good)}{change}", notable=notable)


def _decisions(report: Report) -> Iterator[Line]:
    rates, parts = report.this.rates, report.this.parts
    if any(parts.get("approvals", {}).values()):
        change, notable = compare_rate(report, "as_is")
        link = ended_link(report, kind="approval")
        yield Line(f"Approvals: {say_parts(parts['approvals'])}", link)
        as_is = rates["as_is"]
        if as_is.whole:
            yield Line(f"Let go word for word: {say_share(as_is)}{change}", link, notable)
    yield from _edits_and_bands(report)


def _again(report: Report) -> Iterator[Line]:
    for name, label in AGAIN.items():
        rate = report.this.rates.get(name)
        if rate and rate.whole:
            change, notable = compare_rate(report, name)
            yield Line(f"{label}: {say_share(rate)}{change}", notable=notable)


def _edits_and_bands(report: Report) -> Iterator[Line]:
    """Whether the agent is sure of the right things: where people let nearly all of it go, the
    gate may be too high. Of fewer than five decisions nothing is said.
    """
    if edits := report.this.edits.median:
        yield Line(f"What was edited was changed by {round(edits.value * 100)} % in the median")
    for band, figures in sorted(report.this.bands.items()):
        if band and figures.as_is.whole >= FEWEST_FOR_MEDIAN:
            low = float(band)
            yield Line(
                f"Where the agent was {low:.0%} to {low + 0.1:.0%} sure, people let go word for "
                f"word {say_share(figures.as_is)}"
            )


def load(report: Report) -> Section:
    return Section(name="load", title="Load and cover", lines=tuple(_load(report)))


def _load(report: Report) -> Iterator[Line]:
    counts = report.this.counts
    if people := counts.get("people"):
        words = f"{many(people, 'person', 'people')}; the busiest had {counts['busiest']:,}"
        yield Line(words, window_link(report))
    yield from _each(report)
    if calls := counts.get("calls"):
        night = counts.get("calls_at_night", 0)
        each = f", {calls / report.this.cases:.1f} a case" if report.this.cases else ""
        yield Line(f"People were called or reminded {calls:,} times{each}; {night:,} after hours")
    yield from _cover(counts.get("uncovered_seconds"))
    if freed := counts.get("freed"):
        yield Line(f"{many(freed, 'claim')} forgotten and freed")
    if report.load and report.load.outside:
        words = f"{many(report.load.outside, 'escalation')} came outside open hours"
        yield Line(words, window_link(report))
    if waited := counts.get("waited_seconds"):
        words = f"All customers together waited {say_span(waited)} for people"
        yield Line(words, window_link(report))


def _each(report: Report) -> Iterator[Line]:
    """The most first. Only a copy for somebody who may see it has any."""
    for who, cases in most_first(report.people)[:MOST_PEOPLE]:
        yield Line(many(cases, "case"), person=user_in_slack(who))


def _cover(uncovered: int | None) -> Iterator[Line]:
    """Nothing is said where nobody says who should be on call, or when."""
    if uncovered:
        yield Line(f"Nobody was on call for {say_span(uncovered)} of open hours", notable=True)
    elif uncovered is not None:
        yield Line("Somebody was on call in all open hours")


def system(report: Report) -> Section:
    return Section(name="system", title="System", lines=tuple(_system(report)))


def _system(report: Report) -> Iterator[Line]:
    counts = report.this.counts
    if (arrived := report.this.rates.get("arrived")) and arrived.whole:
        lag = (
            f"; 95 in 100 within {say_measured(report.this.lag_p95)}" if report.this.lag_p95 else ""
        )
        yield Line(f"Words of people that reached customers: {say_share(arrived)}{lag}")
    if edited := counts.get("edited_after"):
        yield Line(f"{many(edited, 'message')} changed after being sent")
    if failed := counts.get("files_failed"):
        yield Line(f"{many(failed, 'message')} with files that could not be had")
