"""Whom each queue calls while nobody comes, and who is on call, at a certain moment, in words."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from bot.commands.policy_promises import on_their_clock, say, when
from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import opens_again
from bot.rules.json import Json
from bot.rules.judging import RulePolicy
from bot.rules.ladder import due_at, once
from bot.rules.policy import Queue
from bot.rules.rota import Rota, on_call, turn


def ladders(policy: RulePolicy, at: datetime) -> Iterator[str]:
    """A sentence for each ladder and each rota. A moment without a zone is their own wall clock."""
    for queue in policy.queues.values():
        if queue.ladder:
            calendar = policy.calendar_of(queue.name)
            yield _climbed(queue, calendar, on_their_clock(calendar, at), policy)
    for rota in policy.rotas.values():
        yield _on_call(rota, on_their_clock(rota, at))


def _climbed(queue: Queue, calendar: Calendar | None, opened: datetime, policy: RulePolicy) -> str:
    steps = ", ".join(_steps(queue.ladder, calendar, opened, policy))
    again = f"; climbed again {_times(queue.ladder_repeats)}" if queue.ladder_repeats else ""
    last = _who(queue.fallback, opened, policy) if queue.fallback else "all approvers"
    return (
        f"{queue.name}: what is opened {when(calendar, opened)} and nobody takes calls {steps}"
        f"{again}; at last {last} and the operators."
    )


def _steps(
    ladder: Sequence[Json], calendar: Calendar | None, opened: datetime, policy: RulePolicy
) -> Iterator[str]:
    """Each waits from when the one before it called."""
    at = opened.astimezone(UTC)
    for rung in once(ladder):
        at = opens_again(calendar, due_at(rung, calendar, at))
        yield f"{_all(rung.notify, at, policy)} on {say(at, opened)}"


def _all(targets: Sequence[Json], at: datetime, policy: RulePolicy) -> str:
    return " and ".join(_who(each, at, policy) for each in targets)


def _who(target: Json, at: datetime, policy: RulePolicy) -> str:
    kind, id = next(iter(target.items()))
    if kind != "rota":
        return str(id)
    user = on_call(policy.rotas[id], at)
    return f"whoever is on call in {id} ({user or 'nobody'} by the file)"


def _on_call(rota: Rota, at: datetime) -> str:
    user = on_call(rota, at.astimezone(UTC))
    until = say(turn(rota, at.astimezone(UTC)).end, at)
    told = f"{user} is on call" if user else "nobody is on call"
    return f"{rota.name}: {told} on {say(at, at)} by the file; the turn ends on {until}."


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
