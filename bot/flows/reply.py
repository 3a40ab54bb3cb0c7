"""One message to the customer, from a form: nobody goes live by it."""

from bot.errors import BadInput
from bot.ports import Desk, Memory
from bot.rules.approvers import actor_of, refuse_others
from bot.rules.conversation import Item, ItemState, ItemType
from bot.rules.escalation import Escalation
from bot.rules.owing import reply_note, stream_webhook
from bot.rules.press import Press
from bot.steps.audited import in_slack
from bot.steps.once import is_first
from bot.steps.pressed import who_pressed
from bot.steps.stream import append, pass_on
from bot.steps.written import wrote


async def reply(desk: Desk, press: Press, text: str) -> Escalation:
    """Sent twice by the same submission, it is one message."""
    if not text.strip():
        raise BadInput("Write something to send.", fields={"message": "Write something to send."})
    seen, person = await who_pressed(desk, press)
    by, now = actor_of(person), desk.clock.now()
    id = desk.new_id("msg")

    def record(memory: Memory) -> Escalation:
        conversation = memory.conversation(seen.workspace, seen.conversation_id)
        escalation = memory.escalation(press.escalation_id)
        if not is_first(memory, press, now):
            return escalation
        refuse_others(escalation.promise.approvers, person)
        escalation.refuse_closed()
        item = Item(
            id=id,
            workspace=conversation.workspace,
            conversation_id=conversation.id,
            escalation_id=escalation.id,
            type=ItemType.MESSAGE,
            at=now,
            state=ItemState.SENT,
            text=text,
            markdown=text,
            author=by,
            receipts=escalation.promise.receipts,
        )
        conversation = pass_on(memory, conversation, now, all_of_it=True)
        conversation, said = append(memory, conversation, item)
        memory.save_conversation(conversation)
        memory.owe(
            reply_note(escalation, said, by.name),
            *stream_webhook(conversation, said, "message.created"),
        )
        wrote(memory, escalation, said, now)
        memory.note(in_slack(escalation.id, by, now, "replied", {"message": id}))
        return escalation

    return await desk.store.write(record)
