"""Nobody is called while the team is away: what happens then is told at the next opening, once."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.flows.cancel import cancel
from bot.flows.claim import claim, release
from bot.flows.on_time import on_time
from bot.flows.open_list import post_open_lists
from bot.rules.assignment import Assignment
from bot.rules.budget import Limits
from bot.rules.calls import more_time
from bot.rules.escalation import Escalation
from bot.rules.ladder_calls import NOBODY_YET
from bot.rules.policy import OnTimeout
from bot.steps.assigned import FOR_YOU
from bot.steps.owners_told import STILL
from tests.calendars import a_calendar
from tests.flows.conftest import Team
from tests.makers import AGENT, a_judgement, a_queue, a_refund

BERLIN = a_calendar()  # nine to five, which is 8:00 to 16:00 in UTC
FREE = "note: Ana has not come back to this, so it is free again. Press Claim to take it."
LEADS = {"usergroup": "S0LEADS"}
CALLS = ("note", "notice", "direct")


async def opened(
    team: Team, day: int, at: str, judged: dict[str, Any] | None = None, **queue: Any
) -> Escalation:
    """On this day of November 2026, at this hour in UTC; the 16th is a Monday."""
    hour, minute = map(int, at.split(":"))
    moment = datetime(2026, 11, day, hour, minute, tzinfo=UTC)
    team.clock.wind(seconds=(moment - team.clock.now()).total_seconds())
    usual = {"timeout": 864_000.0, "hours": BERLIN}
    team.policy.usual = a_judgement(a_queue(**{**usual, **queue}), **(judged or {}))
    escalation = await team.ask(a_refund())
    await team.drain()
    return escalation


async def until(team: Team, day: int, at: str, *, looking: bool = True) -> list[str]:
    """What called people by then; nobody looks in between when no replica runs."""
    hour, minute = map(int, at.split(":"))
    moment = datetime(2026, 11, day, hour, minute, tzinfo=UTC)
    before = len(team.room.seen)
    while looking and team.clock.now() < moment:
        await on_time(team.desk)
        await team.drain()
        team.clock.wind(minutes=20)
    team.clock.wind(seconds=(moment - team.clock.now()).total_seconds())
    await on_time(team.desk)
    await team.drain()
    return [each for each in team.room.seen[before:] if each.partition(":")[0] in CALLS]


async def test_what_was_forgotten_during_an_outage_is_free_at_once_and_told_in_the_morning(
    team: Team,
) -> None:
    """F62: midnight and weekend reminders."""
    escalation = await opened(team, 20, "14:00")
    await claim(team.desk, team.press(escalation))
    await team.drain()
    assert await until(team, 20, "22:00", looking=False) == []
    assert (await team.now(escalation)).assignee is None
    assert await until(team, 23, "07:55") == []
    assert await until(team, 23, "08:00") == [FREE]
    assert await until(team, 23, "15:55") == []


async def test_what_somebody_took_before_the_team_came_is_not_told_to_be_free(team: Team) -> None:
    escalation = await opened(team, 20, "14:00")
    await claim(team.desk, team.press(escalation))
    await until(team, 20, "22:00", looking=False)
    await claim(team.desk, team.press(await team.now(escalation), "U0BEN"))
    await team.drain()
    assert FREE not in await until(team, 23, "08:05")


async def test_whoever_has_it_is_asked_at_the_opening_what_fell_due_in_the_evening(
    team: Team,
) -> None:
    """F62: a question that is due with the last moment of the day, too."""
    escalation = await opened(team, 16, "15:45")
    await claim(team.desk, team.press(escalation))
    await team.drain()
    assert await until(team, 17, "07:59") == []
    asked = await until(team, 17, "08:00")
    assert sorted(asked) == [f"direct: {STILL}", f"note: {STILL}"]
    assert await until(team, 17, "08:15") == [FREE], "after as much open time as was left"


async def test_more_time_that_begins_at_night_is_told_in_the_morning(team: Team) -> None:
    escalation = await opened(
        team, 16, "15:00", judged={"on_timeout": OnTimeout.ESCALATE}, timeout=36_000.0
    )
    assert await until(team, 17, "07:55") == []
    assert (await team.now(escalation)).extended
    said = more_time(escalation).payload["title"]
    assert await until(team, 17, "08:00") == [f"note: {said}"]


@pytest.mark.parametrize("what", ["a reminder", "a breach", "a step"])
async def test_what_is_due_as_they_leave_is_told_when_they_come(team: Team, what: str) -> None:
    """F62: closed begins with the moment of closing."""
    queue = {
        "a reminder": {"sla": {"decision": 7_200.0}, "remind_at": (0.5,)},
        "a breach": {"sla": {"decision": 3_600.0}},
        "a step": {"ladder": ({"after": 3_600.0, "notify": [LEADS]},), "sla": {}},
    }[what]
    await opened(team, 20, "15:00", **queue)
    assert await until(team, 20, "16:00") == []
    assert await until(team, 23, "07:55") == []
    assert len(await until(team, 23, "08:00")) == 1


async def test_a_list_that_waits_past_closing_is_told_in_the_morning(team: Team) -> None:
    """F63: storms. What is too much for the evening waits for the day, and none of it is lost."""
    team.policy.calls_per_hour = Limits(person=90, channel=3)
    await opened(team, 16, "15:24", sla={"decision": 1_800.0})
    for number in range(2, 5):
        await team.ask(a_refund(f"t-{number}", amount=float(number)))
    await team.drain()
    team.clock.wind(minutes=4)
    await team.ask(a_refund("t-5", amount=5.0))
    told = await until(team, 16, "15:55")
    assert [each.partition(":")[0] for each in told] == ["note", "note", "notice"]
    assert "2 more wait" in told[-1]
    assert await until(team, 16, "15:59") == [], "three an hour"
    assert await until(team, 17, "07:55") == []
    (morning,) = await until(team, 17, "08:00")
    assert morning.startswith("notice: 1 more waits")


async def test_of_one_case_a_step_and_a_breach_that_are_due_together_are_one_message(
    team: Team,
) -> None:
    """One message names everybody: the approvers, and whom the step calls."""
    mentioned: list[Any] = []
    send = team.room.send

    async def listening(delivery: Any, card: Any) -> Any:
        mentioned.extend(delivery.payload.get("mention") or [])
        return await send(delivery, card)

    team.room.send = listening  # type: ignore[method-assign]
    step = {"after": 1_800.0, "notify": [LEADS]}
    await opened(team, 16, "09:00", sla={"decision": 1_799.0}, ladder=(step,))
    team.clock.wind(minutes=30)
    assert await until(team, 16, "09:30") == [f"note: Nobody has decided in time. {NOBODY_YET}"]
    assert mentioned == [{"usergroup": "S0REFUNDS"}, LEADS]


async def test_what_slack_did_not_take_before_closing_is_told_in_the_morning(team: Team) -> None:
    """F62: nor late, because Slack was away while the team was there."""
    await opened(team, 16, "15:00", sla={"decision": 1_800.0})
    team.room.down = True
    assert await until(team, 16, "15:59") == []
    team.room.down = False
    assert await until(team, 17, "07:55") == []
    (morning,) = await until(team, 17, "08:00")
    assert "Nobody has decided in time." in morning
    assert await until(team, 17, "08:25") == []


async def test_what_was_closed_while_slack_was_away_calls_nobody_when_it_is_back(
    team: Team,
) -> None:
    """F52: alerts for closed."""
    escalation = await opened(team, 16, "09:00", sla={"decision": 1_800.0})
    team.room.down = True
    assert await until(team, 16, "09:31") == []
    await cancel(team.desk, escalation.id, workspace="default", by=AGENT)
    team.room.down = False
    assert await until(team, 16, "11:00") == []


async def test_who_lets_go_at_night_is_not_asked_in_the_morning(team: Team) -> None:
    escalation = await opened(team, 16, "15:45")
    await claim(team.desk, team.press(escalation))
    await until(team, 16, "20:00")
    await release(team.desk, team.press(await team.now(escalation)))
    await team.drain()
    assert await until(team, 17, "08:05") == []


async def test_a_day_that_is_over_already_has_no_list_of_what_is_open(team: Team) -> None:
    short = a_calendar(hours={"mon-fri": ["09:00-09:30"]})
    await opened(team, 16, "08:10", hours=short)
    team.policy.calendar = short
    team.clock.wind(minutes=21)
    assert await post_open_lists(team.desk) == 0


@pytest.mark.parametrize("by_whom", [None, "U0ANA", "U0BEN"], ids=["nobody", "them", "another"])
async def test_who_a_card_is_for_is_called_in_the_morning_if_it_is_nobodys_by_then(
    team: Team, by_whom: str | None
) -> None:
    """F62: midnight and weekend reminders."""
    queue = a_queue(timeout=864_000.0, hours=BERLIN, assignment=Assignment.ROUND_ROBIN)
    team.policy.queues = {queue.name: queue}
    escalation = await opened(team, 17, "01:00", assignment=Assignment.ROUND_ROBIN)
    assert escalation.assignee
    assert f"note: {FOR_YOU}" not in team.room.seen
    if by_whom:
        await claim(team.desk, team.press(escalation, user=by_whom))
    assert await until(team, 17, "07:40") == []
    assert await until(team, 17, "08:10") == ([] if by_whom else [f"note: {FOR_YOU}"])
