"""A desk with small fakes at its edges and a real store behind it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from bot.flows.deliver import deliver
from bot.flows.escalate import Judged, escalate
from bot.ports import Desk
from bot.rules.escalation import Escalation
from bot.rules.lanes import Pace
from bot.rules.press import Press
from bot.rules.turn import Turn
from bot.steps.on_call import PeopleOnCall
from tests.databases import sqlite_store
from tests.fakes import Directory, Mailbox, Room, SetPolicy
from tests.makers import AGENT, WindUpClock


@dataclass
class Team:
    """Everybody around the desk, and the few things that tests do again and again."""

    desk: Desk
    room: Room
    mailbox: Mailbox
    directory: Directory
    policy: SetPolicy
    clock: WindUpClock
    presses: count = field(default_factory=lambda: count(1))

    async def hand_over(self, turn: Turn, workspace: str = "default") -> Judged:
        return await escalate(self.desk, turn, workspace=workspace, by=AGENT)

    async def ask(self, turn: Turn) -> Escalation:
        judged = await self.hand_over(turn)
        assert judged.escalation is not None
        return judged.escalation

    async def drain(self) -> None:
        while await deliver(self.desk, "courier"):
            pass

    async def settle(self, **wind: float) -> None:
        """Deliver, wind a second, deliver, until nothing more is owed within a while."""
        for _ in range(40):
            await self.drain()
            self.clock.wind(**(wind or {"seconds": 1}))

    async def now(self, escalation: Escalation) -> Escalation:
        return await self.desk.store.read(lambda memory: memory.escalation(escalation.id))

    def press(self, escalation: Escalation, user: str = "U0ANA", **changes: object) -> Press:
        return Press(
            **{
                "escalation_id": escalation.id,
                "version": escalation.version,
                "team": "T0SANDBOX",
                "user": user,
                "name": user,
                "channel": "C0REFUNDS",
                "key": f"press-{next(self.presses)}",
                **changes,
            }  # type: ignore[arg-type]
        )


@pytest.fixture
async def team(tmp_path: Path, clock: WindUpClock) -> AsyncGenerator[Team]:
    numbers = count(1)
    room, mailbox, directory, policy = Room(), Mailbox(), Directory(), SetPolicy()
    async with sqlite_store(tmp_path, clock) as store:
        desk = Desk(
            policies=policy,
            store=store,
            clock=clock,
            signals=store.signals,
            slack=room,
            webhooks=mailbox,
            people=PeopleOnCall(directory, store, policy, clock),
            new_id=lambda kind: f"{kind}_{next(numbers):04}",
            new_token=lambda: f"exe_{next(numbers)}",
            dice=lambda: 0.5,
            pace=Pace(post=0, update=0, whisper=0),
        )
        yield Team(desk, room, mailbox, directory, policy, clock)
