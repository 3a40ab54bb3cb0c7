"""Somebody will not be there for a while: nothing new is given to them until they are back."""

from datetime import datetime, timedelta

from bot.errors import BadInput
from bot.ports import Desk
from bot.rules.approvers import Actor

LONGEST = timedelta(days=366)


async def set_away(desk: Desk, workspace: str, who: Actor, until: datetime | None) -> None:
    """None: they are back. What is theirs already stays theirs."""
    now = desk.clock.now()
    if until is not None and not now < until <= now + LONGEST:
        words = "Choose a time to come, within the next year."
        raise BadInput(words, fields={"until": words})
    await desk.store.write(lambda memory: memory.set_away(workspace, who, until))
