"""Somebody wrote in a card's thread: their words stay inside, and they are told so once."""

from bot.ports import AuditLine, Desk, Memory
from bot.rules.approvers import Actor
from bot.rules.owing import whisper
from bot.rules.press import ThreadMessage

STAYS_INSIDE = (
    "Your words stay in this thread: nothing typed here decides or reaches the customer. "
    "To decide, press a button on the card above."
)


async def note(desk: Desk, message: ThreadMessage) -> None:
    """Remember that somebody wrote, once however often Slack tells us."""
    now = desk.clock.now()

    def record(memory: Memory) -> None:
        escalation = memory.by_thread(message.team, message.channel, message.root_ts)
        if escalation is None:
            return
        fresh = memory.first_time("event", message.key_event, now)
        if not (memory.first_time("message", message.key_natural, now) and fresh):
            return
        memory.note(
            AuditLine(
                escalation_id=escalation.id,
                at=now,
                actor=Actor(type="human", id=f"slack:{message.team}/{message.user}"),
                channel="slack",
                action="wrote in the thread",
                detail={"ts": message.ts, "kind": message.kind},
            )
        )
        if escalation.is_open:
            memory.owe(
                whisper(
                    escalation,
                    user=message.user,
                    channel=message.channel,
                    text=STAYS_INSIDE,
                    once=f"stays-inside:{escalation.id}:{message.user}",
                    thread_ts=message.root_ts,
                )
            )

    await desk.store.write(record)
