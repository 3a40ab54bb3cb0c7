"""The customer asks for a person: by the button, or in words that an agent's page passed on."""

from dataclasses import dataclass, replace

from bot.ports import Desk, Filter, Memory, Receipt, StoredAnswer
from bot.rules.approvers import Actor
from bot.rules.conversation import Conversation
from bot.rules.transcript import customer_mark
from bot.rules.turn import Agent, Customer, Message, Turn
from bot.steps.handoff import Asked, ask_for_person

NO_AGENT = Agent(id="customer")
NO_WORDS = "I would like to talk to a person."


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What came with the request; what it leaves out is taken from the agent's last turn."""

    message: str = ""
    customer: Customer | None = None
    messages: tuple[Message, ...] = ()
    topic: str = ""


async def hand_off(
    desk: Desk,
    conversation_id: str,
    request: Request,
    *,
    workspace: str,
    by: Actor,
    receipt: Receipt | None = None,
) -> Asked | StoredAnswer:
    """Asked twice, it is one handoff."""
    id, trace = desk.new_id("esc"), desk.traces.here()

    def record(memory: Memory) -> Asked:
        was = memory.conversation(workspace, conversation_id)
        turn = turn_for(memory, was, request, id=id)
        judgement = desk.policies.current.handoff(turn, was.past)
        heard = replace(was, customer_mark=customer_mark(turn) or was.customer_mark)
        asked = ask_for_person(
            memory, desk, heard, turn=turn, judgement=judgement, id=id, by=by, trace=trace
        )
        is_new = asked.escalation.id == id
        conversation = replace(
            asked.conversation, escalations=asked.conversation.escalations + is_new
        )
        memory.save_conversation(conversation)
        return replace(asked, conversation=conversation)

    return await desk.store.write(record, receipt=receipt)


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
