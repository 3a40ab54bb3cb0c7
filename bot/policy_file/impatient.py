"""Where silence closes something before a promise about it is due: `timeout` runs by the wall clock
day and night, and what is promised in open time may be due only days later.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from bot.policy_file.lines import Lined
from bot.policy_file.problem import Problem
from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import NeverOpen, due
from bot.rules.durations import say_duration
from bot.rules.judging import ASKS, Rule, RulePolicy
from bot.rules.policy import Priority, Queue, Stakes, Verdict

_PROMISED = {Verdict.HOLD: "decision", Verdict.HANDOFF: "first_reply"}
_MONDAYS = (date(2026, 2, 2), date(2026, 5, 18), date(2026, 9, 14), date(2026, 11, 9))
_HOUR = 3_600


def impatient(policy: RulePolicy, lined: Lined) -> Iterator[Problem]:
    for rule in (each for each in policy.rules if each.then in ASKS):
        queue = policy.queues.get(rule.queue or policy.queue_of_handoffs.name)
        if queue and rule.timeout:
            path = ("rules", policy.rules.index(rule), "timeout")
            for sentence in _too_short(policy, lined, queue, rule.then, rule.timeout, [rule]):
                yield Problem(lined.line(path), f"rule “{rule.name}”: {sentence}")
    for queue in policy.queues.values():
        for then in _PROMISED:
            rules = [each for each in _asking(policy, queue, then) if not each.timeout]
            is_usual = queue == _usual(policy, then)
            if rules or is_usual:
                path = ("queues", queue.name, "timeout")
                for sentence in _too_short(policy, lined, queue, then, queue.timeout, rules):
                    yield Problem(lined.line(path), sentence)


def _asking(policy: RulePolicy, queue: Queue, then: Verdict) -> Iterator[Rule]:
    for rule in policy.rules:
        if rule.then is then and (rule.queue or policy.queue_of_handoffs.name) == queue.name:
            yield rule


def _usual(policy: RulePolicy, then: Verdict) -> Queue:
    return policy.queue_of_handoffs if then is Verdict.HANDOFF else policy.queue_of_questions


def _too_short(
    policy: RulePolicy,
    lined: Lined,
    queue: Queue,
    then: Verdict,
    timeout: float,
    rules: Iterable[Rule],
) -> Iterator[str]:
    """Of what the file itself promises; the usual times are no longer than `timeout`."""
    clock, calendar = _PROMISED[then], policy.calendar_of(queue.name)
    if ("queues", queue.name, "sla", clock) not in lined.lines:
        return
    priorities = {Priority.NORMAL, *(each.priority for each in rules)}
    targets = [queue.targets(each)[clock] for each in priorities if clock in queue.targets(each)]
    if not targets:
        return
    is_on_wall = clock == "decision" and all(each.stakes is Stakes.HIGH for each in rules)
    longest = max(targets)
    waits = longest if is_on_wall and rules else _longest_wait(calendar, longest)
    enough = say_duration(_in_hours(waits))
    if waits > timeout:
        yield (
            f"queue {queue.name} promises its `{clock}` within {say_duration(longest)}"
            f"{' of open time' if waits > longest else ''}, which may fall due {enough} after it "
            f"opened, and `timeout` closes it after {say_duration(timeout)}, by the wall clock: "
            f"set `timeout` to {enough} or more, or promise less"
        )


def _longest_wait(calendar: Calendar | None, promised: float) -> float:
    """In ordinary weeks: what opens when the team goes home waits longest. A week with a holiday in
    it counts for nothing as long as another has none.
    """
    if calendar is None:
        return promised
    try:
        return min(_in_week(calendar, monday, promised) for monday in _MONDAYS)
    except NeverOpen:
        return promised


def _in_week(calendar: Calendar, monday: date, promised: float) -> float:
    zone = ZoneInfo(calendar.timezone)
    longest = promised
    for number, intervals in enumerate(calendar.week):
        midnight = datetime.combine(monday + timedelta(days=number), time(), zone)
        for each in intervals:
            closes = (midnight + timedelta(minutes=each.end)).astimezone(UTC)
            waits = (due(calendar, closes, promised) - closes).total_seconds()
            longest = max(longest, waits)
    return longest


def _in_hours(seconds: float) -> float:
    """Rounded up, so that what is proposed is enough."""
    return float(ceil(seconds / _HOUR) * _HOUR) if seconds > _HOUR else seconds
