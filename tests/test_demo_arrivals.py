"""The demo's customers: they come by themselves, and never so many that nobody finds a way in."""

import asyncio
from itertools import count

from bot.commands.demo.arrivals import MOST_WAITING, arrive
from bot.rules.json import Json

NEVER = 10.0  # seconds; nobody waits for it


class Shop:
    """Customers wait here until somebody has time for them."""

    def __init__(self) -> None:
        self.waiting: list[Json] = []
        self.free = asyncio.Event()
        self.arrived = 0

    async def converse(self, script: Json) -> None:
        self.arrived += 1
        self.waiting.append(script)
        await self.free.wait()
        self.waiting.remove(script)


async def a_breath() -> None:
    await asyncio.sleep(0)


async def breathe() -> None:
    for _ in range(10 * MOST_WAITING):
        await a_breath()


async def test_no_more_arrive_while_many_wait_and_more_once_there_is_room() -> None:
    shop = Shop()
    scripts = ({"number": number} for number in count())
    arriving = asyncio.ensure_future(arrive(scripts, shop.converse, pause=a_breath))
    await breathe()
    assert len(shop.waiting) == MOST_WAITING
    shop.free.set()
    await a_breath()
    await breathe()
    assert shop.arrived > MOST_WAITING
    arriving.cancel()
    await asyncio.wait([arriving])
    assert arriving.cancelled()


async def test_everybody_who_arrives_is_heard_to_the_end() -> None:
    shop = Shop()
    shop.free.set()
    await asyncio.wait_for(arrive([{"a": 1}] * 3, shop.converse, pause=a_breath), NEVER)
    assert (shop.arrived, shop.waiting) == (3, [])
