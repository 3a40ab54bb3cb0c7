"""A courier that was paused for longer than its lease, and goes on as if nothing had happened."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.flows.claim import claim
from bot.flows.decide import decide
from bot.flows.deliver import deliver
from bot.ports import Card
from bot.rules.decision import Reject
from bot.rules.delivery import Delivery, DeliveryKind, Outcome
from tests.fakes import Room
from tests.flows.conftest import Team
from tests.makers import a_refund


@dataclass
class Drowsy(Room):
    """Whoever brings the next redraw falls asleep at the door, with the card already drawn."""

    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def send(self, delivery: Delivery, card: Card) -> Outcome:
        if delivery.kind is DeliveryKind.REDRAW and (others := self.meanwhile):
            self.meanwhile = None
            await others()
        return await super().send(delivery, card)


async def test_a_card_drawn_by_one_who_overslept_is_drawn_once_more(team: Team) -> None:
    """F38: the card says one thing and the record another."""
    room = Drowsy()
    team.desk = replace(team.desk, slack=room)
    escalation = await team.ask(a_refund())
    await team.drain()
    claimed = await claim(team.desk, team.press(escalation))

    async def meanwhile() -> None:
        team.clock.wind(seconds=31)
        await decide(team.desk, team.press(claimed), Reject())
        await team.drain()

    room.meanwhile = meanwhile
    while room.meanwhile:
        await deliver(team.desk, "asleep")
    assert room.seen[-1] == "redrawn as claimed", "the old drawing came last"
    await team.drain()
    assert room.seen[-1] == "redrawn as rejected"
