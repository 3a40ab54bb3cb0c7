"""Somebody changed or deleted what they wrote to the customer: in time, or too late."""

from dataclasses import replace
from datetime import datetime

from bot.ports import Desk, Memory
from bot.rules.approvers import Actor, id_in_slack
from bot.rules.conversation import UNREAD, Conversation, Item, ItemState
from bot.rules.escalation import Escalation
from bot.rules.owing import mark, stream_webhook, whisper
from bot.rules.press import Amendment
from bot.steps.audited import in_slack
from bot.steps.stream import append, pass_on
from bot.steps.written import wrote_in_vain

CANNOT_BE_UNSENT = (
    "The customer has this message already, so it cannot be unsent. "
    "Write another one if something has to be put right."
)


async def amend(desk: Desk, amendment: Amendment) -> None:
    """Before anybody had it, it is replaced or withdrawn; after that a correction follows, or the
    person is told. An edit that changes no words (a link got its preview) changes nothing.
    """
    known = await desk.store.read(lambda memory: memory.item_from(amendment.source))
    if known is None:
        return
    correction = desk.new_id("msg")

    def record(memory: Memory) -> None:
        now = desk.clock.now()
        conversation = memory.conversation(known.workspace, known.conversation_id)
        item = memory.item_from(amendment.source)
        if item is None:
            return
        fresh = memory.first_time("amendment", amendment.key_natural, now)
        if not (fresh and memory.first_time("event", amendment.key_event, now)):
            memory.suppress(item.escalation_id, "amendment", now)
            return
        escalation = memory.escalation(item.escalation_id)
        if amendment.text is None:
            _taken_back(memory, escalation, item, amendment, now)
        elif amendment.text != (item.latest or item.text) and item.state is not ItemState.WITHDRAWN:
            _changed(memory, desk, conversation, escalation, item, amendment, correction)
        else:
            return
        memory.note(
            in_slack(
                escalation.id,
                Actor(type="human", id=id_in_slack(amendment.team, amendment.user)),
                now,
                "deleted" if amendment.text is None else "edited",
                {"message": item.id, "state": str(item.state)},
            )
        )

    await desk.store.write(record)


def _taken_back(
    memory: Memory, escalation: Escalation, item: Item, amendment: Amendment, now: datetime
) -> None:
    if item.state in UNREAD:
        withdrawn = item.withdrawn()
        memory.save_item(withdrawn)
        memory.drop_files(item.id)
        wrote_in_vain(memory, escalation, item, now)
    elif item.state is not ItemState.WITHDRAWN:
        memory.owe(
            whisper(
                escalation,
                user=amendment.user,
                channel=amendment.channel,
                text=CANNOT_BE_UNSENT,
                once=f"unsent:{item.id}",
                thread_ts=amendment.root_ts,
            )
        )


def _changed(
    memory: Memory,
    desk: Desk,
    conversation: Conversation,
    escalation: Escalation,
    item: Item,
    amendment: Amendment,
    correction: str,
) -> None:
    text, markdown = amendment.text or "", amendment.markdown
    if item.state in UNREAD:
        memory.save_item(item.changed(text, markdown))
        return
    now = desk.clock.now()
    conversation = pass_on(memory, conversation, now, all_of_it=True)
    conversation, said = append(
        memory,
        conversation,
        replace(
            item,
            id=correction,
            state=ItemState.SENT,
            at=now,
            source="",
            text=f"Correction: {text}",
            markdown=f"Correction: {markdown}",
            corrects=item.id,
            files=(),
            detail="",
        ),
    )
    memory.save_item(replace(item, latest=text))
    memory.save_conversation(conversation)
    memory.owe(*stream_webhook(conversation, said, "message.created"), *mark(escalation, said))
