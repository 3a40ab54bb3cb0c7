"""A customer, or a system of theirs, says whether a turn was good."""

from dataclasses import replace
from typing import Literal

from bot.errors import NotFound
from bot.ports import Desk, Memory, Receipt, StoredAnswer
from bot.rules.approvers import Actor
from bot.rules.feedback import Rating
from bot.rules.turn import TurnKey
from bot.steps.audited import over_api


async def rate(
    desk: Desk,
    key: TurnKey,
    rating: Literal["good", "bad"],
    *,
    comment: str,
    category: str,
    by: Actor,
    receipt: Receipt | None = None,
) -> Rating | StoredAnswer:
    """The rating that stands. The same again changes nothing; another takes its place."""
    now = desk.clock.now()

    def record(memory: Memory) -> Rating:
        judged = memory.turn(key)
        if judged is None:
            raise NotFound("This turn was never judged here. Check its three ids.")
        before = memory.rating(judged.id, by.id)
        said = Rating(
            turn=judged.id,
            key_id=by.id,
            workspace=key.workspace,
            rating=rating,
            at=now,
            comment=comment,
            category=category,
        )
        if before and replace(before, at=now) == said:
            return before
        memory.save_rating(said)
        if judged.escalation_id:
            memory.note(over_api(judged.escalation_id, by, now, "rated", {"rating": rating}))
        return said

    return await desk.store.write(record, receipt=receipt)
