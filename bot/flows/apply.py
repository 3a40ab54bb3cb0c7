"""A correction was put to use: the loop from a person's edit back to the agent is closed."""

from collections.abc import Sequence

from bot.errors import NotFound
from bot.ports import Desk, Memory, Receipt, StoredAnswer
from bot.rules.approvers import Actor
from bot.rules.correction import Applied, escalation_of, is_correction
from bot.steps.audited import over_api


async def apply(
    desk: Desk,
    correction_id: str,
    place: str,
    *,
    workspace: str,
    by: Actor,
    receipt: Receipt | None = None,
) -> Sequence[Applied] | StoredAnswer:
    """Everywhere it was put to use so far. The same place again changes nothing."""
    applied = Applied(place=place, at=desk.clock.now(), by=by)

    def record(memory: Memory) -> Sequence[Applied]:
        escalation = memory.escalation(escalation_of(correction_id), workspace=workspace)
        if not is_correction(escalation, memory.appraisal(escalation.id)):
            raise NotFound("Nothing was corrected there. `handrail export` names what was.")
        if memory.apply(escalation, applied):
            memory.note(over_api(escalation.id, by, applied.at, "correction applied"))
        return memory.applied(escalation.id)

    return await desk.store.write(record, receipt=receipt)
