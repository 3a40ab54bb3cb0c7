"""Time is over: what nobody decided is closed as nobody's no, or as the policy says."""

from asyncio import gather

from bot.ports import AuditLine, Desk, Memory
from bot.rules.approvers import TIMEOUT, Approvers
from bot.rules.delivery import Owed
from bot.rules.escalation import Escalation
from bot.rules.expiring import after_silence
from bot.rules.json import Json
from bot.rules.notices import NOBODY_CAME
from bot.rules.owing import note, redraw, webhook
from bot.rules.status import Status
from bot.steps.control import to_agent
from bot.steps.notice import in_their_language

BATCH = 100
_ENDED = frozenset({Status.EXPIRED, Status.HANDED_BACK})


async def expire(desk: Desk) -> int:
    """Close what is due; how many escalations changed. Run twice, each changes once."""
    now = desk.clock.now()
    due = await desk.store.read(lambda memory: memory.due_to_expire(now, BATCH))
    done = await gather(*(_expire_one(desk, id) for id in due), return_exceptions=True)
    for each in done:
        if isinstance(each, BaseException):
            raise each  # when the others were closed: one that cannot be holds up nobody
    return sum(each is True for each in done)


async def _expire_one(desk: Desk, id: str) -> bool:
    """Each in a transaction of its own; those that are written at once may share a commit."""
    return await desk.store.write(lambda memory: _expire(memory, id, desk))


def _expire(memory: Memory, id: str, desk: Desk) -> bool:
    now = desk.clock.now()
    seen = memory.escalation(id)
    conversation = memory.conversation(seen.workspace, seen.conversation_id)
    was = memory.escalation(id)
    expired = after_silence(was, now)
    if expired is was:
        return False
    change = _change(expired)
    memory.save(expired, was=was, change=change, at=now)
    memory.owe(redraw(expired))
    if expired.is_open:
        memory.owe(_more_time(expired))
    else:
        word = "expired" if expired.status is Status.EXPIRED else "decided"
        memory.owe(*webhook(expired, f"escalation.{word}"))
        notice = in_their_language(memory, desk, expired, NOBODY_CAME)
        to_agent(memory, desk, conversation, expired, notice=notice)
    memory.note(AuditLine(escalation_id=id, at=now, actor=TIMEOUT, channel="clock", action=change))
    return True


def _change(expired: Escalation) -> str:
    if expired.is_open:
        return "extended"
    return str(expired.status) if expired.status in _ENDED else "decided"


def _more_time(escalation: Escalation) -> Owed:
    return note(
        escalation,
        "Nobody has decided in time. It stays open once more, and is now urgent.",
        mention=_everybody(escalation.promise.approvers),
        once=f"extended:{escalation.id}",
    )


def _everybody(approvers: Approvers) -> list[Json]:
    groups: list[Json] = [{"usergroup": group} for group in sorted(approvers.usergroups)]
    return groups + [{"user": user} for user in sorted(approvers.users)]
