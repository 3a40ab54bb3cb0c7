"""What a card says of time: the nearest deadline, what is late, and nothing where nothing is owed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.rules.escalation import Escalation
from bot.rules.json import Json
from bot.rules.on_time import at
from bot.rules.policy import Verdict
from handlers.slack.card import draw
from tests.handlers.slack_cases import a_card
from tests.makers import NINE, a_judgement, a_queue, a_refund, an_escalation

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
        (31, ["🔴 Late: somebody should have taken it on by 10", "🟢 Settled by 120"]),
    ],
)
def test_the_nearest_deadline_is_shown_and_what_is_late_above_it(
    minutes: float, lines: list[str]
) -> None:
    assert said(after(an_open_one(), minutes)) == lines


def test_who_promised_nothing_is_shown_no_deadline() -> None:
    assert said(an_open_one(sla={})) == []


def test_what_is_closed_has_no_deadline_any_more() -> None:
    late = after(an_open_one(), 31)
    assert said(after(late, 24 * 60)) == []


def test_while_the_customer_is_to_write_nothing_is_due() -> None:
    handoff = a_judgement(
        a_queue(sla={"first_reply": 900.0, "resolution": 7200.0}), verdict=Verdict.HANDOFF
    )
    waiting = an_escalation(a_refund(), handoff)
    assert said(waiting) == ["🟢 First answer by 15"]
    assert said(waiting.replied(NINE, NINE)) == []
