"""How long things took that week, and which promises about time were kept, in words."""

from collections.abc import Iterator

from bot.rules.weekly.content import Line, Piece, Section, Table
from bot.rules.weekly.lists import case_link, link
from bot.rules.weekly.parts import Kept, Overrun
from bot.rules.weekly.report import USUAL_WEEKS, Report
from bot.rules.weekly.spans import say_measured
from bot.rules.weekly.statistics import FEWEST_FOR_P90, Rate, Summary, differs_in_rate, usual
from bot.rules.weekly.words import (
    compare_rate,
    in_a_row,
    is_notable_time,
    say_pair,
    say_share,
    say_times,
    shown,
)

SPEED = {
    "claim": "Time to claim",
    "human": "Time to human",
    "human_open": "… in open hours",
    "decision": "Time to decide",
    "decision_open": "… in open hours",
    "next_reply": "Next response",
    "next_reply_open": "… in open hours",
    "resolved_first": "Resolved first",
    "resolved_first_open": "… in open hours",
    "resolved": "Resolved for good",
    "resolved_open": "… in open hours",
}
A_SECOND = 1.0
IN_SHORT = ("human", "claim")
PROMISES = {
    "notify": "Told in time",
    "claim": "Claimed in time",
    "first_reply": "First reply in time",
    "next_reply": "Next replies in time",
    "decision": "Decided in time",
    "resolution": "Resolved in time",
}


def speed_in_short(report: Report) -> Iterator[Line]:
    """How long customers waited for a person; where none did, how long until somebody took it."""
    for name in IN_SHORT:
        times = _times(report, name)
        if times.n:
            words = f"{SPEED[name]} {in_a_sentence(times)}{_compared(report, name)}"
            yield Line(words, link(report, f"times.{name}"), is_notable_time(report, name))
            return


def promises_in_short(report: Report) -> Iterator[Line]:
    kept = report.this.kept.get("first_reply")
    if kept and kept.attainment.whole:
        change, notable = compare_rate(report, "in_time_first_reply")
        words = f"First reply in time: {_beside_target(report, kept.attainment)}{change}"
        broken = f"{kept.broken:,} broken" if kept.broken else ""
        yield Line.of(
            Piece(words, link(report, "promises.first_reply.met")),
            *_after(Piece(broken, link(report, "promises.first_reply.broken"))),
            notable=notable or _is_missed(report, kept.attainment),
        )


def speed(report: Report) -> Section:
    told = {name: label for name, label in SPEED.items() if _times(report, name).n}
    rows = [_row(report, name, label) for name, label in told.items()]
    links = [link(report, f"times.{name}") for name in told]
    if report.this.notified_p99:
        rows.insert(0, _notified(report))
        links.insert(0, link(report, "notified_p99"))
    columns = ("", "this week", "last week", "usual")
    return Section(
        name="speed",
        title="Speed (median / nine in ten)",
        table=Table(columns, tuple(rows), tuple(links)) if rows else None,
        link=link(report, "counts.cases") if rows else "",
    )


def promises(report: Report) -> Section:
    """Each with what it is of, how many had such a promise at all, and who heard from nobody; what
    was promised to nobody is left out.
    """
    kept = report.this.kept
    lines = [
        _promise(report, name, kept[name])
        for name in PROMISES
        if name in kept and (kept[name].covered.part or kept[name].attainment.whole)
    ]
    return Section(name="sla", title="Promises", lines=(*lines, *_latest(report)))


def _latest(report: Report) -> Iterator[Line]:
    """What was overrun most, each with its card."""
    worst = [each for each in report.this.worst if each.by.value >= A_SECOND]
    if worst:
        pieces = in_a_row(Piece(_overrun(each), _leads_to(each)) for each in worst)
        yield Line.of(Piece("Most overrun: "), *pieces)


def _overrun(worst: Overrun) -> str:
    owed = ", still owed" if worst.is_owed else ""
    return f"{shown(worst.clock)} by {say_measured(worst.by)}{owed}"


def _leads_to(worst: Overrun) -> str:
    return worst.permalink or case_link(worst.escalation_id)


