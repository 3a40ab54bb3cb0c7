"""What each queue promises to somebody who comes at a certain moment, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import due, opening
from bot.rules.judging import ASKS, RulePolicy
from bot.rules.policy import OnTimeout, Priority, Queue, Stakes, Verdict
from bot.rules.rota import Rota

_MUST = {
    "claim": "claimed",
    "first_reply": "answered",
    "decision": "decided",
    "resolution": "resolved",
}
_NOT_FOR = {Verdict.HOLD: "first_reply", Verdict.HANDOFF: "decision"}
_SILENCE = {
    OnTimeout.REJECT: "expires",
    OnTimeout.ESCALATE: "goes to everybody and has the time once more",
    OnTimeout.APPROVE: "is approved",
}
_PRIORITIES = {
    Priority.LOW: "low-priority",
    Priority.HIGH: "high-priority",
    Priority.URGENT: "urgent",
}
_STAKES = {Stakes.LOW: "low-stakes", Stakes.HIGH: "high-stakes"}
_A_WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Case:
    """All that makes the promises of a queue differ."""

    then: Verdict
    priority: Priority
    stakes: Stakes
    timeout: float
    on_timeout: OnTimeout

    @property
    def told(self) -> str:
        words = filter(None, (_PRIORITIES.get(self.priority), _STAKES.get(self.stakes)))
        kind = "conversation" if self.then is Verdict.HANDOFF else "case"
        told = " ".join(filter(None, (", ".join(words), kind)))
        return f"an {told}" if self.priority is Priority.URGENT else f"a {told}"

    @property
    def missed(self) -> str:
        return "unanswered" if self.then is Verdict.HANDOFF else "undecided"


def promises(policy: RulePolicy, at: datetime) -> Iterator[str]:
    """A sentence for each kind of case. A moment without a zone is each queue's own wall clock."""
    for queue in policy.queues.values():
        calendar = policy.calendar_of(queue.name)
        opened = on_their_clock(calendar, at)
        for case in dict.fromkeys(_cases(policy, queue)):
            yield _sentence(queue, case, calendar, opened)


def on_their_clock(whose: Calendar | Rota | None, at: datetime) -> datetime:
    zone = ZoneInfo(whose.timezone if whose else "UTC")
    return at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)


def _cases(policy: RulePolicy, queue: Queue) -> Iterator[Case]:
    """As the rules tell them, and those that no rule tells."""
    for rule in policy.rules:
        where = rule.queue or policy.queue_of_handoffs.name
        if rule.then in ASKS and where == queue.name:
            timeout = rule.timeout or queue.timeout
            on_timeout = rule.on_timeout or queue.on_timeout
            yield Case(rule.then, rule.priority, rule.stakes, timeout, on_timeout)
    for then, where in (
        (Verdict.HANDOFF, policy.queue_of_handoffs),
        (Verdict.HOLD, policy.queue_of_questions),
    ):
        if where == queue:
            yield Case(then, Priority.NORMAL, Stakes.NORMAL, queue.timeout, queue.on_timeout)


def _sentence(queue: Queue, case: Case, calendar: Calendar | None, opened: datetime) -> str:
    must = list(_must(queue, case, calendar, opened))
    joined = " and ".join(filter(None, (", ".join(must[:-1]), *must[-1:])))
    told = f"must be {joined}" if must else "is promised no times"
    over = opened.astimezone(UTC) + timedelta(seconds=case.timeout)
    return (
        f"{queue.name}: {case.told} opened {when(calendar, opened)} {told}; "
        f"{case.missed} on {say(over, opened)}, it {_SILENCE[case.on_timeout]}."
    )


def when(calendar: Calendar | None, opened: datetime) -> str:
    """With the next opening when nobody is there."""
    zone = calendar.timezone if calendar else "UTC"
    told = f"{opened:%A %H:%M} in {zone.rpartition('/')[2].replace('_', ' ')}"
    found = opening(calendar, opened.astimezone(UTC))
    if found.opens_at is None:
        return told
    return f"{told}, while the team is away until {say(found.opens_at, opened)},"


def _must(queue: Queue, case: Case, calendar: Calendar | None, opened: datetime) -> Iterator[str]:
    targets = queue.targets(case.priority)
    for clock, verb in _MUST.items():
        if clock in targets and clock != _NOT_FOR[case.then]:
            on_wall = clock == "decision" and case.stakes is Stakes.HIGH
            by = due(None if on_wall else calendar, opened.astimezone(UTC), targets[clock])
            yield f"{verb} by {say(by, opened)}{' on the wall clock' if on_wall else ''}"


def say(at: datetime, opened: datetime) -> str:
    """By weekday within the week, by date beyond it."""
    local = at.astimezone(opened.tzinfo)
    near = local.date() - opened.date() <= _A_WEEK
    return f"{local:%A %H:%M}" if near else f"{local:%A, %d %B %Y, %H:%M}"
