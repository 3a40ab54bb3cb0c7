"""Cards for the Slack tests: one for each state, and one for each size of what is put on it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.ports import Card
from bot.rules.approvers import Actor, Approvers
from bot.rules.deciding import after_choice
from bot.rules.decision import Approve, Choice, Edit, Reject, Respond
from bot.rules.escalation import Escalation
from bot.rules.execution import Execution, ExecutionStatus
from bot.rules.expiring import after_silence
from bot.rules.feedback import Answer, Fix, Opinion, Why, appraisal_of
from bot.rules.json import Json
from bot.rules.policy import OnTimeout, Stakes
from bot.rules.turn import Alternative, Customer, Evidence, Message, PolicyCheck, Reply, Turn
from tests.makers import NINE, a_judgement, a_queue, a_refund, a_turn, an_escalation

ANA_DID = Actor(type="human", id="slack:T0SANDBOX/U0ANA", name="Ana")
BEN_DID = Actor(type="human", id="slack:T0SANDBOX/U0BEN", name="Ben")
LATER = NINE + timedelta(minutes=5)

FAMILY = "👨‍👩‍👧‍👦"
SIZES = (0, 2_999, 3_001, 12_000, 40_001)
LETTERS = {"latin": "a", "emoji": FAMILY, "flag": "🇩🇪", "rtl": "ש", "marks": "e\u0301", "amp": "&"}


def of_size(count: int, letter: str = "a") -> str:
    return letter * (count // len(letter))


def a_card(turn: Turn | None = None, **changes: Any) -> Card:
    turn = turn or a_refund()
    return Card(escalation=an_escalation(turn, **changes), turn=turn)


def a_reply_card(text: str = "I have refunded €129.00.", **changes: Any) -> Card:
    return a_card(a_turn(reply=Reply(text=text)), **changes)


def decided(card: Card, choice: Choice, by: Actor = ANA_DID) -> Card:
    escalation = after_choice(card.escalation, choice, by, LATER, seen=card.escalation.version)
    return replace(card, escalation=escalation)


def with_quorum(turn: Turn, quorum: int) -> Card:
    queue = a_queue(
        approvers=Approvers(usergroups=frozenset({"S0REFUNDS"}), quorum=quorum),
    )
    return Card(escalation=an_escalation(turn, a_judgement(queue)), turn=turn)


def executed(card: Card, status: ExecutionStatus, detail: str = "") -> Card:
    execution = Execution(
        escalation_id=card.escalation.id,
        token_hash="x",
        claimed_by=ANA_DID,
        claimed_at=LATER,
        status=status,
        detail=detail,
        finished_at=None if status is ExecutionStatus.CLAIMED else LATER,
    )
    return replace(card, execution=execution)


def appraised(card: Card, words: str = "It forgot the voucher.") -> Card:
    opinion = Opinion(
        answer=Answer.INCOMPLETE,
        needed=False,
        why=Why.MISSING_KNOWLEDGE,
        fix=Fix.LINK,
        words=words,
    )
    return replace(card, appraisal=appraisal_of(card.escalation, opinion, BEN_DID, LATER))


def with_escalation(card: Card, **changes: Any) -> Card:
    return replace(card, escalation=replace(card.escalation, **changes))


def everything(text: str, **changes: Any) -> Turn:
    """A turn that says `text` wherever an agent, a customer or a model can say something."""
    many: Json = {f"{number} {text}"[:300] or "x": text for number in range(7)}
    return a_turn(
        customer=Customer(id=text or "c", name=text, locale=text[:20], attributes=many),
        topic=text,
        messages=tuple(
            Message(id=f"m{number}", role=role, text=text, name=text)
            for number, role in enumerate(("customer", "agent", "human", "tool", "system") * 3)
        ),
        reply=Reply(text=text),
        reasoning=text,
        consequence=text,
        evidence=tuple(
            Evidence(title=text, url=f"https://example.com/{number}", snippet=text)
            for number in range(7)
        ),
        alternatives=tuple(
            Alternative(label=text or "other", reply=Reply(text=text)) for _ in range(7)
        ),
        policy_checks=tuple(
            PolicyCheck(name=text, passed=bool(number % 2), detail=text) for number in range(7)
        ),
        **changes,
    )


def a_full_card(text: str, *, action: bool = False, **changes: Any) -> Card:
    turn = everything(text)
    if action:
        args = {f"{number} {text}"[:200] or "x": text for number in range(7)}
        turn = replace(
            turn, reply=None, action_request=replace(a_refund().action_request, args=args)
        )  # type: ignore[type-var]
    card = a_card(turn, **changes)
    promise = replace(card.escalation.promise, rule=text or "r", because=text, queue=text or "q")
    return with_escalation(card, promise=promise, stakes=Stakes.HIGH, moved=True)


def every_state() -> Iterator[tuple[str, Card]]:
    """One card for each state a card can be in."""
    plain = a_card()
    reply = a_reply_card()
    asked = a_card(a_turn(reply=None, question="Which order does Ada mean?"))
    yield "pending", plain
    yield "reply", reply
    yield "question", asked
    yield "claimed", with_escalation(plain, **_of(plain.escalation.claim(ANA_DID, NINE)))
    yield "moved", with_escalation(plain, **_of(plain.escalation.conversation_moved("m9")))
    yield "high stakes", a_card(stakes=Stakes.HIGH)
    yield "one of two", decided(with_quorum(a_refund(), 2), Approve())
    yield "edited, one of two", decided(with_quorum(a_refund(), 2), Edit(args=_args(amount=99.0)))
    approved = decided(plain, Approve())
    yield "approved", approved
    yield "appraised", appraised(approved)
    yield "approved and told", with_escalation(approved, told_at=LATER)
    for status in ExecutionStatus:
        yield f"execution {status}", executed(approved, status, "Done (demo).")
    yield "edited", decided(plain, Edit(args=_args(amount=99.0)))
    yield "reply edited", decided(reply, Edit(reply=Reply(text="I have refunded €99.00 today.")))
    yield "rejected", decided(plain, Reject(reason="Too much", message="Ask for a photo first."))
    yield "responded", decided(asked, Respond(message="Order A1."))
    late = NINE + timedelta(hours=2)
    yield "expired", replace(plain, escalation=after_silence(plain.escalation, late))
    yield "cancelled", replace(plain, escalation=plain.escalation.cancel(BEN_DID, LATER))
    yield "superseded", replace(plain, escalation=plain.escalation.supersede(LATER))
    by_silence = a_card(stakes=Stakes.LOW)
    promise = replace(by_silence.escalation.promise, on_timeout=OnTimeout.APPROVE)
    by_silence = with_escalation(by_silence, promise=promise)
    yield (
        "approved by silence",
        replace(by_silence, escalation=after_silence(by_silence.escalation, late)),
    )


def _args(**changes: Any) -> Json:
    action = a_refund().action_request
    assert action is not None
    return {**action.args, **changes}


def _of(escalation: Escalation) -> Json:
    return {name: getattr(escalation, name) for name in Escalation.__dataclass_fields__}
