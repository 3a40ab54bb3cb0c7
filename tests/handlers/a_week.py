"""A busy week in figures, with names in it that would like to be markup."""

from dataclasses import replace
from typing import Any

from bot.rules.calendars.week import Week
from bot.rules.weekly.figures import Facts
from bot.rules.weekly.naming import figures_of
from bot.rules.weekly.parts import Band, Kept, Overrun
from bot.rules.weekly.pictures import Load
from bot.rules.weekly.report import Report
from bot.rules.weekly.statistics import Measured, Rate, summarise
from tests.makers import NINE

WEEK = Week(2026, 46)
HOSTILE = '<img src=x onerror="alert(1)">'
BUSY = Facts(
    turns=400,
    escalated_turns=142,
    conversations=200,
    escalated_conversations=90,
    began={"low_confidence": 51, "policy": 91},
    claims=summarise(Measured(60.0 * minute, minute > 140) for minute in range(1, 143)),
    approvals={"approved": 39, "edited": 12, "rejected": 7, "expired": 3},
    closed_by_people=142,
    appraised={"correct": 43, "incomplete": 30, "wrong": 21, "unsafe": 3},
    needed=60,
    not_needed=20,
    kept={
        "decision": Kept(
            met=40,
            broken=2,
            late=1,
            covered=Rate(42, 60),
            overruns=summarise([Measured(600.0), Measured(7_200.0, at_least=True)]),
        )
    },
    worst=(Overrun(escalation_id="esc_1", clock="decision", by=Measured(7_200.0, at_least=True)),),
    bands={"0.6": Band(turns=40, escalated=9, as_is=Rate(5, 7))},
    edits=summarise(Measured(share) for share in (0.1, 0.1, 0.18, 0.3, 0.5, 0.9)),
    backlog=4,
    oldest_seconds=183_600.0,
)
CALM = replace(BUSY, began={"policy": 60, "low_confidence": 20}, backlog=0, oldest_seconds=None)
LOAD = Load(
    counts=tuple(tuple((day + hour) % 5 for hour in range(24)) for day in range(7)),
    is_open=tuple(tuple(day < 5 and 8 <= hour < 17 for hour in range(24)) for day in range(7)),
)


def a_report(*weeks: Facts, queue: str | None = "support", **more: Any) -> Report:
    """This week's facts, and those of the weeks before it, the last one first."""
    weeks = weeks or (BUSY, CALM, CALM, CALM, CALM)
    figures = [figures_of(each, WEEK.earlier(back)) for back, each in enumerate(weeks)]
    report = Report(
        workspace="default",
        queue=queue,
        week=WEEK,
        zone="Europe/Berlin",
        data_as_of=NINE,
        this=figures[0],
        before=tuple(figures[1:]),
    )
    return replace(report, **more)
