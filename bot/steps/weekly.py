"""A week's report: counted from the record once, and from then on as it was told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.ports import Filter, Memory, Sought
from bot.rules.calendars.week import Week, Window
from bot.rules.cover import rotas_of, uncovered
from bot.rules.edition import Edition
from bot.rules.escalation import Escalation
from bot.rules.weekly.amending import amended
from bot.rules.weekly.figures import Facts
from bot.rules.weekly.lists import HANDFUL, shown_by_card
from bot.rules.weekly.parts import Overrun
from bot.rules.weekly.pictures import Load, load_of
from bot.rules.weekly.report import (
    SHOWN_WEEKS,
    Figures,
    Late,
    Report,
    figures_of,
    past_due,
)

MOST = 500
NAMED = 5


def frozen_or_counted(
    memory: Memory, workspace: str, edition: Edition, week: Week, now: datetime
) -> Report:
    """Two readers of one week are told the same."""
    told = memory.frozen(workspace, edition.queue, week)
    return told or counted(memory, workspace, edition, week, now)


def with_people(memory: Memory, edition: Edition, report: Report) -> Report:
    """For one reader alone: who had a hand in how many cases of that week."""
    facts = _facts(memory, report.workspace, edition, report.week, report.data_as_of)
    return replace(report, people=facts.burden.by_person)


def counted(memory: Memory, workspace: str, edition: Edition, week: Week, now: datetime) -> Report:
    facts = _facts(memory, workspace, edition, week, now)
    before = [
        figures_of(_facts(memory, workspace, edition, each, now), each)
        for each in _weeks_before(memory, workspace, edition, week)
    ]
    told = memory.frozen(workspace, edition.queue, week.earlier())
    late = late_now(memory, workspace, edition, now)
    return Report(
        workspace=workspace,
        queue=edition.queue,
        week=week,
        zone=edition.zone,
        data_as_of=now,
        this=_pointing(memory, figures_of(facts, week)),
        before=tuple(_since_the_first(before)),
        corrections=amended(told.this if told else None, before[0] if before else None),
        late=late[:NAMED],
        late_in_all=len(late),
        load=_load(facts, edition, week) if facts.cases else None,
        threads=_threads(memory, workspace, edition, week, facts),
        target=edition.target,
    )


def late_now(memory: Memory, workspace: str, edition: Edition, now: datetime) -> tuple[Late, ...]:
    """What should have been done by now; the latest first."""
    return past_due(memory.open_cards(Sought(workspace=workspace, queue=edition.queue), MOST), now)


def _pointing(memory: Memory, figures: Figures) -> Figures:
    """What was overrun most is told with where its card hangs."""
    return replace(figures, worst=tuple(_found(memory, each) for each in figures.worst))


def _found(memory: Memory, overrun: Overrun) -> Overrun:
    return replace(overrun, permalink=_card(memory.escalation(overrun.escalation_id)))


def _threads(
    memory: Memory, workspace: str, edition: Edition, week: Week, facts: Facts
) -> Mapping[str, tuple[str, ...]]:
    """Nothing of what the cards say: not everybody who reads a digest may read them."""
    lists = {
        name: memory.list_escalations(
            Filter(workspace=workspace, queue=edition.queue, limit=HANDFUL, **asked)  # type: ignore[arg-type]
        )
        for name, asked in shown_by_card(facts, edition.window(week)).items()
    }
    return {name: tuple(filter(None, map(_card, reversed(found)))) for name, found in lists.items()}


def _card(escalation: Escalation) -> str:
    return escalation.thread.permalink if escalation.thread else ""


def _facts(memory: Memory, workspace: str, edition: Edition, week: Week, now: datetime) -> Facts:
    window = edition.window(week)
    facts = memory.facts(workspace, window, queue=edition.queue, now=now)
    history = {each: memory.schedule_history(workspace, each) for each in rotas_of(edition.covers)}
    lived = Window(window.start, min(window.end, now))
    return replace(facts, uncovered_seconds=uncovered(edition.covers, lived, history))


def _load(facts: Facts, edition: Edition, week: Week) -> Load:
    window = edition.window(week)
    return load_of(facts.began_by_hour, window, ZoneInfo(edition.zone), edition.hours)


def _weeks_before(memory: Memory, workspace: str, edition: Edition, week: Week) -> Iterator[Week]:
    """Only those in which the desk was there: to count the others would find nothing, slowly."""
    began_at = memory.began_at(workspace)
    for back in range(1, SHOWN_WEEKS):
        earlier = week.earlier(back)
        if began_at is None or edition.window(earlier).end <= began_at:
            return
        yield earlier


def _since_the_first(before: Sequence[Figures]) -> Sequence[Figures]:
    """A desk that is three weeks old has no fourth week, not one of noughts."""
    lived = [number for number, each in enumerate(before, 1) if each.counts["turns"] or each.cases]
    return before[: max(lived, default=0)]
