"""What the policy promises now is put on what is open: all of it by hand, a calendar by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.ports import AuditLine, Desk, Memory
from bot.rules.approvers import POLICY, Actor
from bot.rules.escalation import Escalation
from bot.rules.owing import redraw
from bot.rules.policy import Queue
from bot.rules.reapplying import following, reapplied

BATCH = 100
_Change = Callable[[Escalation, Queue, datetime], Escalation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reapplied:
    """Which policy it was, how many open escalations were looked at, and how many it changed."""

    policy_version: str
    open: int
    changed: int


async def reapply(
    desk: Desk, workspace: str, by: Actor, *, queue: str | None = None, batch: int = BATCH
) -> Reapplied:
    """To one queue or to all. Done twice, the second time changes nothing."""

    def work(memory: Memory, id: str) -> bool:
        return _promise_anew(memory, desk, id, reapplied, by)

    return await _through_all(desk, workspace, queue, work, batch)


async def follow_calendars(desk: Desk) -> int:
    """How many escalations have another deadline because their calendar was edited, as their
    policy said that it may.
    """

    def work(memory: Memory, id: str) -> bool:
        return _promise_anew(memory, desk, id, following, POLICY)

    return (await _through_all(desk, None, None, work, BATCH)).changed


async def _through_all(
    desk: Desk,
    workspace: str | None,
    queue: str | None,
    work: Callable[[Memory, str], bool],
    batch: int,
) -> Reapplied:
    """Each in a transaction of its own, so that nobody waits for all of them."""
    seen, changed, after = 0, 0, ""
    while True:
        ids = await desk.store.read(
            lambda memory, after=after: memory.open_ids(workspace, queue, after, batch)
        )
        for id in ids:
            changed += await desk.store.write(lambda memory, id=id: work(memory, id))
        seen += len(ids)
        if len(ids) < batch:
            version = desk.policies.current.version
            return Reapplied(policy_version=version, open=seen, changed=changed)
        after = ids[-1]


def _promise_anew(memory: Memory, desk: Desk, id: str, change: _Change, by: Actor) -> bool:
    policy, now = desk.policies.current, desk.clock.now()
    was = memory.escalation(id)
    queue = policy.queues.get(was.promise.queue)
    now_is = change(was, queue, now) if queue else was
    if now_is is was:
        return False
    memory.save(now_is, was=was, change="replanned", at=now)
    memory.owe(redraw(now_is))
    memory.note(
        AuditLine(
            escalation_id=id,
            at=now,
            actor=by,
            channel="policy" if by is POLICY else "api",
            action="replanned",
            detail={"policy_version": policy.version, "opened_by": was.promise.policy_version},
        )
    )
    return True
