"""What a week says of how people's words reached customers, written through the real flows."""

from dataclasses import replace
from datetime import timedelta

from bot.flows.decide import decide
from bot.flows.hear import hear
from bot.flows.prioritise import prioritise
from bot.flows.receipt import receipt
from bot.flows.sweep import sweep
from bot.rules.calendars.week import Window
from bot.rules.decision import Approve
from bot.rules.delivery import Limited
from bot.rules.policy import Priority
from bot.rules.weekly.parts import Relay
from bot.rules.weekly.statistics import Measured
from tests.flows.conftest import Team
from tests.flows.test_conversation import live, relay, writes
from tests.makers import NINE, a_refund

A_WEEK = Window(NINE, NINE + timedelta(days=7))


async def figures(team: Team) -> Relay:
    now = team.desk.clock.now()
    found = await team.desk.store.read(
        lambda memory: memory.facts("default", A_WEEK, queue=None, now=now)
    )
    return found.relay


async def told(team: Team, id: str, *, delivered: bool) -> None:
    await receipt(
        team.desk, "conv-1", id, workspace="default", delivered=delivered, detail="no session"
    )


async def test_words_count_as_delivered_when_a_receipt_says_so_and_as_under_way_before(
    team: Team,
) -> None:
    """F73: what has not arrived yet is no reason for a better figure."""
    await live(team)
    await writes(team, "On its way.")
    await writes(team, "Hello?")
    first, second = await relay(team)
    before = await figures(team)
    assert (before.attempted, before.delivered, before.lag.going_on) == (2, 0, 2)

    team.clock.wind(seconds=7)
    await told(team, first.id, delivered=True)
    await told(team, second.id, delivered=False)
    after = await figures(team)
    assert (after.attempted, after.delivered, after.failed) == (2, 1, 1)
    assert after.arrived.value == 0.5
    lasted = (team.clock.now() - first.acted_at).total_seconds()
    assert after.lag.values == (Measured(lasted),)


async def test_a_second_receipt_does_not_make_the_way_longer(team: Team) -> None:
    await live(team)
    await writes(team, "Hello.")
    (item,) = await relay(team)
    await told(team, item.id, delivered=True)
    once = await figures(team)
    team.clock.wind(hours=1)
    await told(team, item.id, delivered=True)
    assert await figures(team) == once


async def test_what_slack_tells_twice_is_counted_and_what_we_read_again_is_not(team: Team) -> None:
    await live(team)
    once = await writes(team, "Hello.")
    assert (await figures(team)).suppressed == 0
    await hear(team.desk, once)
    await hear(team.desk, replace(once, key_event="read/again", was_read=True))
    assert (await figures(team)).suppressed == 1


async def test_a_change_of_priority_that_comes_twice_is_counted_too(team: Team) -> None:
    press = team.press(await team.ask(a_refund()))
    await prioritise(team.desk, press, Priority.HIGH)
    await prioritise(team.desk, press, Priority.HIGH)
    assert (await figures(team)).suppressed == 1


async def test_a_press_that_comes_twice_is_counted_for_the_queue_of_its_card(team: Team) -> None:
    press = team.press(await team.ask(a_refund()))
    await decide(team.desk, press, Approve())
    await decide(team.desk, press, Approve())
    assert (await figures(team)).suppressed == 1
    now = team.desk.clock.now()
    other = await team.desk.store.read(
        lambda memory: memory.facts("default", A_WEEK, queue="support", now=now)
    )
    assert other.relay.suppressed == 0


async def test_a_post_whose_answer_was_lost_was_in_doubt_once(team: Team) -> None:
    await team.ask(a_refund())
    team.room.swallows = 1
    await team.settle(seconds=6)
    assert (await figures(team)).uncertain == 1
    (card, *_) = team.room.posts
    team.room.post_again(card[1])
    team.clock.wind(minutes=20)
    await sweep(team.desk)
    assert (await figures(team)).suppressed == 1


async def test_how_long_slack_wanted_us_to_wait_is_counted_and_nothing_else_is(team: Team) -> None:
    team.room.answers = [Limited(seconds=60)]
    await team.ask(a_refund())
    await team.drain()
    assert (await figures(team)).limited_seconds == 60.0
    team.clock.wind(seconds=61)
    await team.settle()
    assert (await figures(team)).limited_seconds == 60.0
