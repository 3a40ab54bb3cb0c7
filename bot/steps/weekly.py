"""A week's report: counted from the record once, and from then on as it was told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.ports import Filter, Memory
from bot.rules.calendars.week import Week, Window
from bot.rules.cover import left_alone, rotas_of, uncovered
from bot.rules.edition import Edition
from bot.rules.escalation import Escalation
from bot.rules.weekly.amending import amended
from bot.rules.weekly.figures import Facts
from bot.rules.weekly.lists import HANDFUL, shown_by_card
from bot.rules.weekly.naming import figures_of
from bot.rules.weekly.parts import Overrun
from bot.rules.weekly.pictures import Load, load_of
from bot.rules.weekly.report import (
    SHOWN_WEEKS,
    Figures,
    Late,
    Report,
)

NAMED = 5
A_PRIVATE_QUEUE = "A private queue"


def frozen_or_counted(
    memory: Memory, workspace: str, edition: Edition, week: Week, now: datetime
) -> Report:
    """Two readers of one week are told the same."""
    told = memory.frozen(workspace, edition.queue, week)
    return told or counted(memory, workspace, edition, week, now)


def with_people(memory: Memory, edition: Edition, report: Report) -> Report:
    """For one reader alone: who had a hand in how many cases of that week."""
    window, now = edition.window(report.week), report.data_as_of
    people = memory.by_person(report.workspace, window, queue=edition.queue, now=now)
    return replace(report, people=people)


def counted(memory: Memory, workspace: str, edition: Edition, week: Week, now: datetime) -> Report:
    facts = facts_of(memory, workspace, edition, week, now)
    told = memory.frozen(workspace, edition.queue, week.earlier())
    before = list(_before(memory, workspace, edition, week, told, now))
    late, late_in_all = memory.late(workspace, edition.queue, now, NAMED)
    return Report(
        workspace=workspace,
        queue=edition.queue,
        week=week,
        zone=edition.zone,
        data_as_of=now,
        this=_pointing(memory, figures_of(facts, week), edition),
        before=tuple(_since_the_first(before)),
        corrections=amended(told.this if told else None, before[0] if before else None),
        late=tuple(_veiled(each, edition) for each in late),
        late_in_all=late_in_all,
        load=_load(facts, edition, week) if facts.cases else None,
        threads=_threads(memory, workspace, edition, week, facts, now),
        target=edition.target,
    )


def _before(
    memory: Memory,
    workspace: str,
    edition: Edition,
    week: Week,
    told: Report | None,
    now: datetime,
) -> Iterator[Figures]:
    """Last week is counted again, for what came late; those before it were so a week ago, and stay
    as they were told then. What nobody was told is counted.
    """
    known = {each.week: each for each in told.before} if told and told.zone == edition.zone else {}
    for each in _weeks_before(memory, workspace, edition, week):
        yield known.get(each) or figures_of(facts_of(memory, workspace, edition, each, now), each)


def _pointing(memory: Memory, figures: Figures, edition: Edition) -> Figures:
    """What was overrun most is told with where its card hangs."""
    return replace(figures, worst=tuple(_found(memory, each, edition) for each in figures.worst))


def _found(memory: Memory, overrun: Overrun, edition: Edition) -> Overrun:
    return replace(overrun, permalink=_card(memory.escalation(overrun.escalation_id), edition))


def _veiled(late: Late, edition: Edition) -> Late:
    if late.queue not in edition.hidden:
        return late
    return replace(late, queue=A_PRIVATE_QUEUE, reason="", permalink="")


def _threads(
    memory: Memory, workspace: str, edition: Edition, week: Week, facts: Facts, now: datetime
) -> Mapping[str, tuple[str, ...]]:
    """Nothing of what the cards say: not everybody who reads a digest may read them."""
    window = edition.window(week)
    lists = {
        name: memory.list_escalations(
            Filter(workspace=workspace, limit=HANDFUL, **asked)  # type: ignore[arg-type]
        )
        for name, asked in shown_by_card(facts, window, edition.queue, now).items()
    }
    return {
        name: tuple(card for each in reversed(found) if (card := _card(each, edition)))
        for name, found in lists.items()
    }


def _card(escalation: Escalation, edition: Edition) -> str:
    if escalation.promise.queue in edition.hidden:
        return ""
    return escalation.thread.permalink if escalation.thread else ""


def facts_of(memory: Memory, workspace: str, edition: Edition, week: Week, now: datetime) -> Facts:
    """All that is counted of a week, whoever asks."""
    window = edition.window(week)
    facts = memory.facts(workspace, window, queue=edition.queue, now=now, hidden=edition.hidden)
    history = {each: memory.schedule_history(workspace, each) for each in rotas_of(edition.covers)}
    lived = Window(window.start, min(window.end, now))
    alone = left_alone(edition.covers, lived, history)
    return replace(
        facts,
        uncovered_seconds=uncovered(edition.covers, lived, history),
        uncovered=alone,
        waited_uncovered=tuple(memory.waited_in(workspace, alone, queue=edition.queue)),
    )


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
