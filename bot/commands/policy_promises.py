"""What each queue promises to somebody who comes at a certain moment, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import due, opening, opens_again
from bot.rules.clock import ClockKind
from bot.rules.durations import say_duration, say_percent
from bot.rules.judging import ASKS, RulePolicy
from bot.rules.policy import OnTimeout, Priority, Queue, Stakes, Verdict
from bot.rules.promise import NOTIFY
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

    def is_on_wall(self, clock: str) -> bool:
        return clock == ClockKind.DECISION and self.stakes is Stakes.HIGH


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
    told = f"must be {listed(list(_must(queue, case, calendar, opened)))}"
    over = opened.astimezone(UTC) + timedelta(seconds=case.timeout)
    parts = (
        f"{queue.name}: {case.told} opened {when(calendar, opened)} {told}",
        _next_reply(queue, case, calendar, opened),
        _reminders(queue, case, calendar, opened),
        None if queue.ladder else "while nobody takes it nobody else is called",
        f"{case.missed} on {say(over, opened)}, it {_SILENCE[case.on_timeout]}.",
    )
    return "; ".join(filter(None, parts))


def when(calendar: Calendar | None, opened: datetime) -> str:
    """With the next opening when nobody is there."""
    zone = calendar.timezone if calendar else "UTC"
    told = f"{opened:%A %H:%M} in {zone.rpartition('/')[2].replace('_', ' ')}"
    found = opening(calendar, opened.astimezone(UTC))
    if found.opens_at is None:
        return told
    return f"{told}, while the team is away until {say(found.opens_at, opened)},"


def _must(queue: Queue, case: Case, calendar: Calendar | None, opened: datetime) -> Iterator[str]:
    targets = queue.targets(case.priority, case.stakes)
    yield f"in Slack within {say_duration(targets.get(ClockKind.NOTIFY, NOTIFY))}"
    for clock in _owed(targets, case):
        on_wall = case.is_on_wall(clock)
        by = due(None if on_wall else calendar, opened.astimezone(UTC), targets[clock])
        yield f"{_MUST[clock]} by {say(by, opened)}{' on the wall clock' if on_wall else ''}"


def _next_reply(
    queue: Queue, case: Case, calendar: Calendar | None, opened: datetime
) -> str | None:
    target = queue.targets(case.priority, case.stakes).get(ClockKind.NEXT_REPLY)
    if target is None or case.then is not Verdict.HANDOFF:
        return None
    by = due(calendar, opened.astimezone(UTC), target)
    return f"a customer who writes again at such a moment must be answered by {say(by, opened)}"


def _reminders(queue: Queue, case: Case, calendar: Calendar | None, opened: datetime) -> str | None:
    """Never while the team is away, whatever clock it is."""
    targets = queue.targets(case.priority, case.stakes)
    owed = list(_owed(targets, case))
    if not owed:
        return None
    shares = [say_percent(each) for each in queue.remind_at]
    earliest = queue.remind_at[0] if queue.remind_at else 1.0
    moments = (
        due(None if case.is_on_wall(each) else calendar, opened.astimezone(UTC), seconds)
        for each in owed
        for seconds in [earliest * targets[each]]
    )
    first = opens_again(calendar, min(moments))
    at = f"at {listed(shares)} of each time and " if shares else ""
    return f"people are reminded {at}when it is over, first on {say(first, opened)}"


def _owed(targets: Mapping[str, float], case: Case) -> Iterator[str]:
    return (each for each in _MUST if each in targets and each != _NOT_FOR[case.then])


def listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def say(at: datetime, opened: datetime) -> str:
    """By weekday within the week, by date beyond it."""
    local = at.astimezone(opened.tzinfo)
    near = local.date() - opened.date() <= _A_WEEK
    return f"{local:%A %H:%M}" if near else f"{local:%A, %d %B %Y, %H:%M}"
