"""Nobody comes: who is called, in which order, how often, and when that stops."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.flows.cancel import cancel
from bot.flows.claim import claim, release
from bot.flows.deliver import deliver
from bot.flows.look_after_timers import look_after_timers
from bot.flows.on_time import on_time
from bot.rules.budget import Limits
from bot.rules.delivery import Failed
from bot.rules.escalation import Escalation
from bot.rules.ladder_calls import NOBODY_CAME, NOBODY_STILL, NOBODY_YET
from store.tables import escalations
from tests.calendars import a_calendar
from tests.flows.conftest import Team
from tests.makers import AGENT, a_judgement, a_queue, a_refund

LEADS, MIA = {"usergroup": "S0LEADS"}, {"user": "U0MIA"}
LADDER = ({"after": 900.0, "notify": [LEADS]}, {"after": 1800.0, "notify": [MIA]})
CALLS = {NOBODY_YET, NOBODY_STILL, NOBODY_CAME}


async def climbing(team: Team, **queue: Any) -> Escalation:
    usual = {"timeout": 864_000.0, "ladder": LADDER, "ladder_repeats": 0}
    team.policy.usual = a_judgement(a_queue(**{**usual, **queue}))
    object.__setattr__(team.desk, "ops_channel", "C0OPS")
    escalation = await team.ask(a_refund())
    await team.drain()
    return escalation


async def wound(team: Team, **by: float) -> list[str]:
    """Time passes, and what was said because nobody had come."""
    team.clock.wind(**by)
    before = len(team.room.seen)
    await on_time(team.desk)
    await team.drain()
    heard = [seen.partition(": ")[2] for seen in team.room.seen[before:]]
    return [each for each in heard if each in CALLS or each.startswith("Nobody takes")]


async def audit(team: Team, escalation: Escalation) -> list[tuple[str, Any]]:
    lines = await team.desk.store.read(lambda memory: memory.audit(escalation.id))
    return [(line.action, line.detail.get("step")) for line in lines[1:]]


async def lose_time(team: Team, moment: datetime | None) -> None:
    """As a bad restore or a careless hand in the database would."""
    change = escalations.update().values(next_at=moment)
    await team.desk.store.write(lambda memory: memory.connection.execute(change) and None)  # type: ignore[attr-defined]


async def called(team: Team, **by: float) -> list[Any]:
    """Whom the messages of this time mention."""
    mentions: list[Any] = []
    send = team.room.send

    async def listening(delivery: Any, card: Any) -> Any:
        if str(delivery.payload.get("title")) in CALLS:
            mentions.append(delivery.payload.get("mention") or delivery.payload.get("user"))
        return await send(delivery, card)

    team.room.send = listening  # type: ignore[method-assign]
    await wound(team, **by)
    team.room.send = send  # type: ignore[method-assign]
    return mentions


async def test_each_step_calls_its_own_and_the_end_is_told_to_operators(team: Team) -> None:
    escalation = await climbing(team)
    assert await called(team, minutes=14) == []
    assert await called(team, minutes=1) == [[LEADS]]
    assert await called(team, minutes=15) == [[MIA]]
    heard = await wound(team, minutes=15)
    assert [each[:13] for each in heard] == [NOBODY_CAME[:13], "Nobody takes "]
    for _ in range(10):
        assert await wound(team, hours=1) == []
    assert await audit(team, escalation) == [
        ("climbed", 1),
        ("climbed", 2),
        ("climbed", "fallback"),
    ]


async def test_it_is_climbed_again_as_often_as_the_policy_says_and_then_the_fallback_is_called(
    team: Team,
) -> None:
    await climbing(team, ladder_repeats=2, ladder_from=2, fallback={"user": "U0SAM"})
    heard = [await called(team, minutes=15) for _ in range(6)]
    assert heard == [[[LEADS]], [[MIA]], [[MIA]], [[MIA]], [[{"user": "U0SAM"}]], []]


async def test_a_claim_stops_it_and_letting_go_resumes_behind_the_step_that_was_taken(
    team: Team,
) -> None:
    escalation = await climbing(team)
    assert await called(team, minutes=15) == [[LEADS]]
    await claim(team.desk, team.press(escalation))
    await team.drain()
    assert await wound(team, minutes=14) == []
    await release(team.desk, team.press(await team.now(escalation)))
    assert await wound(team, minutes=14) == []
    assert await called(team, minutes=1) == [[MIA]]


async def test_the_end_of_a_lease_resumes_it(team: Team) -> None:
    """F68: it goes on with the next step."""
    escalation = await climbing(team)
    await wound(team, minutes=15)
    await claim(team.desk, team.press(escalation))
    await team.drain()
    assert await wound(team, minutes=30) == []
    assert (await team.now(escalation)).assignee is None
    assert await called(team, minutes=15) == [[MIA]]


@pytest.mark.parametrize(
    "nobody", [LEADS, {"user": "U0LEFT"}], ids=["an empty user group", "who has left"]
)
async def test_what_calls_nobody_is_skipped_at_once_and_written_down(
    team: Team, nobody: dict[str, str]
) -> None:
    """F66: nobody to notify."""
    team.directory.left = {*nobody.values()}
    escalation = await climbing(team, ladder=({"after": 900.0, "notify": [nobody]}, LADDER[1]))
    assert await called(team, minutes=15) == [[MIA]]
    assert await audit(team, escalation) == [("step_empty", 1), ("climbed", 2)]


async def test_a_ladder_of_which_nobody_is_left_ends_with_the_reviewers_and_the_operators(
    team: Team,
) -> None:
    """F66"""
    team.directory.left = {"S0LEADS", "U0MIA", "U0SAM"}
    escalation = await climbing(team, ladder_repeats=1, fallback={"user": "U0SAM"})
    assert await called(team, minutes=15) == [[{"usergroup": "S0REFUNDS"}]]
    assert any("Nobody takes" in seen for seen in team.room.seen)
    assert len(await audit(team, escalation)) == 5


async def test_while_slack_does_not_say_who_is_there_nobody_is_passed_over(team: Team) -> None:
    team.directory.left, team.directory.answers = {"S0LEADS"}, False
    await climbing(team)
    assert await called(team, minutes=15) == [[LEADS]]


async def test_an_urgent_step_goes_out_before_what_is_due_with_it(team: Team) -> None:
    team.policy.calls_per_hour = Limits(channel=3)
    usual = {"timeout": 864_000.0, "ladder_repeats": 0}
    for number, more in enumerate([{}, {}, {"urgency": "urgent"}]):
        ladder = ({**LADDER[0], **more},)
        team.policy.usual = a_judgement(a_queue(**usual, ladder=ladder))
        await team.ask(a_refund(f"t-{number}", amount=float(number)))
    await team.drain()
    team.clock.wind(minutes=15)
    await on_time(team.desk)
    first = await deliver(team.desk, "courier")
    while first and first.kind != "note":
        first = await deliver(team.desk, "courier")
    assert first is not None
    urgent = await team.desk.store.read(lambda memory: memory.escalation(first.escalation_id))
    assert urgent.promise.ladder[0]["urgency"] == "urgent"


async def test_channels_and_people_alone_are_called_where_they_are(team: Team) -> None:
    step = {"after": 900.0, "notify": [LEADS, {"channel": "C0BOSSES"}, {"direct": "U0MIA"}]}
    await climbing(team, ladder=(step,))
    await wound(team, minutes=15)
    kinds = [seen.partition(":")[0] for seen in team.room.seen if "Nobody has taken" in seen]
    assert sorted(kinds) == ["direct", "note", "notice"]


DIRECT, BOSSES = {"direct": "U0MIA"}, {"channel": "C0BOSSES"}


def refusing(team: Team, *whom: str, error: str = "messages_tab_disabled") -> None:
    """Slack takes no message for these, though it says that they are there."""
    send = team.room.send

    async def refuse(delivery: Any, card: Any) -> Any:
        is_refused = str(delivery.payload.get("step", "")).partition(":")[2] in whom
        return Failed(error=error) if is_refused else await send(delivery, card)

    team.room.send = refuse  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("target", "error"),
    [
        (DIRECT, "messages_tab_disabled"),
        (DIRECT, "user_not_found"),
        (BOSSES, "not_in_channel"),
        (BOSSES, "is_archived"),
    ],
    ids=["a blocked message", "not in Slack", "a channel without the app", "an archived channel"],
)
async def test_a_step_whose_message_slack_refuses_is_skipped_at_once(
    team: Team, target: dict[str, str], error: str
) -> None:
    """F66: a direct message that is blocked, somebody who is not in Slack."""
    steps = ({"after": 900.0, "notify": [target]}, {"after": 7200.0, "notify": [MIA]})
    escalation = await climbing(team, ladder=steps, ladder_repeats=1)
    refusing(team, *target.values(), error=error)
    await wound(team, minutes=15)
    assert await called(team, seconds=1) == [[MIA]]
    assert await audit(team, escalation) == [("climbed", 1), ("step_empty", 1), ("climbed", 2)]
    again = [each for each in await called(team, hours=2) if isinstance(each, list)]
    assert again == [[MIA]], "and when it is climbed again"


async def test_a_step_that_reaches_somebody_else_is_no_empty_one(team: Team) -> None:
    steps = ({"after": 900.0, "notify": [DIRECT, LEADS]}, {"after": 1800.0, "notify": [MIA]})
    escalation = await climbing(team, ladder=steps)
    refusing(team, "U0MIA")
    await wound(team, minutes=15)
    assert await wound(team, minutes=14) == []
    assert await audit(team, escalation) == [("climbed", 1)]


async def test_a_step_of_which_all_are_refused_is_skipped_once(team: Team) -> None:
    steps = ({"after": 900.0, "notify": [DIRECT, BOSSES]}, {"after": 7200.0, "notify": [MIA]})
    escalation = await climbing(team, ladder=steps)
    refusing(team, "U0MIA", "C0BOSSES")
    await wound(team, minutes=15)
    assert await called(team, seconds=1) == [[MIA]]
    assert [each for each, _ in await audit(team, escalation)].count("step_empty") == 1


async def test_a_fallback_whose_message_slack_refuses_leaves_it_to_all_reviewers(
    team: Team,
) -> None:
    await climbing(team, ladder=LADDER[:1], fallback=DIRECT)
    refusing(team, "U0MIA")
    await wound(team, minutes=15)
    team.clock.wind(minutes=15)
    await on_time(team.desk)
    await team.drain()
    assert await called(team, seconds=1) == [[{"usergroup": "S0REFUNDS"}]]


async def test_a_message_that_slack_does_not_answer_is_tried_again_and_nobody_is_skipped(
    team: Team,
) -> None:
    steps = ({"after": 900.0, "notify": [DIRECT]}, {"after": 1800.0, "notify": [MIA]})
    escalation = await climbing(team, ladder=steps)
    refusing(team, "U0MIA", error="fatal_error")
    await wound(team, minutes=15)
    assert await audit(team, escalation) == [("climbed", 1)]
    for _ in range(6):
        await wound(team, seconds=30)
    assert ("step_empty", 1) in await audit(team, escalation), "given up"


async def test_two_replicas_and_a_clock_set_back_take_each_step_once(team: Team) -> None:
    await climbing(team)
    team.clock.wind(minutes=15)
    assert sum(await asyncio.gather(*(on_time(team.desk) for _ in range(4)))) == 1
    await team.drain()
    team.clock.wind(seconds=-5)
    assert await wound(team, seconds=10) == []
    assert team.room.seen.count(f"note: {NOBODY_YET}") == 1


async def test_after_three_days_in_which_nobody_looked_one_step_is_taken(team: Team) -> None:
    await climbing(team)
    assert await called(team, days=3) == [[LEADS]]
    assert await called(team, minutes=14) == []
    assert await called(team, minutes=1) == [[MIA]]


async def test_nobody_is_called_while_the_team_is_away(team: Team) -> None:
    """F62: midnight and weekend reminders."""
    friday = datetime(2026, 11, 20, 15, 50, tzinfo=UTC)
    team.clock.wind(seconds=(friday - team.clock.now()).total_seconds())
    await climbing(team, hours=a_calendar())
    heard: list[str] = []
    for minutes in (*[5] * 3, *[60] * 63, *[5] * 20):
        if await wound(team, minutes=minutes):
            heard.append(f"{team.clock.now():%a %H:%M}")
    assert heard == ["Mon 08:05", "Mon 08:20", "Mon 08:35"]


async def test_a_step_that_was_missed_waits_until_the_team_comes(team: Team) -> None:
    await climbing(team, hours=a_calendar())
    assert await wound(team, hours=13) == []
    assert await wound(team, hours=9, minutes=59) == []
    assert await wound(team, minutes=1) == [NOBODY_YET]


async def test_for_what_is_closed_nobody_is_called(team: Team) -> None:
    """F52: alerts for closed."""
    escalation = await climbing(team)
    await cancel(team.desk, escalation.id, workspace="default", by=AGENT)
    assert await wound(team, days=1) == []


@pytest.mark.parametrize("fault", ["lost", "long past"])
async def test_a_timer_that_was_deleted_is_restored_within_two_minutes_and_told(
    team: Team, fault: str
) -> None:
    """F67: paused or lost escalation."""
    escalation = await climbing(team)
    lost = None if fault == "lost" else team.clock.now()
    team.clock.wind(minutes=2)
    await lose_time(team, lost)
    assert await look_after_timers(team.desk) == 1
    assert await look_after_timers(team.desk) == 0
    await team.drain()
    told = [seen for seen in team.room.seen if "had lost the moment" in seen]
    assert len(told) == 1
    assert escalation.id in told[0]
    assert await called(team, minutes=13) == [[LEADS]]


async def test_two_auditors_mend_it_once_and_write_it_down_once(team: Team) -> None:
    escalation = await climbing(team)
    await lose_time(team, None)
    both = await asyncio.gather(look_after_timers(team.desk), look_after_timers(team.desk))
    assert sum(both) == 1
    await lose_time(team, None)
    assert await look_after_timers(team.desk) == 1
    assert await audit(team, escalation) == [("planned again", None)]


async def test_who_claims_it_while_slack_is_asked_who_is_there_stops_the_step(team: Team) -> None:
    escalation = await climbing(team)
    known = team.directory.gone

    async def slowly(ids: Iterable[str]) -> frozenset[str]:
        await claim(team.desk, team.press(escalation))
        return await known(ids)

    team.directory.gone = slowly  # type: ignore[method-assign]
    assert await called(team, minutes=15) == []


async def test_where_all_is_planned_the_auditor_changes_and_says_nothing(team: Team) -> None:
    escalation = await climbing(team)
    for _ in range(5):
        await wound(team, minutes=10)
        assert await look_after_timers(team.desk) == 0
    await cancel(team.desk, escalation.id, workspace="default", by=AGENT)
    team.clock.wind(days=3)
    assert await look_after_timers(team.desk) == 0
    assert not any("had lost" in seen for seen in team.room.seen)
