"""A week is over: each reader is owed its digest, once, however many replicas look.

The key is taken and the numbers are frozen in the transaction that owes the message; sending it is
the couriers' business.
"""

from asyncio import gather
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.ports import Desk, Letter, Memory
from bot.rules.calendars.week import Week
from bot.rules.delivery import LETTER
from bot.rules.edition import Copy, concerns, copies
from bot.rules.weekly.owing import owed
from bot.rules.weekly.report import Report
from bot.steps.managing import is_told_of_people, manager
from bot.steps.weekly import frozen_or_counted, with_people


async def post_all_digests(desk: Desk) -> int:
    """Each workspace has its own; one that cannot be counted holds up no other."""
    keyed = await desk.store.read(lambda memory: memory.workspaces_with_keys())
    done = await gather(
        *(post_digests(desk, each) for each in sorted({"default", *keyed})), return_exceptions=True
    )
    return _sum(done)


async def post_digests(desk: Desk, workspace: str = "default") -> int:
    """How many digests are owed by this. A queue that cannot be counted holds up no other."""
    due = await desk.store.read(lambda memory: _due(memory, desk, workspace))
    queues = {copy.edition.queue for copy, _ in due}
    done = await gather(
        *(
            _post_all(desk, workspace, [each for each in due if each[0].edition.queue == queue])
            for queue in queues
        ),
        return_exceptions=True,
    )
    return _sum(done)


def _sum(done: Sequence[int | BaseException]) -> int:
    for each in done:
        if isinstance(each, BaseException):
            raise each  # when the others were seen to
    return sum(each for each in done if isinstance(each, int))


async def _post_all(desk: Desk, workspace: str, due: Sequence[tuple[Copy, Week]]) -> int:
    """One reader after the other: what the first is told is frozen for the next."""
    posted = 0
    for copy, week in due:
        if await _is_theirs(desk, copy):
            posted += await _post(desk, workspace, copy, week)
    return posted


async def _is_theirs(desk: Desk, copy: Copy) -> bool:
    """Asked when it is due: whoever manages the queue no more gets it no more."""
    own = copy.wished
    return own is None or concerns(copy.edition, await manager(desk, own.team, own.user))


def _due(memory: Memory, desk: Desk, workspace: str) -> list[tuple[Copy, Week]]:
    """Of a week before the first turn there is nothing to tell."""
    now, began_at = desk.clock.now(), memory.began_at(workspace)
    if began_at is None:
        return []
    made = copies(desk.policies.current.editions, memory.own_times(workspace))
    return [
        (copy, week)
        for copy in made
        for week in [copy.due(now)]
        if began_at < copy.edition.window(week).end
        and not memory.has_letter(workspace, copy.edition.queue, copy.recipient, week)
    ]


async def _post(desk: Desk, workspace: str, copy: Copy, week: Week) -> bool:
    """Counted before the key is taken, so that no writer waits while it is counted."""
    now = desk.clock.now()
    sees_people = await is_told_of_people(desk, copy)
    report = await desk.store.read(
        lambda memory: _report(memory, workspace, copy, week, now, sees_people=sees_people)
    )
    letter = Letter(
        id=desk.new_id(LETTER),
        workspace=workspace,
        recipient=copy.recipient,
        report=report,
        created_at=now,
    )
    return await desk.store.write(lambda memory: _freeze(memory, letter))


def _report(
    memory: Memory, workspace: str, copy: Copy, week: Week, now: datetime, *, sees_people: bool
) -> Report:
    report = frozen_or_counted(memory, workspace, copy.edition, week, now)
    return with_people(memory, copy.edition, report) if sees_people else report


def _freeze(memory: Memory, letter: Letter) -> bool:
    """Another replica may have told another reader while this one counted: then it is that."""
    counted = letter.report
    told = memory.frozen(letter.workspace, counted.queue, counted.week)
    letter = replace(letter, report=replace(told or counted, people=counted.people))
    if not memory.add_letter(letter):
        return False
    memory.owe(*owed(letter.id, letter.recipient, letter.report))
    return True
