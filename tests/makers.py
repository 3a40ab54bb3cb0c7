"""Makers: say only what matters in a test, the rest is filled in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.rules.approvers import Actor, Approvers, Person
from bot.rules.delivery import Delivery, DeliveryKind
from bot.rules.escalation import Escalation
from bot.rules.opening import open_escalation
from bot.rules.policy import Judgement, Queue, Reason, Verdict
from bot.rules.turn import ActionRequest, Agent, Customer, Message, Reply, Turn

NINE = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
ANA = Person(team="T0SANDBOX", user="U0ANA", name="Ana", groups=frozenset({"S0REFUNDS"}))
BEN = Person(team="T0SANDBOX", user="U0BEN", name="Ben", groups=frozenset({"S0REFUNDS"}))
SAM = Person(team="T0SANDBOX", user="U0SAM", name="Sam")
AGENT = Actor(type="agent", id="key_1", name="support-bot's key")


def a_turn(turn_id: str = "t-1", **changes: Any) -> Turn:
    turn = Turn(
        conversation_id="conv-1",
        turn_id=turn_id,
        agent=Agent(id="support-bot"),
        customer=Customer(id="cus-9", name="Ada"),
        topic="refund",
        messages=(
            Message(id="m1", role="customer", text="I want my money back"),
            Message(id="m2", role="agent", text="Let me look into that."),
        ),
        reply=Reply(text="I have refunded €129.00."),
        confidence=0.42,
        consequence="Customer gets €129.00 back; cannot be undone",
    )
    return replace(turn, **changes)


def a_refund(turn_id: str = "t-1", amount: float = 129.0, **changes: Any) -> Turn:
    action = ActionRequest(
        name="issue_refund",
        args={"order": "A1", "amount": amount, "notify": True},
        description="Pays the money back",
    )
    return a_turn(turn_id, reply=None, action_request=action, **changes)


def a_queue(**changes: Any) -> Queue:
    queue = Queue(
        name="refunds",
        channel="C0REFUNDS",
        approvers=Approvers(usergroups=frozenset({"S0REFUNDS"})),
        timeout=1800.0,
        reject_reasons=("Too much", "Not our fault"),
    )
    return replace(queue, **changes)


def a_judgement(queue: Queue | None = None, **changes: Any) -> Judgement:
    judgement = Judgement(
        verdict=Verdict.HOLD,
        rule="big refunds",
        policy_version="abc123",
        queue=queue or a_queue(),
        reason=Reason.HIGH_STAKES,
    )
    return replace(judgement, **changes)


def an_escalation(
    turn: Turn | None = None, judgement: Judgement | None = None, **changes: Any
) -> Escalation:
    escalation = open_escalation(
        turn or a_refund(),
        judgement or a_judgement(),
        id="esc_1",
        workspace="default",
        now=NINE,
    )
    return replace(escalation, **changes)


def a_delivery(kind: DeliveryKind = DeliveryKind.CARD, **changes: Any) -> Delivery:
    delivery = Delivery(
        id="dlv_1",
        workspace="default",
        escalation_id="esc_1",
        target="webhook" if kind is DeliveryKind.WEBHOOK else "slack",
        kind=kind,
        lane="post:C0REFUNDS",
        seq=1,
        created_at=NINE,
        attempts=1,
        first_attempt_at=NINE,
    )
    return replace(delivery, **changes)


class WindUpClock:
    """Time that only moves when a test winds it."""

    def __init__(self, now: datetime = NINE) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def wind(self, **by: float) -> None:
        self._now += timedelta(**by)
