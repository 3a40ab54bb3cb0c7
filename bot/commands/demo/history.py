"""Plausible past weeks: the many from an archive, the last of them lived through for real on a
clock set back, with cards in the workspace.
"""

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.commands.demo.aftermath import appraise, rate
from bot.commands.demo.agent import SupportAgent
from bot.commands.demo.archive.troubles import had_troubles, was_told
from bot.commands.demo.archive.weeks import archive
from bot.commands.demo.clock import DemoClock
from bot.commands.demo.past_talk import PastTalk
from bot.commands.demo.scripts import DAY
from bot.commands.replay.reviewer import Reviewer
from bot.flows.on_time import on_time
from bot.ports import Desk, Memory, Topic
from bot.rules.calendars.week import week_of
from bot.rules.json import Json
from sandbox.client import Workspace

SEED = 7
OPENS, OPEN_HOURS = 9, 8
MANY = 34  # customers on the busiest day
NOBODY_CAME, WANTS_A_PERSON = 0.08, 0.08
SOON, LATE = 40.0, 1_500.0  # seconds in which somebody decides
PEOPLE, FORGETS = ("ana", "ben"), "ben"
UNTIL_POSTED, LOOK_EVERY = 30.0, 0.05  # seconds


def moments(
    now: datetime, weeks: int, dice: random.Random, *, fewest: int = 1, most: int = 2
) -> list[datetime]:
    """When customers came on the workdays of so many whole weeks and of this one until today,
    oldest first: so many a day, and more and more; some came when nobody was there.
    """
    days = list(_workdays(now, weeks))
    return sorted(
        day + timedelta(hours=OPENS, minutes=dice.triangular(-90, OPEN_HOURS * 60 + 120, 120))
        for number, day in enumerate(days)
        for _ in range(dice.randint(fewest, fewest + (most - fewest) * (number + 1) // len(days)))
    )


class Past:
    def __init__(
        self, desk: Desk, agent: SupportAgent, workspace: Workspace, clock: DemoClock
    ) -> None:
        self._desk, self._agent, self._clock = desk, agent, clock
        self._dice = random.Random(SEED)  # noqa: S311  # the same past each time
        self._workspace = workspace
        self._reviewers = {person: Reviewer(workspace, person=person) for person in PEOPLE}
        self._talk = PastTalk(desk, agent, workspace, clock)
        self._editions = desk.policies.current.editions
        self._lived = datetime.min.replace(tzinfo=UTC)

    async def remember(self, weeks: int) -> None:
        """The many cases of all those weeks, without a card."""
        now = self._clock.now()
        came = moments(now, weeks, self._dice, fewest=6, most=MANY) if weeks else []
        last = week_of(now, ZoneInfo("UTC")).earlier().window(ZoneInfo("UTC")).start
        told = last + timedelta(hours=OPENS)
        kept = archive(self._desk, self._dice, self._agent.numbers, news_since=last)
        await kept.remember([each for each in came if each < told], told)
        await was_told(self._desk, self._editions, told)
        await kept.remember([each for each in came if each >= told], now)
        await had_troubles(self._desk, last)

    def days(self) -> Sequence[datetime]:
        """When those came who are lived through: in the last whole week and since."""
        return moments(self._clock.now(), 1, self._dice)

    async def live(self, moment: datetime) -> None:
        """One customer: the turn, the card, and what somebody or nobody made of it. Time never goes
        back: whoever had to be waited for until later keeps the next one until then.
        """
        self._clock.set_to(max(moment, self._lived))
        if self._dice.random() < WANTS_A_PERSON:
            await self._talks()
        else:
            await self._asks()
        await self._all_sent()
        self._lived = self._clock.now()

    async def leave_one_waiting(self) -> None:
        """Somebody has waited since the last of these days, and nobody came back to them."""
        escalation = await self._posted(await self._talk.begin())
        await self._talk.leave(escalation, FORGETS, self._dice)
        await self._all_sent()

    async def _asks(self) -> None:
        script, number = self._dice.choice(DAY), next(self._agent.numbers)
        turn = {"conversation_id": f"demo-{number}", "turn_id": "t-1"}
        judged = await self._agent.hand_over(script, **turn)
        await rate(self._agent, turn, self._dice)
        if judged["escalation"] is None:
            return
        escalation = await self._posted(judged["escalation"])
        if self._dice.random() < NOBODY_CAME:
            await self._let_expire(escalation)
            return
        self._clock.move(self._dice.uniform(SOON, LATE))
        person = self._dice.choice(PEOPLE)
        await self._reviewers[person].decide(escalation)
        await self._run_it(await self._agent.wait(escalation))
        await self._all_sent()
        await appraise(self._workspace, escalation, person, self._dice)

    async def _talks(self) -> None:
        escalation = await self._posted(await self._talk.begin())
        await self._talk.hold(escalation, self._dice.choice(PEOPLE), self._dice)

    async def _posted(self, escalation: Json) -> Json:
        """Once its card hangs in the workspace, with where."""
        await self._until(lambda memory: memory.escalation(escalation["id"]).thread is not None)
        return await self._agent.wait(escalation, seconds=0)

    async def _all_sent(self) -> None:
        """So that no word of this moment is dated at the next."""
        await self._until(lambda memory: memory.next_due(self._clock.now()) is None)

    async def _until(self, is_so: Callable[[Memory], bool]) -> None:
        async with asyncio.timeout(UNTIL_POSTED):
            with self._desk.signals.listening(Topic.DELIVERIES) as heard:
                while not await self._desk.store.read(is_so):
                    await heard.wait(LOOK_EVERY)

    async def _let_expire(self, escalation: Json) -> None:
        end = datetime.fromisoformat(escalation["expires_at"])
        self._clock.set_to(end + timedelta(seconds=1))
        await on_time(self._desk)

    async def _run_it(self, escalation: Json) -> None:
        right = await self._agent.claim(escalation)
        if right is not None:
            self._clock.move(self._dice.uniform(1, 5))
            await self._agent.report(escalation, right, "succeeded", "done")


def _workdays(now: datetime, weeks: int) -> Iterator[datetime]:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for back in range(weeks * 7 + now.weekday(), 0, -1):
        day = today - timedelta(days=back)
        if day.weekday() < 5:  # Monday to Friday
            yield day
