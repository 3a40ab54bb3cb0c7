"""A weekend in which clocks change: open on Friday, wind over it, see what the room saw, and when."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.commands.demo.scripts import BIG_REFUND
from bot.rules.json import Json
from bot.rules.ladder_calls import NOBODY_CAME
from tests.makers import WindUpClock
from tests.stories.test_decisions import a_turn
from tests.stories.world import POLICY, PROMISED, World, a_world

NEW_YORK = ZoneInfo("America/New_York")
OFFICE = """\
    sla: {claim: 1h, first_reply: off, next_reply: off, decision: off, resolution: off}
    remind_at: [50%, 75%]
    timeout: 10d
    calendar: office
    ladder: [{after: 45m, notify: [{user: U0MIA}]}]
    ladder_repeats: 0
"""
CALENDAR = """
calendars:
  office: {timezone: America/New_York, hours: {mon-fri: ["09:00-17:00"]}}
"""
CHANGED = POLICY.replace(PROMISED, OFFICE, 1) + CALENDAR


def on_the_way(friday: datetime) -> Iterator[datetime]:
    """Quarters of an hour until they leave, a look at day and one at night, and quarters again."""
    evening, monday = friday.replace(hour=17, minute=15), friday + timedelta(days=3)
    yield from (friday + timedelta(minutes=each) for each in (15, 30, 45))
    yield from (evening + timedelta(hours=each) for each in (12, 20, 36, 44))
    morning = monday.replace(hour=7, minute=30)
    yield from (morning + timedelta(minutes=15 * each) for each in range(12))


async def heard_on_the_way(world: World, opened: Json, friday: datetime) -> list[tuple[str, str]]:
    """What the thread says about time, each with the hour on the team's own wall."""
    card, heard = await world.card(opened), list[tuple[str, str]]()
    for there in on_the_way(friday):
        await world.wind(seconds=(there.astimezone(UTC) - world.clock.now()).total_seconds())
        told = [each.text for each in (await world.slack.thread(card))[1:]]
        new = [each for each in told if "time" in each or "taken this on" in each]
        heard += [(f"{there:%a %H:%M}", each) for each in new[len(heard) :]]
    return heard


@pytest.mark.parametrize("day", ["2026-03-06T16:30", "2026-10-30T16:30"], ids=["spring", "fall"])
async def test_over_a_night_in_which_clocks_change_the_room_hears_all_of_it_in_open_hours(
    tmp_path: Path, day: str
) -> None:
    """F56: wrong across zones and changed clocks. F62: midnight and weekend reminders."""
    friday = datetime.fromisoformat(day).replace(tzinfo=NEW_YORK)
    clock = WindUpClock(friday.astimezone(UTC))
    async with a_world(tmp_path, policy=CHANGED, clock=clock) as world:
        opened = await world.ask(a_turn(BIG_REFUND))
        heard = await heard_on_the_way(world, opened, friday)
        assert heard == [
            ("Mon 09:00", "50% of the time to take this on is over."),
            (
                "Mon 09:15",
                "75% of the time to take this on is over. Nobody has taken this on yet.",
            ),
            ("Mon 09:45", "Nobody has taken this on in time."),
            ("Mon 10:00", NOBODY_CAME),
        ]
        (claim,) = (each for each in opened["clocks"] if each["kind"] == "claim")
        due_at = datetime.fromisoformat(claim["due_at"]).astimezone(NEW_YORK)
        assert f"{due_at:%a %H:%M}" == "Mon 09:30"
