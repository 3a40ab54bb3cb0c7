"""Ten thousand fall due together, replicas die, clocks lie: each thing happens once, in order."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.flows.claim import claim
from bot.flows.deliver import deliver
from bot.flows.on_time import on_time
from bot.flows.open_list import post_open_lists
from bot.ports import Desk
from bot.rules.budget import Limits
from bot.rules.conversation import CustomerMessage
from bot.rules.delivery import Delivery, DeliveryKind
from bot.rules.ladder_calls import NOBODY_CAME
from bot.rules.lanes import Pace
from bot.rules.owing import note, redraw, words
from bot.rules.policy import Priority
from tests.databases import Postgres, postgres_store, sqlite_store
from tests.fakes import Directory, Mailbox, Room, SetPolicy
from tests.flows.conftest import Team
from tests.makers import WindUpClock, a_judgement, a_queue, a_refund

CASES = 5
LADDER = (
    {"after": 900.0, "notify": [{"user": "U0MIA"}]},
    {"after": 2700.0, "notify": [{"user": "U0SAM"}]},
)
QUEUE = {
    "sla": {"decision": 1800.0},
    "remind_at": (0.5,),
    "ladder": LADDER,
    "ladder_repeats": 0,
    "timeout": 864_000.0,
}
NEVER_TOO_MUCH = Limits(person=1_000, channel=1_000)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def replicas(
    request: pytest.FixtureRequest, tmp_path: Path, clock: WindUpClock
) -> AsyncGenerator[tuple[Team, Team]]:
    """Two desks on one record, with the same room at the other end. SQLite is one process's."""
    numbers = count(1)
    room, policy = Room(), SetPolicy(calls_per_hour=NEVER_TOO_MUCH)
    async with AsyncExitStack() as stack:
        if request.param == "sqlite":
            stores = [await stack.enter_async_context(sqlite_store(tmp_path, clock))] * 2
        else:
            postgres: Postgres = request.getfixturevalue("postgres")
            url = await stack.enter_async_context(postgres.database())
            stores = [await stack.enter_async_context(postgres_store(url, clock)) for _ in range(2)]
        desks = [
            Desk(
                policies=policy,
                store=store,
                clock=clock,
                signals=store.signals,
                slack=room,
                webhooks=Mailbox(),
                people=Directory(),
                new_id=lambda kind: f"{kind}_{next(numbers):04}",
                new_token=lambda: f"exe_{next(numbers)}",
                dice=lambda: 0.5,
                pace=Pace(post=0, update=0, whisper=0),
            )
            for store in stores
        ]
        one, other = (Team(d, room, Mailbox(), Directory(), policy, clock) for d in desks)
        yield one, other


class Dies(Exception):
    """The process is gone."""


class Mortal:
    """A store behind which the process dies at its nth write, before the commit or just after."""

    def __init__(self, store: Any, at: int, *, after: bool) -> None:
        self._store, self._left, self._after = store, at, after
        self.read = store.read

    async def write(self, work: Callable[[Any], Any]) -> Any:
        self._left -= 1
        if self._left < 0 or (self._left == 0 and not self._after):
            raise Dies
        done = await self._store.write(work)
        if self._left == 0:
            raise Dies
        return done


async def sent_by(team: Team) -> list[Delivery]:
    sent: list[Delivery] = []
    while one := await deliver(team.desk, "courier"):
        sent.append(one)
    return sent


async def heard(team: Team) -> Counter[tuple[str, str, str]]:
    """How often each escalation said what to whom."""
    return Counter(
        (each.escalation_id, each.payload["title"], str(each.payload.get("mention")))
        for each in await sent_by(team)
        if each.kind == "note"
    )


async def opened(team: Team, cases: int = CASES, **queue: Any) -> None:
    team.policy.usual = a_judgement(a_queue(**{**QUEUE, **queue}))
    for number in range(cases):
        await team.ask(a_refund(f"t-{number}", amount=float(number)))
    await team.drain()


async def test_of_two_replicas_one_dies_each_second_and_each_thing_happens_once(
    replicas: tuple[Team, Team],
) -> None:
    """F64: lost or doubled."""
    one, other = replicas
    await opened(one)
    for minutes in (15, 15, 15, 15):
        one.clock.wind(minutes=minutes)
        for second in range(5):
            one.clock.wind(seconds=1)
            store: Any = Mortal(other.desk.store, 1 + 3 * second, after=bool(second % 2))
            mortal = replace(other.desk, store=store)
            await asyncio.gather(on_time(one.desk), on_time(mortal), return_exceptions=True)
    sent = await heard(one)
    assert set(sent.values()) == {1}
    assert Counter(title for _, title, _ in sent) == {
        "50% of the time to decide is over. Nobody has taken this on yet.": CASES,
        "Nobody has taken this on yet.": CASES,
        "Nobody has decided in time.": CASES,
        NOBODY_CAME: CASES,
    }


