"""A press was refused: tell the person why, and write down that they tried."""

from bot.errors import NotFound
from bot.ports import Desk, Memory
from bot.rules.approvers import Actor, id_in_slack
from bot.rules.owing import whisper
from bot.rules.press import Press
from bot.steps.audited import in_slack
from bot.steps.once import is_first


async def refuse(desk: Desk, press: Press, sentence: str) -> bool:
    """Owe the person a whisper. False when the escalation is unknown and nothing can be owed."""
    now = desk.clock.now()

    def record(memory: Memory) -> bool:
        try:
            escalation = memory.escalation(press.escalation_id)
        except NotFound:
            return False
        if not is_first(memory, press, now, source="refusal"):
            return True
        memory.owe(
            whisper(
                escalation,
                user=press.user,
                channel=press.channel,
                text=sentence,
                once=f"refusal:{press.key}",
            )
        )
        memory.note(
            in_slack(
                escalation.id,
                Actor(type="human", id=id_in_slack(press.team, press.user), name=press.name),
                now,
                "refused",
                {"version": press.version},
            )
        )
        return True

    return await desk.store.write(record)
