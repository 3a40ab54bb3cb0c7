"""Time passes: what falls due is done, each thing once, the most important first.

What nobody decided is closed as nobody's no, or as the policy says; clocks break, and people hear
of them.
"""

from asyncio import gather
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from bot.ports import AuditLine, Desk, Memory
from bot.rules.approvers import TIMEOUT
from bot.rules.calendars.open_time import still
from bot.rules.calls import more_time, reminder
from bot.rules.climbing import is_due, targets
from bot.rules.clock import Clock, ClockKind
from bot.rules.conversation import Conversation
from bot.rules.escalation import Escalation
from bot.rules.expiring import is_answered
from bot.rules.notices import HANDED_BACK, NOBODY_CAME
from bot.rules.on_time import Passed, at, change_of
from bot.rules.operators import late_card, never_open
from bot.rules.owing import redraw, webhook
from bot.rules.status import Status
from bot.steps.audited import by_clock
from bot.steps.calling import call, called
from bot.steps.climbed import climbed
from bot.steps.control import to_agent
from bot.steps.operators import tell_operators
from bot.steps.owners_told import owners_told

BATCH, TOGETHER = 100, 20


async def on_time(desk: Desk) -> int:
    """How many escalations changed. Run twice, or on two replicas, each changes once."""
    try:
        return await _look_at_all(desk)
    finally:
        await _call_people(desk)


async def _look_at_all(desk: Desk) -> int:
    changed = 0
    while True:
        now = desk.clock.now()
        due = await desk.store.read(lambda memory, now=now: memory.due(now, BATCH))
        done = [
            each
            for start in range(0, len(due), TOGETHER)
            for each in await _look_at_some(desk, due[start : start + TOGETHER])
        ]
        for each in done:
            if isinstance(each, BaseException):
                raise each  # when the others were seen to: one that cannot be holds up nobody
        changed += sum(each is True for each in done)
        if len(due) < BATCH or not any(done):
            return changed


async def _call_people(desk: Desk) -> None:
    """When all that is due at this moment is known: what is too much goes together in a list."""
    now, members = desk.clock.now(), dict[str, frozenset[str]]()
    while await desk.store.read(lambda memory: memory.has_calls(now)):
        unknown = await desk.store.write(partial(called, desk=desk, now=now, members=members))
        if unknown is None:
            return  # another replica does
        if unknown:
            members = {**members, **await desk.people.members(unknown)}


async def _look_at_some(desk: Desk, ids: Sequence[str]) -> Sequence[bool | BaseException]:
    """In one transaction, which takes a fraction of what one for each does; where one of them
    cannot be, each in its own.
    """
    try:
        passed = await desk.store.write(lambda memory: _pass_together(memory, desk, ids))
    except Exception:  # noqa: BLE001  # whose it is comes out when each is looked at alone
        return await gather(*(_look_at(desk, id) for id in ids), return_exceptions=True)
    steps = (_climb(desk, id, each) for id, each in zip(ids, passed, strict=True))
    return await gather(*steps, return_exceptions=True)


async def _look_at(desk: Desk, id: str) -> bool:
    return await _climb(
        desk, id, await desk.store.write(lambda memory: _pass_time(memory, desk, id))
    )


async def _climb(desk: Desk, id: str, passed: bool | frozenset[str]) -> bool:
    """Whom a ladder can reach only Slack knows, which no transaction waits for."""
    if isinstance(passed, bool):
        return passed
    gone = await desk.people.gone(passed)
    return bool(await desk.store.write(lambda memory: _pass_time(memory, desk, id, gone)))


def _pass_together(
    memory: Memory, desk: Desk, ids: Sequence[str]
) -> Sequence[bool | frozenset[str]]:
    memory.look_ahead(ids)
    return [_pass_time(memory, desk, id) for id in ids]


def _pass_time(
    memory: Memory, desk: Desk, id: str, gone: frozenset[str] | None = None
) -> bool | frozenset[str]:
    """Whether that changed it. All that is due of it is one commit, so that it is told in one
    message; before a step of its ladder it has to be known who of these are `gone`.
    """
    now = desk.clock.now()
    conversation = memory.conversation_of(id)
    was = memory.escalation(id)
    if is_due(was, now) and gone is None:
        return targets(was)
    changed = _pass_by_itself(memory, desk, was, conversation, now)
    if gone is None:
        return changed
    escalation = memory.escalation(id) if changed else was
    return climbed(memory, desk, escalation, now, gone) or changed


def _pass_by_itself(
    memory: Memory, desk: Desk, was: Escalation, conversation: Conversation, now: datetime
) -> bool:
    """What time does whoever can be reached."""
    if still(was.promise.calendar, now) is not was.promise.calendar:
        tell_operators(memory, desk, never_open(was, now))
    passed = at(was, now)
    escalation = passed.escalation
    if escalation is was:
        memory.plan(was)  # its row has it due, and the record knows better
        return False
    change = change_of(passed)
    memory.save(escalation, was=was, change=change, at=now)
    memory.owe(redraw(escalation))
    if not passed.is_over:
        owners_told(memory, passed, now)
        _clocks_told(memory, desk, passed, now)
        return True
    if escalation.is_open:
        call(memory, escalation, now, more_time(escalation))
    else:
        word = "expired" if escalation.status is Status.EXPIRED else "decided"
        memory.owe(*webhook(escalation, f"escalation.{word}"))
        notice = HANDED_BACK if is_answered(was) else NOBODY_CAME
        to_agent(memory, desk, conversation, escalation, notice=notice)
    memory.note(_line(escalation, now, change))
    return True


def _clocks_told(memory: Memory, desk: Desk, passed: Passed, now: datetime) -> None:
    """One message about all of them; of a card that does not reach Slack the operators hear."""
    escalation = passed.escalation
    if passed.told:
        call(memory, escalation, now, reminder(escalation, passed.told))
    for clock in passed.broken:
        memory.note(_line(escalation, now, "breached", clock))
        if clock.kind is ClockKind.NOTIFY:
            tell_operators(memory, desk, late_card(escalation, now))


def _line(
    escalation: Escalation, now: datetime, action: str, clock: Clock | None = None
) -> AuditLine:
    detail = {"clock": str(clock.kind), "number": clock.number} if clock else {}
    return by_clock(escalation.id, now, action, detail, by=TIMEOUT)