async def test_three_days_away_and_a_clock_set_back_do_nothing_twice(
    replicas: tuple[Team, Team],
) -> None:
    """F64: lost or doubled."""
    one, other = replicas
    await opened(one)
    one.clock.wind(days=3)
    for seconds in (0, -5, 1, 10):
        one.clock.wind(seconds=seconds)
        await asyncio.gather(on_time(one.desk), on_time(other.desk))
    sent = await heard(one)
    assert set(sent.values()) == {1}
    assert Counter(title for _, title, _ in sent) == {
        "Still: Nobody has decided in time. Nobody has taken this on yet.": CASES,
    }


async def test_two_replicas_share_one_budget_and_tell_each_once(
    replicas: tuple[Team, Team],
) -> None:
    """F63: storms."""
    one, other = replicas
    one.policy.calls_per_hour = Limits(channel=9)
    await opened(one, 12, sla={"decision": 600.0}, ladder=())
    one.clock.wind(minutes=11)
    await asyncio.gather(*(on_time(each.desk) for each in (one, other, one, other)))
    posts = await sent_by(one)
    lists = [each.payload["list"] for each in posts if each.kind == "notice"]
    alone = [each for each in posts if each.kind == "note"]
    assert (len(alone), [len(each) for each in lists]) == (6, [6])


async def test_two_replicas_ask_whoever_has_a_card_once_and_free_it_once(
    replicas: tuple[Team, Team],
) -> None:
    """F68: claimed, then forgotten."""
    one, other = replicas
    one.policy.usual = a_judgement(a_queue(timeout=864_000.0))
    await claim(one.desk, one.press(await one.ask(a_refund())))
    await one.drain()
    said: list[str] = []
    for _ in range(3):
        one.clock.wind(minutes=16)
        await asyncio.gather(*(on_time(each.desk) for each in (one, other, one, other)))
        posts = [each for each in await sent_by(one) if each.kind in ("note", "direct")]
        said += [f"{each.kind}: {str(each.payload['title'])[:11]}" for each in posts]
    assert sorted(said) == ["direct: Still on it", "note: Ana has not", "note: Still on it"]


async def test_two_replicas_post_the_list_of_the_day_once(replicas: tuple[Team, Team]) -> None:
    one, other = replicas
    queue = a_queue(timeout=864_000.0)
    one.policy.usual, one.policy.queues = a_judgement(queue), {queue.name: queue}
    await one.ask(a_refund())
    await one.drain()
    both = (one, other, one, other)
    looked = await asyncio.gather(*(post_open_lists(each.desk) for each in both))
    assert sum(looked) == 1
    assert [each.kind for each in await sent_by(other)].count(DeliveryKind.NOTICE) == 1


async def test_many_that_fall_due_together_go_out_by_importance_and_new_cards_before_them(
    team: Team,
) -> None:
    """F65: the throttle holds back the important one."""
    team.policy.calls_per_hour = NEVER_TOO_MUCH
    for number, priority in enumerate([*Priority] * 8):
        team.policy.usual = a_judgement(a_queue(**QUEUE), priority=priority)
        await team.ask(a_refund(f"t-{number}", amount=float(number)))
    await team.drain()
    team.clock.wind(minutes=30, seconds=1)
    await on_time(team.desk)
    team.policy.usual = a_judgement(a_queue(**QUEUE))
    await team.ask(a_refund("t-new", amount=1_000.0))
    team.desk = replace(team.desk, pace=Pace())
    assert (await next_posts(team, seconds=60))[0] == "card"
    posted = await next_posts(team, seconds=100)
    rising = [priority for priority in posted if priority != "transcript"]
    assert rising == sorted(rising, key=[*reversed(Priority)].index)


async def next_posts(team: Team, seconds: int) -> list[str]:
    """What goes out in this time at Slack's pace, each by its kind or its case's priority."""
    posts: list[str] = []
    for _ in range(seconds):
        while sent := await deliver(team.desk, "courier"):
            if sent.lane == "post:C0REFUNDS":
                case = await team.desk.store.read(
                    lambda memory, id=sent.escalation_id: memory.escalation(id)
                )
                posts.append(str(case.priority) if sent.kind == "note" else str(sent.kind))
        team.clock.wind(seconds=1)
    return posts


async def test_a_call_goes_out_within_seconds_through_a_flood_of_updates_and_words(
    team: Team,
) -> None:
    """F65: the throttle holds back the important one."""
    await opened(team, 40)
    rows = await team.desk.store.read(lambda memory: memory.open_behind("", 50))
    cases = [case for case, _ in rows]

    said = CustomerMessage(
        workspace="default",
        conversation_id="conv-1",
        id="m-1",
        text="And now?",
        at=team.clock.now(),
    )

    def flood(memory: Any) -> None:
        for each in cases[1:]:
            memory.owe(redraw(each), *words(each, said, name="Ada"))

    await team.desk.store.write(flood)
    team.desk = replace(team.desk, pace=Pace())
    await next_posts(team, seconds=3)
    page = note(cases[0], "Nobody has decided in time.", mention=[{"user": "U0MIA"}], once="page")
    await team.desk.store.write(lambda memory: memory.owe(page))
    assert str(Priority.NORMAL) in await next_posts(team, seconds=5)
