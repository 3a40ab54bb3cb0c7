"""What a card says of time: the nearest deadline, what is late, and nothing where nothing is owed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.rules.approvers import Actor
from bot.rules.escalation import Escalation
from bot.rules.json import Json
from bot.rules.on_time import at
from bot.rules.opening import open_escalation
from bot.rules.policy import Stakes, Verdict
from bot.rules.reapplying import reapplied
from handlers.slack.card import draw
from tests.calendars import a_calendar
from tests.handlers.slack_cases import a_card
from tests.makers import NINE, a_judgement, a_queue, a_refund, an_escalation

ANA_DID = Actor(type="human", id="slack:T1/U1", name="Ana")
MORNINGS = a_calendar("UTC", {"mon-fri": ["09:00-12:00"]})
SLA = {"claim": 600.0, "decision": 1800.0, "resolution": 7200.0}


def an_open_one(**queue: object) -> Escalation:
    promises = {"sla": SLA, "remind_at": (0.5, 0.75), "timeout": 86_400.0, **queue}
    return an_escalation(a_refund(), a_judgement(a_queue(**promises)))


def said(escalation: Escalation) -> list[str]:
    """Every line about time, dates as minutes since nine."""
    drawn = draw(replace(a_card(), escalation=escalation))
    lines: list[str] = []
    for block in drawn.blocks:
        for part in block.get("elements", []) if block["type"] == "rich_text" else []:
            lines += "".join(_shown(run) for run in part["elements"]).splitlines()
    return [each for each in lines if each.startswith(("🟢", "🟠", "🔴"))]


def _shown(run: Json) -> str:
    if run["type"] != "date":
        return str(run.get("text", ""))
    return f"{(run['timestamp'] - NINE.timestamp()) / 60:g}"


def after(escalation: Escalation, minutes: float) -> Escalation:
    return at(escalation, NINE + timedelta(minutes=minutes)).escalation


@pytest.mark.parametrize(
    ("minutes", "lines"),
    [
        (0, ["🟢 Somebody takes it on by 10"]),
        (8, ["🟠 Somebody takes it on by 10"]),
        (11, ["🔴 Late: somebody should have taken it on by 10", "🟢 Decision promised by 30"]),
        (
            31,
            [
                "🔴 Late: somebody should have taken it on by 10",
                "🔴 Late: it should have been decided by 30",
                "🟢 Settled by 120",
            ],
        ),
    ],
)
def test_the_nearest_deadline_is_shown_and_what_is_late_above_it(
    minutes: float, lines: list[str]
) -> None:
    assert said(after(an_open_one(), minutes)) == lines


def test_who_promised_nothing_is_shown_no_deadline() -> None:
    assert said(an_open_one(sla={})) == []


def test_most_of_the_time_is_over_at_the_same_share_whoever_is_reminded_when() -> None:
    for remind_at in ((), (0.5,), (0.9,)):
        promised = an_open_one(sla={"decision": 1800.0}, remind_at=remind_at)
        assert said(after(promised, 22)) == ["🟢 Decision promised by 30"]
        assert said(after(promised, 22.5)) == ["🟠 Decision promised by 30"]


def test_what_is_near_is_near_at_night_too() -> None:
    """A decision where much is at stake runs by the wall clock."""
    judgement = a_judgement(
        a_queue(sla={"decision": 1800.0}, hours=MORNINGS, timeout=86_400.0), stakes=Stakes.HIGH
    )
    noon = NINE + timedelta(hours=8)
    asked = open_escalation(a_refund(), judgement, id="esc_1", workspace="default", now=noon)
    assert said(at(asked, noon + timedelta(minutes=23)).escalation)[0].startswith("🟠")


def test_another_promise_makes_near_what_is_near_by_it_and_nothing_else() -> None:
    near = after(an_open_one(sla={"decision": 1800.0}), 25)
    assert said(near) == ["🟠 Decision promised by 30"]
    longer = reapplied(near, a_queue(sla={"decision": 7200.0}), NINE + timedelta(minutes=25))
    assert said(longer) == ["🟢 Decision promised by 120"]


def test_what_was_done_late_stays_late_on_the_card() -> None:
    late = after(an_open_one(), 11)
    taken = late.claim(ANA_DID, NINE + timedelta(minutes=12))
    assert said(taken) == ["🔴 Taken on late: it was due by 10", "🟢 Decision promised by 30"]
    decided = after(taken, 31).cancel(ANA_DID, NINE + timedelta(minutes=40))
    assert said(decided) == [
        "🔴 Taken on late: it was due by 10",
        "🔴 Not decided in time: it was due by 30",
    ]


def test_an_answer_that_came_late_stays_late_on_the_card() -> None:
    handoff = a_judgement(a_queue(sla={"first_reply": 900.0}), verdict=Verdict.HANDOFF)
    late = NINE + timedelta(minutes=16)
    answered = an_escalation(a_refund(), handoff).replied(late, late)
    assert said(answered) == ["🔴 First answered late: it was due by 15"]


def test_what_is_closed_has_no_deadline_any_more_and_its_breaches_stay() -> None:
    late = after(an_open_one(), 31)
    assert said(after(late, 24 * 60)) == [
        "🔴 Not taken on in time: it was due by 10",
        "🔴 Not decided in time: it was due by 30",
        "🔴 Not settled in time: it was due by 120",
    ]


def test_what_was_closed_in_time_says_nothing_of_time() -> None:
    assert said(an_open_one().cancel(ANA_DID, NINE)) == []


def test_while_the_customer_is_to_write_nothing_is_due() -> None:
    handoff = a_judgement(
        a_queue(sla={"first_reply": 900.0, "resolution": 7200.0}), verdict=Verdict.HANDOFF
    )
    waiting = an_escalation(a_refund(), handoff)
    assert said(waiting) == ["🟢 First answer by 15"]
    assert said(waiting.replied(NINE, NINE)) == []
