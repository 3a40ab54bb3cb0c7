"""Behind every figure of a week stands a list with just as much in it, whoever had a case when."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from bot.rules.calendars.week import Week, week_of
from bot.rules.edition import Edition, Schedule
from bot.rules.weekly.linked import links
from bot.rules.weekly.naming import figures_of
from bot.rules.weekly.pictures import load_of
from bot.rules.weekly.report import Figures, Report
from handlers.gateway.escalations_wanted import EscalationsWanted
from handlers.gateway.turns_wanted import CorrectionsWanted, TurnsWanted
from store.memory import SqlMemory
from store.store import SqlStore
from tests.calendars import a_calendar
from tests.fakes import SetPolicy
from tests.makers import NINE, WindUpClock
from tests.store.aftermath import Aside
from tests.store.histories import HISTORIES, Asked, History
from tests.store.lives import QUEUES, THANKED, Deed
from tests.store.test_week_laws import DEEP, followed, lived

PRIVATE = frozenset({"sales"})
ASKED_OF = (None, *QUEUES)
NUMBERS = count()
MANY = 1_000
MOVED = replace(
    THANKED,
    passed=(0.5,),
    deeds=tuple(
        Deed(word=word, after=after)
        for word, after in (
            *(("posted", 1), ("claimed", 30), ("transferred", 60), ("taken_over", 400)),
            *(("replied", 10), ("wrote", 10), ("transferred", 20), ("taken_over", 700)),
            *(("replied", 9), ("resolved", 10), ("reopened", 60), ("transferred", 5)),
        )
    ),
)
BESIDE = tuple(
    Aside(word=word, after=after, pick=pick)
    for word, after, pick in (
        *(("said", 20, 1), ("said", 95, 4), ("died", 96, 0), ("again", 97, 0), ("rated", 98, 1)),
        *(("limited", 400, 3), ("doubted", 700, 0), ("said", 1_200, 6), ("rated", 1_300, 6)),
        *(("appraised", 1_400, 2), ("applied", 1_500, 0)),
    )
)
PASSED_ON = History(
    monday=NINE,
    scripts=(
        (MOVED, BESIDE),
        (THANKED, BESIDE[:5]),
        (replace(MOVED, queue="sales", is_handoff=False), BESIDE[3:]),
    ),
    asked=tuple(Asked(zone="UTC", later=0, queue=each) for each in (None, "refunds", "sales")),
    wait=60,
)
NO_NUMBER = ("people", "waited_seconds", "limited_seconds")


def policy(zone: str) -> SetPolicy:
    queues = {**QUEUES, "sales": replace(QUEUES["sales"], private=True)}
    schedule, hours = Schedule(zone=zone), a_calendar(zone)
    editions = (Edition(queue=each, zone=zone, schedule=schedule, hours=hours) for each in ASKED_OF)
    return SetPolicy(queues=queues, editions=tuple(editions))


def read(memory: SqlMemory, workspace: str, week: Week, asked: Asked, now: datetime) -> Report:
    zone, queue = asked.zone or "UTC", asked.queue
    window = week.window(ZoneInfo(zone))
    hidden = PRIVATE if queue is None else frozenset[str]()
    facts = memory.facts(workspace, window, queue=queue, now=now, hidden=hidden)
    return Report(
        workspace=workspace,
        queue=queue,
        week=week,
        zone=zone,
        data_as_of=now,
        this=figures_of(facts, week),
        load=load_of(facts.began_by_hour, window, ZoneInfo(zone), a_calendar(zone)),
        late_in_all=memory.late(workspace, queue, now, 1)[1],
    )


def number(report: Report, name: str) -> int | None:
    """What the figure of that name says, or None where it counts nothing that is in a list."""
    figures = report.this
    kind, _, word = name.partition(".")
    match kind:
        case "counts":
            return None if word in NO_NUMBER else figures.counts[word]
        case "rates":
            return figures.rates[word].part
        case "times":
            return figures.times[word].n
        case "parts":
            part, _, of = word.partition(".")
            return figures.parts[part][of]
        case "promises" | "bands":
            return _of_more(figures, kind, word)
        case _:
            alone = {
                "edit_share": figures.edits.n,
                "notified_p99": figures.times["notified"].n,
                "relay_p95": figures.times["relay"].n,
                "load.outside": report.load.outside if report.load else 0,
                "past_due_now": report.late_in_all,
            }
            return alone[name]


def _of_more(figures: Figures, kind: str, word: str) -> int:
    of, _, what = word.rpartition(".")
    found = getattr(figures.kept[of] if kind == "promises" else figures.bands[of], what)
    return found if isinstance(found, int) else found.part


def counted(memory: SqlMemory, report: Report, link: str, *, talks: bool) -> int:
    """As the gateway reads such a link: how often what it is about is in the list."""
    split = urlsplit(link)
    asked = dict(parse_qsl(split.query))
    match split.path:
        case "/v1/turns":
            of_turns = replace(TurnsWanted(**asked).filter(report.workspace), limit=MANY)
            in_talks = {each.key.conversation_id for each in memory.list_turns(of_turns)}
            return len(in_talks) if talks else memory.count_turns(of_turns)[1]
        case "/v1/corrections":
            return memory.count_corrections(CorrectionsWanted(**asked).filter(report.workspace))
        case _:
            wanted = replace(
                EscalationsWanted(**asked).filter(
                    report.workspace, report.data_as_of, policy(report.zone)
                ),
                limit=MANY,
            )
            if talks:
                return len({each.conversation_id for each in memory.list_escalations(wanted)})
            return memory.count_listed(wanted)[1]


def disagreements(memory: SqlMemory, report: Report) -> Iterator[tuple[Any, ...]]:
    for name, link in links(report).items():
        says = number(report, name)
        if says is not None:
            talks = "conversations" in name
            has = counted(memory, report, link, talks=talks)
            if says != has:
                yield report.queue, str(report.week), name, says, has, link


@given(history=HISTORIES)
@example(history=PASSED_ON)
@pytest.mark.timeout(7_200 if DEEP else 120)
@settings(
    max_examples=500 if DEEP else 2,
    derandomize=not DEEP,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
async def test_the_list_behind_every_figure_has_what_the_figure_says(
    store: SqlStore, clock: WindUpClock, history: History
) -> None:
    """`HYPOTHESIS_PROFILE=deep` looks at five hundred histories."""
    workspace = f"w{next(NUMBERS)}"
    lives = await store.write(lambda memory: lived(memory, workspace, history))
    asides = await store.write(lambda memory: followed(memory, clock, lives, history))
    last = max(each for of in asides for each in of.moments())
    now = last + timedelta(minutes=history.wait)

    def compare(memory: SqlMemory) -> None:
        for asked in history.asked:
            zone = ZoneInfo(asked.zone or "UTC")
            week = week_of(history.monday, zone).later(asked.later)
            assert list(disagreements(memory, read(memory, workspace, week, asked, now))) == []

    await store.read(compare)
