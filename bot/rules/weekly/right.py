"""What the digest says of the agent's answers: by people, by customers, and by what came back."""

from collections.abc import Iterator
from datetime import timedelta

from bot.rules.weekly.content import Line, Piece, Section
from bot.rules.weekly.lists import link
from bot.rules.weekly.report import Report
from bot.rules.weekly.statistics import FEWEST_FOR_MEDIAN
from bot.rules.weekly.words import compare_rate, say_parts, say_share

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
GROWING = ("reopened", "response_rate", "corrections.closure_rate")
"""Of a week that is over these can still become more, and never less."""


def right(report: Report) -> Section:
    return Section(
        name="right",
        title="Was the agent right?",
        lines=(*_opinions(report), *_decisions(report), *_again(report), *_learnt(report)),
    )


def _opinions(report: Report) -> Iterator[Line]:
    rates, parts = report.this.rates, report.this.parts
    if (feedback := rates.get("feedback")) and feedback.whole:
        words = f"Feedback on {say_share(feedback)} of what people closed"
        yield Line(words, link(report, "rates.feedback"))
    if any(parts.get("answers", {}).values()):
        change, notable = compare_rate(report, "agent_was_right")
        pieces = say_parts(parts["answers"], lambda word: link(report, f"parts.answers.{word}"))
        change = f"; correct{change}" if change else ""
        yield Line.of(Piece("The agent's answer: "), *pieces, Piece(change), notable=notable)
    if (unneeded := rates.get("unneeded")) and unneeded.whole:
        change, notable = compare_rate(report, "unneeded")
        words = f"Unneeded escalations, nobody would have had to be asked: {say_share(unneeded)}"
        leads = link(report, "rates.unneeded")
        yield Line(f"{words}{change}", leads, notable, report.cards("unneeded"))
    yield from _ratings(report)


def _ratings(report: Report) -> Iterator[Line]:
    for name, label in RATINGS.items():
        if (rate := report.this.rates.get(name)) and rate.whole:
            change, notable = _compared(report, name)
            words = f"{label}: {say_share(rate)}{change}"
            yield Line(words, link(report, f"rates.{name}"), notable)


def _decisions(report: Report) -> Iterator[Line]:
    rates, parts = report.this.rates, report.this.parts
    if any(parts.get("approvals", {}).values()):
        yield Line.of(Piece("Approvals: "), *_by_status(report, "approvals"))
        for stakes in STAKES:
            if parts.get(f"approvals_{stakes}"):
                pieces = _by_status(report, f"approvals_{stakes}")
                yield Line.of(Piece(f"… of {stakes} stakes: "), *pieces)
    for name, label in DECIDED.items():
        if (rate := rates.get(name)) and rate.whole:
            change, notable = _compared(report, name)
            words = f"{label}: {say_share(rate)}{change}"
            yield Line(words, link(report, f"rates.{name}"), notable)
    yield from _edits_and_bands(report)


def _by_status(report: Report, kind: str) -> tuple[Piece, ...]:
    ended = report.this.parts[kind]
    return say_parts(ended, lambda how: link(report, f"parts.{kind}.{how}"))


def _again(report: Report) -> Iterator[Line]:
    for name, label in AGAIN.items():
        rate = report.this.rates.get(name)
        if rate and rate.whole:
            change, notable = _compared(report, name)
            so_far = " so far" if name == "reopened" and _is_early(report) else ""
            words = f"{label}{so_far}: {say_share(rate)}{change}"
            yield Line(words, link(report, f"rates.{name}"), notable)


def _learnt(report: Report) -> Iterator[Line]:
    """Whether what people corrected came back to the agent."""
    if (closure := report.this.rates.get("corrections.closure_rate")) and closure.whole:
        change, notable = _compared(report, "corrections.closure_rate")
        words = f"Closure rate, corrections that were put to use: {say_share(closure)}{change}"
        yield Line(words, link(report, "rates.corrections.closure_rate"), notable)


def _compared(report: Report, name: str) -> tuple[str, bool]:
    """The weeks before have had longer to grow: less than they have is no news yet."""
    change, notable = compare_rate(report, name)
    now, usual = report.this.rates[name].value or 0.0, report.usual_rate(name) or 0.0
    may_grow = name in GROWING and _is_early(report)
    return change, notable and not (may_grow and now < usual)


def _is_early(report: Report) -> bool:
    """What was closed last has not had its seven days yet; the next digest corrects it."""
    return report.data_as_of < report.window.end + A_WEEK


def _edits_and_bands(report: Report) -> Iterator[Line]:
    """Whether the agent is sure of the right things: where people let nearly all of it go, the
    gate may be too high. Of fewer than five decisions nothing is said.
    """
    if edits := report.this.edits.median:
        words = f"What was edited was changed by {round(edits.value * 100)} % in the median"
        yield Line(words, link(report, "edit_share"))
    for band, figures in sorted(report.this.bands.items()):
        if band and figures.as_is.whole >= FEWEST_FOR_MEDIAN:
            low = float(band)
            how_sure = f"Where the agent was {low * 100:.0f} to {low * 100 + 10:.0f} % sure"
            yield Line.of(
                Piece(f"{how_sure}, people let go word for word "),
                Piece(say_share(figures.as_is), link(report, f"bands.{band}.as_is")),
                Piece(", and were asked in "),
                Piece(say_share(figures.of_turns), link(report, f"bands.{band}.of_turns")),
            )
