"""A request for a person as a turn, so that its card shows what every card shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.ports import JudgedTurn, Memory, TurnFilter
from bot.rules.conversation import Conversation, CustomerMessage
from bot.rules.files import in_words
from bot.rules.turn import Agent, Customer, Message, Turn

NO_AGENT = Agent(id="customer")
NO_WORDS = "I would like to talk to a person."
MOST_SINCE = 50
_SAID = frozenset({"pass", "sample"})
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What came with the request; what it leaves out is taken from the agent's last turn.
    `message_id` names the customer's message that it is, where it is one.
    """

    message: str = ""
    message_id: str = ""
    customer: Customer | None = None
    messages: tuple[Message, ...] = ()
    topic: str = ""


def turn_for(memory: Memory, conversation: Conversation, request: Request, *, id: str) -> Turn:
    """What the card is drawn from: the agent's last turn, without what it wanted to say or do."""
    last = TurnFilter(workspace=conversation.workspace, conversation_id=conversation.id, limit=1)
    known = next(iter(memory.list_turns(last)), None)
    base = known.turn if known else None
    words = request.message or NO_WORDS
    said = request.messages or _so_far(memory, conversation, known, request)
    return Turn(
        conversation_id=conversation.id,
        turn_id=f"handoff-{id}",
        agent=base.agent if base else NO_AGENT,
        customer=request.customer or (base.customer if base else None),
        topic=request.topic or (base.topic if base else ""),
        messages=(*said, Message(role="customer", text=words)),
        question=words,
        reasoning=base.reasoning if base else "",
        evidence=base.evidence if base else (),
        attributes=base.attributes if base else {},
        callback_url=(base.callback_url if base else None) or conversation.callback_url or None,
    )


def _so_far(
    memory: Memory, conversation: Conversation, known: JudgedTurn | None, request: Request
) -> tuple[Message, ...]:
    """What the agent's last turn tells, what the agent answered there, and what the customer has
    written to us since.
    """
    told = (*known.turn.messages, *_answered(memory, known)) if known else ()
    since = known.judged_at if known else _EVER
    wrote = memory.customer_messages(conversation.workspace, conversation.id, since)
    ids = {message.id for message in told if message.id} | {request.message_id}
    new = [each for each in wrote if each.id not in ids and not each.deleted]
    return (*told, *(_as_told(each) for each in new[-MOST_SINCE:]))


def _answered(memory: Memory, known: JudgedTurn) -> Iterator[Message]:
    """Only what the customer was really told: a policy's words, the agent's own, or what a person
    made of them.
    """
    reply = known.reply or (known.turn.reply if known.verdict in _SAID else None)
    if known.escalation_id:
        decision = memory.escalation(known.escalation_id).decision
        reply = decision.reply if decision else None
    if reply:
        yield Message(role="agent", text=reply.text)


def _as_told(message: CustomerMessage) -> Message:
    words = in_words(message.text, (file.name for file in message.files))
    return Message(role="customer", id=message.id, text=words, at=message.at)
