"""A request for a person as a turn, so that its card shows what every card shows."""

from dataclasses import dataclass

from bot.ports import Filter, Memory
from bot.rules.conversation import Conversation
from bot.rules.turn import Agent, Customer, Message, Turn

NO_AGENT = Agent(id="customer")
NO_WORDS = "I would like to talk to a person."


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What came with the request; what it leaves out is taken from the agent's last turn."""

    message: str = ""
    customer: Customer | None = None
    messages: tuple[Message, ...] = ()
    topic: str = ""


def turn_for(memory: Memory, conversation: Conversation, request: Request, *, id: str) -> Turn:
    """What the card is drawn from: the agent's last turn, without what it wanted to say or do."""
    last = Filter(workspace=conversation.workspace, conversation_id=conversation.id, limit=1)
    known = next(iter(memory.list_turns(last)), None)
    base = known.turn if known else None
    words = request.message or NO_WORDS
    said = request.messages or (base.messages if base else ())
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
