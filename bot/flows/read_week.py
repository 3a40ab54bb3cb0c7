"""Somebody asks how a week went."""

from bot.ports import Desk
from bot.steps.week_told import Asked, Told, told


async def read_week(desk: Desk, asked: Asked) -> Told:
    policy, now = desk.policies.current, desk.clock.now()
    return await desk.store.read(lambda memory: told(memory, policy, asked, now))
