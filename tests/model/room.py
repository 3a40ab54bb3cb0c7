"""A Slack channel and an agent's mailbox with moods: each call is fated, and nothing is forgotten."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.flows.deliver import ROOT_GONE
from bot.ports import Card
from bot.rules.delivery import (
    LOOKABLE,
    Delivery,
    DeliveryKind,
    Failed,
    Limited,
    Lost,
    Outcome,
    Sent,
)
from tests.makers import WindUpClock

TEAM, CHANNEL = "T0SANDBOX", "C0REFUNDS"
LATE = timedelta(seconds=40)


class Fate(StrEnum):
    """What becomes of one call."""

    WELL = "it arrives, and the answer too"
    LIMITED = "come back later"
    REFUSED = "a no for now"
    HOPELESS = "a no for ever"
    LOST = "it never arrives, and no answer comes"
    SWALLOWED = "it arrives, and no answer comes"
    LATE = "no answer comes, and it arrives much later"
    DIES_BEFORE = "the courier dies before the call"
    DIES_AFTER = "the courier dies after the call"
    PAUSED = "the courier sleeps beyond its lease, and then calls"


class Died(Exception):
    """The courier is gone; nobody wrote down what it did."""


@dataclass(frozen=True)
class Post:
    ts: str
    delivery_id: str
    case_id: str
    kind: DeliveryKind
    shows: int
    there_at: datetime


@dataclass
class Moods:
    """One outlet. `meanwhile` is what others do while a courier sleeps."""

    clock: WindUpClock
    meanwhile: Callable[[], Awaitable[None]]
    fate: Fate = Fate.WELL

    async def send(self, delivery: Delivery, card: Card) -> Outcome:
        fate, self.fate = self.fate, Fate.WELL
        match fate:
            case Fate.LIMITED:
                return Limited(seconds=45)
            case Fate.REFUSED:
                return Failed(error="ratelimited by mood")
            case Fate.HOPELESS if delivery.target != "webhook":
                return Failed(error="invalid_blocks", final=True)
            case Fate.LOST:
                return Lost(error="timeout")
            case Fate.DIES_BEFORE:
                raise Died
            case Fate.PAUSED:
                await self.meanwhile()
        is_late = fate is Fate.LATE and delivery.kind in LOOKABLE
        taken = self._take(delivery, card, self.clock.now() + (LATE if is_late else timedelta()))
        if fate is Fate.DIES_AFTER:
            raise Died
        return Lost(error="timeout") if fate in (Fate.SWALLOWED, Fate.LATE) else taken

    def _take(self, delivery: Delivery, card: Card, there_at: datetime) -> Outcome:
        raise NotImplementedError


@dataclass
class MoodyRoom(Moods):
    posts: list[Post] = field(default_factory=list)
    numbers: int = 0
    whispers: int = 0

    async def look(self, delivery: Delivery, card: Card) -> Sequence[Sent] | Outcome:
        fate, self.fate = self.fate, Fate.WELL
        match fate:
            case Fate.LIMITED:
                return Limited(seconds=45)
            case Fate.REFUSED | Fate.HOPELESS:
                return Failed(error="no answer")
            case Fate.LOST | Fate.SWALLOWED | Fate.LATE:
                return Lost(error="timeout")
            case Fate.DIES_BEFORE | Fate.DIES_AFTER:
                raise Died
            case Fate.PAUSED:
                await self.meanwhile()
        return [_at(post.ts) for post in self.there if post.delivery_id == delivery.id]

    async def remove(self, card: Card, sent: Sent) -> None:
        self.delete(sent.ts)

    @property
    def there(self) -> list[Post]:
        return [post for post in self.posts if post.there_at <= self.clock.now()]

    def cards(self, case_id: str) -> list[Post]:
        return [
            post
            for post in self.there
            if post.case_id == case_id and post.kind is DeliveryKind.CARD
        ]

    def delete(self, ts: str) -> None:
        self.posts = [post for post in self.posts if post.ts != ts]

    def _take(self, delivery: Delivery, card: Card, there_at: datetime) -> Outcome:
        case = card.escalation
        root = case.thread.root_ts if case.thread else ""
        match delivery.kind:
            case DeliveryKind.WHISPER:
                self.whispers += 1
                return Sent(ts="0", channel=CHANNEL)
            case DeliveryKind.CARD | DeliveryKind.NOTICE:
                pass
            case _ if not root:
                return Failed(error="the card is not in Slack yet")
            case _ if all(post.ts != root for post in self.there):
                return Failed(error=ROOT_GONE, final=True)
            case DeliveryKind.REDRAW:
                self.posts = [
                    replace(post, shows=case.version) if post.ts == root else post
                    for post in self.posts
                ]
                return Sent(ts=root)
        self.numbers += 1
        post = Post(
            ts=f"{self.numbers}.0",
            delivery_id=delivery.id,
            case_id=case.id,
            kind=delivery.kind,
            shows=case.version,
            there_at=there_at,
        )
        self.posts.append(post)
        return _at(post.ts)


@dataclass
class MoodyMailbox(Moods):
    """What an agent was told, each `webhook-id` once, in the order in which it first came."""

    told: dict[str, tuple[str, str]] = field(default_factory=dict)

    async def look(self, delivery: Delivery, card: Card) -> Sequence[Sent] | Outcome:
        raise AssertionError("nobody can look into a mailbox")

    async def remove(self, card: Card, sent: Sent) -> None:
        raise AssertionError("a webhook cannot be taken back")

    def _take(self, delivery: Delivery, card: Card, there_at: datetime) -> Outcome:
        self.told.setdefault(delivery.id, (delivery.escalation_id, delivery.payload["type"]))
        return Sent()


def _at(ts: str) -> Sent:
    return Sent(ts=ts, team=TEAM, channel=CHANNEL)
