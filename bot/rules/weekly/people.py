"""What the digest says of the agent's answers, of what a week asked of people, and of the desk."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from bot.rules.approvers import user_in_slack
from bot.rules.status import Status
from bot.rules.weekly.content import Line, Piece, Section
from bot.rules.weekly.figures import BY_SILENCE
from bot.rules.weekly.lists import ended_link, window_link
from bot.rules.weekly.report import Report
from bot.rules.weekly.spans import say_measured, say_span
from bot.rules.weekly.statistics import FEWEST_FOR_MEDIAN
from bot.rules.weekly.words import compare_rate, many, most_first, say_parts, say_share

MOST_PEOPLE = 15
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
A_WEEK = timedelta(days=7)
STAKES = ("high",)
AGAIN = {
    "reopened": "Reopened within seven days",
    "asked_again": "Asked again in the same conversation within a day",
}
DECIDED = {
    "as_is": "Let go word for word",
    "human_correction_rate": "Human correction rate, changed, refused or answered by people",
}
RATINGS = {
    "downstream_accuracy": "Downstream accuracy, rated good of what went out as the agent wrote it",
    "good": "CSAT, customers' ratings that are good",
    "response_rate": "Response rate, turns that were rated",
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
        link = ended_link(report, appraised="true")
        yield Line(f"Feedback on {say_share(feedback)} of what people closed", link)
    if any(parts.get("answers", {}).values()):
        change, notable = compare_rate(report, "agent_was_right")
        pieces = say_parts(parts["answers"], lambda word: ended_link(report, answer=word))
        yield Line.of(Piece("The agent's answer: "), *pieces, Piece(change), notable=notable)
    if (unneeded := rates.get("unneeded")) and unneeded.whole:
        change, notable = compare_rate(report, "unneeded")
        link = ended_link(report, needed="false")
        words = f"Unneeded escalations, nobody would have had to be asked: {say_share(unneeded)}"
        yield Line(f"{words}{change}", link, notable, report.cards("unneeded"))
    yield from _ratings(report)


def _ratings(report: Report) -> Iterator[Line]:
    for name, label in RATINGS.items():
        if (rate := report.this.rates.get(name)) and rate.whole:
            change, notable = compare_rate(report, name)
            yield Line(f"{label}: {say_share(rate)}{change}", notable=notable)


def _decisions(report: Report) -> Iterator[Line]:
    rates, parts = report.this.rates, report.this.parts
    if any(parts.get("approvals", {}).values()):
        yield Line.of(Piece("Approvals: "), *_by_status(report, parts["approvals"]))
        for stakes in STAKES:
            if ended := parts.get(f"approvals_{stakes}"):
                said = "".join(each.text for each in _by_status(report, ended))
                yield Line(f"… of {stakes} stakes: {said}")
    for name, label in DECIDED.items():
        if (rate := rates.get(name)) and rate.whole:
            change, notable = compare_rate(report, name)
            yield Line(f"{label}: {say_share(rate)}{change}", notable=notable)
    yield from _edits_and_bands(report)


def _by_status(report: Report, ended: Mapping[str, int]) -> tuple[Piece, ...]:
    """What silence approved has no list of its own, and stands in that of all approved ones."""

    def link(status: str) -> str:
        is_mixed = status == Status.APPROVED and ended.get(BY_SILENCE)
        if is_mixed or status == BY_SILENCE:
            return ""
        return ended_link(report, kind="approval", status=status)

    return say_parts(ended, link)


def _again(report: Report) -> Iterator[Line]:
    for name, label in AGAIN.items():
        rate = report.this.rates.get(name)
        if rate and rate.whole:
            change, notable = compare_rate(report, name)
            so_far = " so far" if name == "reopened" and _is_early(report) else ""
            yield Line(f"{label}{so_far}: {say_share(rate)}{change}", notable=notable)


def _is_early(report: Report) -> bool:
    """What was closed last has not had its seven days yet; the next digest corrects it."""
    return report.data_as_of < report.window.end + A_WEEK


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
                f"word {say_share(figures.as_is)}, and were asked in {say_share(figures.of_turns)}"
            )


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
        each = f", {calls / report.this.cases:.1f} a case" if report.this.cases else ""
        yield Line(f"People were called or reminded {calls:,} times{each}; {night:,} after hours")
    if steps := report.this.parts.get("steps"):
        came = ", ".join(
            f"{many(cases, 'case')} as far as step {step}"
            for step, cases in sorted(steps.items(), key=lambda each: int(each[0]))
        )
        yield Line(f"Ladders: {came}")
    if counts.get("uncovered_seconds") == 0:
        yield Line("Somebody was on call in all open hours")
    if freed := counts.get("freed"):
        yield Line(f"{many(freed, 'claim')} forgotten and freed")
    if report.load and report.load.outside:
        yield Line(f"{many(report.load.outside, 'escalation')} came outside open hours")
    if waited := counts.get("waited_seconds"):
        words = f"All customers together waited {say_span(waited)} for people"
        yield Line(words, window_link(report))


def _each(report: Report) -> Iterator[Line]:
    """The most first. Only a copy for somebody who may see it has any."""
    for who, cases in most_first(report.people)[:MOST_PEOPLE]:
        yield Line(many(cases, "case"), person=user_in_slack(who))


def uncovered(report: Report) -> Iterator[Line]:
    """Nothing is said where nobody says who should be on call, or when."""
    if seconds := report.this.counts.get("uncovered_seconds"):
        yield Line(f"Nobody was on call for {say_span(seconds)} of open hours", notable=True)


def system(report: Report) -> Section:
    return Section(name="system", title="System", lines=tuple(_system(report)))


def _system(report: Report) -> Iterator[Line]:
    counts = report.this.counts
    if (arrived := report.this.rates.get("arrived")) and arrived.whole:
        lag = (
            f"; 95 in 100 within {say_measured(report.this.lag_p95)}" if report.this.lag_p95 else ""
        )
        yield Line(f"Words of people that reached customers: {say_share(arrived)}{lag}")
    yield Line(relay_in_short(report))
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
