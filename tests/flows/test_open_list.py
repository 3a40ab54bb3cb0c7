"""A team's day begins with one list of what is open and should not wait."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.flows.claim import claim
from bot.flows.open_list import post_open_lists
from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.hours import Hours
from bot.rules.delivery import Delivery, DeliveryKind
from bot.rules.team_day import day_begun
from tests.flows.conftest import Team
from tests.makers import NINE, a_judgement, a_queue, a_refund

BERLIN = Calendar(
    name="berlin",
    timezone="Europe/Berlin",
    week=tuple((Hours(8 * 60, 17 * 60),) if day < 5 else () for day in range(7)),
)
NEVER = replace(BERLIN, name="never", week=((),) * 7)
ALWAYS = replace(BERLIN, name="always", week=((Hours(0, 24 * 60),),) * 7)
NIGHTS = replace(
    BERLIN,
    name="nights",
    week=tuple((Hours(22 * 60, 30 * 60),) if day < 5 else () for day in range(7)),
)
LUNCH = replace(BERLIN, name="lunch", week=((Hours(8 * 60, 12 * 60), Hours(13 * 60, 17 * 60)),) * 7)
NEW_YORK = replace(BERLIN, name="ny", timezone="America/New_York")


def at(hour: int, minute: int = 0, day: int = 16) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("calendar", "now", "begun"),
    [
        (BERLIN, at(6, 59), None),
        (BERLIN, at(7), date(2026, 11, 16)),
        (BERLIN, at(8, 59), date(2026, 11, 16)),
        (BERLIN, at(15, 59), date(2026, 11, 16)),  # the desk was down all day
        (BERLIN, at(16), None),  # they have gone home
        (BERLIN, at(7, day=21), None),  # a Saturday
        (NEW_YORK, at(13), date(2026, 11, 16)),
        (LUNCH, at(11, 30), None),
        (LUNCH, at(12), date(2026, 11, 16)),
        (NEVER, at(9), None),
        (None, at(8, 59), None),
        (None, at(9), date(2026, 11, 16)),
        (ALWAYS, at(7, 59), None),  # midnight is no morning
        (ALWAYS, at(8), date(2026, 11, 16)),
        (ALWAYS, at(22, 59), date(2026, 11, 16)),
        (ALWAYS, at(23), None),
        (NIGHTS, at(20, 59, day=17), None),
        (NIGHTS, at(21, day=17), date(2026, 11, 17)),
        (NIGHTS, at(4, 59, day=18), date(2026, 11, 17)),  # the night that began the day before
        (NIGHTS, at(5, day=18), None),
        (NIGHTS, at(23, day=20), date(2026, 11, 20)),  # Saturday, in what began on Friday
        (NIGHTS, at(22, day=21), None),
    ],
)
def test_a_day_begins_when_its_team_comes_in(
    calendar: Calendar | None, now: datetime, begun: date | None
) -> None:
    day = day_begun(calendar, now)
    assert (day.date if day else None) == begun


async def two_days_on(team: Team) -> None:
    """One unclaimed, one claimed and not due for days: the desk is looked at the next morning."""
    team.policy.usual = a_judgement(a_queue(timeout=9 * 86_400.0))
    for number in (1, 2):
        turn = a_refund(f"t-{number}", conversation_id=f"conv-{number}")
        escalation = await team.ask(turn)
    await claim(team.desk, team.press(escalation))
    await team.drain()
    team.clock.wind(days=1)


async def posted(team: Team) -> list[Delivery]:
    sent: list[Delivery] = []
    send = team.room.send

    async def keep(delivery, card):  # noqa: ANN001, ANN202
        if delivery.kind is DeliveryKind.NOTICE:
            sent.append(delivery)
        return await send(delivery, card)

    team.room.send = keep  # type: ignore[method-assign]
    await team.drain()
    return sent


async def test_the_list_names_all_that_is_open_and_whose_it_is(team: Team) -> None:
    await two_days_on(team)
    assert await post_open_lists(team.desk) == 1
    (delivery,) = await posted(team)
    assert delivery.payload["title"] == "2 open in refunds as the day begins"
    assert delivery.payload["list"][0]["words"] == "issue_refund for Ada"
    marks = [each["marks"] for each in delivery.payload["list"]]
    assert marks == ["unclaimed", "with Ana"]


async def test_a_desk_that_was_down_over_the_opening_posts_it_once_when_it_is_back(
    team: Team,
) -> None:
    await two_days_on(team)
    team.clock.wind(hours=6)
    assert await post_open_lists(team.desk) == 1
    assert [each.payload["title"] for each in await posted(team)] == [
        "2 open in refunds as the day begins"
    ]
    team.clock.wind(hours=2)
    assert await post_open_lists(team.desk) == 0


async def test_what_came_during_the_day_is_not_told_again(team: Team) -> None:
    await two_days_on(team)
    team.clock.wind(hours=5)
    await team.ask(a_refund("t-3", conversation_id="conv-3"))
    await team.drain()
    await post_open_lists(team.desk)
    (delivery,) = await posted(team)
    assert len(delivery.payload["list"]) == 2


async def test_of_very_many_the_first_are_told_and_the_others_counted(team: Team) -> None:
    team.policy.usual = a_judgement(a_queue(timeout=9 * 86_400.0))
    for number in range(30):
        await team.ask(a_refund(f"t-{number}", conversation_id=f"conv-{number}"))
    await team.drain()
    team.clock.wind(days=1)
    await post_open_lists(team.desk)
    (delivery,) = await posted(team)
    assert delivery.payload["title"] == "30 open in refunds as the day begins"
    assert (len(delivery.payload["list"]), delivery.payload["more"]) == (25, 5)


async def test_replicas_post_it_once_a_day(team: Team) -> None:
    await two_days_on(team)
    looked = await asyncio.gather(*(post_open_lists(team.desk) for _ in range(4)))
    assert sorted(looked) == [0, 0, 0, 1]
    assert len(await posted(team)) == 1
    team.clock.wind(days=1)
    assert await post_open_lists(team.desk) == 1


async def test_what_is_late_or_old_is_called_so(team: Team) -> None:
    await two_days_on(team)
    team.clock.wind(days=2)
    await post_open_lists(team.desk)
    (delivery,) = await posted(team)
    assert [line["marks"] for line in delivery.payload["list"]] == [
        "unclaimed, waiting for over two days",
        "with Ana, waiting for over two days",
    ]
    team.clock.wind(days=6)
    await post_open_lists(team.desk)
    (late,) = await posted(team)
    assert late.payload["list"][0]["marks"].startswith("due today")


async def test_a_desk_with_nothing_open_says_nothing(team: Team) -> None:
    assert team.clock.now() == NINE
    assert await post_open_lists(team.desk) == 1
    assert await posted(team) == []
    team.clock.wind(minutes=5)
    await team.ask(a_refund())
    assert await post_open_lists(team.desk) == 0
    assert team.clock.now() - NINE == timedelta(minutes=5)
