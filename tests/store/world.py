"""Makers for the store's tests: an escalation that is in the store, and what it owes."""

from dataclasses import replace
from typing import Any

from bot.ports import AuditLine, Claim
from bot.rules.approvers import Actor
from bot.rules.delivery import Delivery, DeliveryKind, Outcome, Owed, after
from bot.rules.escalation import Escalation
from bot.rules.lanes import Pace
from store.store import SqlStore
from tests.makers import NINE, WindUpClock, a_refund, an_escalation

UNPACED = Pace(post=0, update=0, whisper=0)
ANA_DID = Actor(type="human", id="slack:T1/U1", name="Ana")


async def opened(store: SqlStore, id: str = "esc_1", **changes: Any) -> Escalation:
    escalation = an_escalation(id=id, **changes)
    await store.write(lambda memory: memory.add(escalation, turn=a_refund()))
    return escalation


def claimed(escalation: Escalation) -> Escalation:
    return escalation.claim(ANA_DID, NINE)


def owed(
    escalation_id: str = "esc_1",
    kind: DeliveryKind = DeliveryKind.CARD,
    lane: str = "post:C1",
    **changes: Any,
) -> Owed:
    target = "webhook" if kind is DeliveryKind.WEBHOOK else "slack"
    return replace(
        Owed(escalation_id=escalation_id, kind=kind, lane=lane, target=target), **changes
    )


async def owe(store: SqlStore, *owing: Owed) -> None:
    await store.write(lambda memory: memory.owe(*owing))


async def claim(
    store: SqlStore, clock: WindUpClock, owner: str = "worker-1", pace: Pace = UNPACED
) -> Claim | None:
    return await store.write(lambda memory: memory.claim(owner, clock.now(), pace))


async def must_claim(
    store: SqlStore, clock: WindUpClock, owner: str = "worker-1", pace: Pace = UNPACED
) -> Claim:
    taken = await claim(store, clock, owner, pace)
    assert taken is not None
    return taken


async def settle(store: SqlStore, clock: WindUpClock, taken: Claim, outcome: Outcome) -> bool:
    settled = after(taken.delivery, outcome, clock.now())
    return await store.write(lambda memory: memory.settle(taken, settled))


async def delivery(store: SqlStore, id: str) -> Delivery:
    found = await store.read(lambda memory: memory.delivery(id))
    assert found is not None
    return found


def a_line(escalation_id: str = "esc_1", action: str = "opened", **detail: Any) -> AuditLine:
    return AuditLine(
        escalation_id=escalation_id,
        at=NINE,
        actor=ANA_DID,
        channel="slack",
        action=action,
        detail=detail,
    )
