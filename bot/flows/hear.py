"""Somebody wrote in a card's thread: to the customer if they are live, else it stays inside."""

from bot.ports import Desk, Memory
from bot.rules.approvers import Actor, Person, actor_of
from bot.rules.conversation import GRACE, Item, ItemType
from bot.rules.delivery import Owed
from bot.rules.escalation import Escalation
from bot.rules.owing import mark, whisper
from bot.rules.press import ThreadMessage
from bot.rules.speaking import Audience, audience_of, told_instead
from bot.steps.audited import in_slack
from bot.steps.written import wrote


async def hear(desk: Desk, message: ThreadMessage) -> None:
    """Once, however often Slack tells us; whom we do not know is asked for before the commit."""
    found, is_known = await desk.store.read(lambda memory: _where(memory, message))
    if found is None:
        return
    if is_known:
        await _count_again(desk, message, found)
        return
    person = await desk.people.person(message.team, message.user, ())
    id = desk.new_id("msg")

    def record(memory: Memory) -> None:
        memory.conversation(found.workspace, found.conversation_id)
        escalation = memory.escalation(found.id)
        now = desk.clock.now()
        fresh = memory.first_time("event", message.key_event, now)
        if not (memory.first_time("message", message.key_natural, now) and fresh):
            memory.suppress(escalation.id, "message", now)
            return
        audience = audience_of(escalation, message, person)
        if audience is Audience.CUSTOMER:
            _to_customer(memory, desk, escalation, message, person, id)
        elif sentence := told_instead(escalation, message, person):
            memory.owe(_told(escalation, message, sentence))
        _write_down(memory, desk, escalation, message, person, audience)

    await desk.store.write(record)


def _where(memory: Memory, message: ThreadMessage) -> tuple[Escalation | None, bool]:
    """The card that it hangs under, if it hangs under one, and whether it was heard before."""
    known = memory.has_seen("message", message.key_natural)
    return memory.by_thread(message.team, message.channel, message.root_ts), known


async def _count_again(desk: Desk, message: ThreadMessage, escalation: Escalation) -> None:
    """What Slack tells twice; what we read once more by ourselves is no double."""
    if not message.was_read:
        now = desk.clock.now()
        await desk.store.write(lambda memory: memory.suppress(escalation.id, "message", now))


def _to_customer(
    memory: Memory,
    desk: Desk,
    escalation: Escalation,
    message: ThreadMessage,
    person: Person,
    id: str,
) -> None:
    """It waits a moment, in which it can be taken back, and others before it may still come in."""
    now = desk.clock.now()
    item = Item(
        id=id,
        workspace=escalation.workspace,
        conversation_id=escalation.conversation_id,
        escalation_id=escalation.id,
        type=ItemType.MESSAGE,
        at=now,
        due_at=now + GRACE,
        source=message.source,
        text=message.text,
        markdown=message.markdown,
        wanted=message.files,
        author=actor_of(person),
        receipts=escalation.promise.receipts,
    )
    if memory.add_item(item):
        memory.owe(*mark(escalation, item))
        wrote(memory, escalation, item, now)


def _told(escalation: Escalation, message: ThreadMessage, sentence: str) -> Owed:
    kind = sentence[:24]
    return whisper(
        escalation,
        user=message.user,
        channel=message.channel,
        text=sentence,
        once=f"stays-inside:{escalation.id}:{message.user}:{escalation.live_since}:{kind}",
        thread_ts=message.root_ts,
    )


def _write_down(
    memory: Memory,
    desk: Desk,
    escalation: Escalation,
    message: ThreadMessage,
    person: Person,
    audience: Audience,
) -> None:
    memory.note(
        in_slack(
            escalation.id,
            Actor(type="human", id=person.id, name=person.name),
            desk.clock.now(),
            "wrote to the customer" if audience is Audience.CUSTOMER else "wrote in the thread",
            {"ts": message.ts, "kind": message.kind},
        )
    )
