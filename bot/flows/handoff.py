"""The customer asks for a person: by the button, or in words that an agent's page passed on."""

from dataclasses import replace

from bot.ports import Desk, Memory, Receipt, StoredAnswer
from bot.rules.approvers import Actor
from bot.rules.transcript import customer_mark
from bot.steps.assigned import staff_of
from bot.steps.handoff import Asked, ask_for_person
from bot.steps.request import Request, turn_for


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
    staff = await staff_of(desk)
    id, trace = desk.new_id("esc"), desk.traces.here()

    def record(memory: Memory) -> Asked:
        was = memory.conversation(workspace, conversation_id)
        turn = turn_for(memory, was, request, id=id)
        judgement = desk.policies.current.handoff(turn, was.past)
        heard = replace(was, customer_mark=customer_mark(turn) or was.customer_mark)
        asked = ask_for_person(
            memory,
            desk,
            heard,
            turn=turn,
            judgement=judgement,
            id=id,
            by=by,
            trace=trace,
            staff=staff,
        )
        is_new = asked.escalation.id == id
        conversation = replace(
            asked.conversation, escalations=asked.conversation.escalations + is_new
        )
        memory.save_conversation(conversation)
        return replace(asked, conversation=conversation)

    return await desk.store.write(record, receipt=receipt)