def _promise(report: Report, name: str, kept: Kept) -> Line:
    late = f"{kept.late:,} of them still owed" if kept.late else ""
    share = _beside_target(report, kept.attainment)
    silent = f"{kept.no_response:,} ended without a word of people" if kept.no_response else ""
    covered = f"promised to {say_share(kept.covered)}" if kept.covered.whole else ""
    last = report.last.kept.get(name) if report.last else None
    before = f"; last week {say_share(last.attainment)}" if last and last.attainment.whole else ""
    usual = report.usual_rate(f"in_time_{name}")
    usually = f"; usually {round(usual * 100)} %" if usual is not None else ""
    broken = f"{kept.broken:,} broken" if kept.broken else ""
    is_notable = bool(last and differs_in_rate(kept.attainment, last.attainment))

    def behind(how: str) -> str:
        return link(report, f"promises.{name}.{how}")

    return Line.of(
        Piece(f"{PROMISES[name]}: {share}", behind("met")),
        *_after(Piece(broken, behind("broken"))),
        *_after(Piece(late, behind("late")), ", "),
        Piece(_by_how_much(kept) if kept.broken else ""),
        *_after(Piece(silent, behind("no_response"))),
        *_after(Piece(covered, link(report, f"rates.promised_{name}"))),
        Piece(f"{before}{usually}"),
        notable=is_notable or _is_missed(report, kept.attainment),
    )


def _after(piece: Piece, mark: str = "; ") -> tuple[Piece, ...]:
    """Apart from what stands before it, if there is any of it."""
    return (Piece(mark), piece) if piece.text else ()


def _beside_target(report: Report, attainment: Rate) -> str:
    target = f", target {round(report.target * 100)} %" if report.target is not None else ""
    return f"{say_share(attainment)}{target}"


def _is_missed(report: Report, attainment: Rate) -> bool:
    if report.target is None or attainment.value is None:
        return False
    return attainment.value < report.target


def _by_how_much(kept: Kept) -> str:
    """Of few each is told, as of any times. What nobody did until it expired, at the very moment
    it was due, was overrun by nothing.
    """
    longest = kept.overruns.largest
    if longest is None or longest.value < A_SECOND:
        return ""
    if kept.overruns.median is None:
        return f" (by {say_times(kept.overruns)})"
    median = say_measured(kept.overruns.median)
    return f" (by {median} in the median, {say_measured(longest)} at most)"


def _notified(report: Report) -> tuple[str, ...]:
    """A figure of the desk's own health: what 99 in 100 waited for their card in Slack."""
    last = report.last.notified_p99 if report.last else None
    told = [each.notified_p99 for each in report.before[:USUAL_WEEKS]]
    return (
        "Time to notify (99 in 100)",
        say_measured(report.this.notified_p99),
        say_measured(last),
        say_measured(usual(told)),
    )


def _row(report: Report, name: str, label: str) -> tuple[str, ...]:
    last = report.last.times.get(name, Summary(n=0)) if report.last else Summary(n=0)
    usually = say_pair(*report.usual_time(name))
    return label, _with_how_many(_times(report, name)), say_times(last), usually


def _with_how_many(times: Summary) -> str:
    """Where not each is told."""
    return f"{say_times(times)}, of {times.n:,}" if times.median else say_times(times)


def _compared(report: Report, name: str) -> str:
    """With last week and what is usual, where there was anything to measure."""
    last = report.last.times.get(name, Summary(n=0)) if report.last else Summary(n=0)
    usual_median, usual_p90 = report.usual_time(name)
    told = (
        *([f"last week {say_times(last)}"] if last.n else []),
        *([f"usually {say_pair(usual_median, usual_p90)}"] if usual_median else []),
    )
    return f" ({'; '.join(told)})" if told else ""


def in_a_sentence(times: Summary) -> str:
    if times.median is None:
        return say_times(times)
    behind = "nine in ten" if times.n >= FEWEST_FOR_P90 else "the longest"
    median, _, other = say_times(times).partition(" / ")
    return f"{median} in the median, {other.removeprefix('longest ')} for {behind}"


def _times(report: Report, name: str) -> Summary:
    return report.this.times.get(name, Summary(n=0))
