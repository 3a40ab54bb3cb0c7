"""People are called: each message by itself as long as there are few, and the rest in a list.

This is the one place from which time calls anybody, and it calls nobody while their team is away:
what is written down then is due at the next opening.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.ports import Desk, Memory
from bot.rules.budget import Limits, is_person
from bot.rules.calendars.open_time import opens_again
from bot.rules.call_list import SHOWN, Entry, call_list, people
from bot.rules.calling import Call, Members, deal
from bot.rules.delivery import Owed
from bot.rules.escalation import Escalation
from bot.rules.policy import Priority
from bot.rules.status import Status
from bot.steps.on_call import DEFAULT, by_name, rotas_of

BATCH = 100
_FALLING = list(reversed(Priority))


def call(
    memory: Memory,
    escalation: Escalation,
    now: datetime,
    *owed: Owed,
    urgency: Priority | None = None,
) -> None:
    """Written down with its cause; when and how it goes out is for `called` to say. What waits in
    the same place about the same escalation becomes one message with it. `urgency`: where it is
    not that of the escalation.
    """
    for each in owed:
        added = Call(
            urgency=_FALLING.index(urgency or escalation.priority),
            at=now,
            owed=each,
            is_for_anybody=escalation.status is Status.PENDING,
        )
        waiting = memory.waiting_call(added.id)
        if waiting:
            memory.drop_calls(waiting)
        if waiting and waiting.is_news(escalation):
            added = waiting.and_also(added)
        memory.add_call(added, due_at=opens_again(escalation.promise.calendar, now))


def called(memory: Memory, desk: Desk, now: datetime, members: Members) -> frozenset[str] | None:
    """Some of those who are to be called; None when nobody is left. User groups of which it is not
    known who they are have to be asked about first. Lists go last, so that all that waits can
    stand in them.
    """
    limits = desk.policies.current.calls_per_hour
    if calls := memory.new_calls(now, BATCH):
        there = _by_name(memory, desk, _those_there(memory, calls, now), now)
        return _unknown(there, members) or _deal(memory, there, limits, now, members)
    if whose := memory.list_due(now):
        calls = memory.in_list(whose, now, SHOWN)
        return _unknown(calls, members) or _tell(memory, whose, calls, limits, now, members)
    return None


def _those_there(memory: Memory, calls: Sequence[Call], now: datetime) -> list[Call]:
    """Those that are still news to a team that is there; the others are let go, or wait for it."""
    there: list[Call] = []
    for each in calls:
        escalation = memory.escalation(each.owed.escalation_id)
        opens_at = opens_again(escalation.promise.calendar, now)
        is_news = each.is_news(escalation) and each.is_theirs(escalation, now)
        if is_news and opens_at <= now:
            there.append(each)
            continue
        memory.drop_calls(each)
        if is_news:
            memory.add_call(each, due_at=opens_at)
    return there


def _by_name(memory: Memory, desk: Desk, calls: Sequence[Call], now: datetime) -> list[Call]:
    """Whoever is on call is called no more often than anybody else."""
    if not any("rota" in each for call in calls for each in call.mention):
        return list(calls)
    rotas = rotas_of(memory, desk.policies, DEFAULT)
    return [call.to(by_name(call.mention, rotas, now)) if call.mention else call for call in calls]


def _unknown(calls: Sequence[Call], members: Members) -> frozenset[str]:
    return frozenset[str]().union(*(each.groups for each in calls)) - members.keys()


def _deal(
    memory: Memory, calls: Sequence[Call], limits: Limits, now: datetime, members: Members
) -> frozenset[str]:
    concerned = frozenset[str]().union(*(each.concerns(members) for each in calls))
    budgets = {whose: memory.budget(whose) for whose in sorted(concerned)}
    dealt = deal(calls, budgets, limits, now, members)
    memory.owe(*dealt.owed)
    memory.drop_calls(*calls, *dealt.waiting)
    for each in dealt.waiting:
        due_at = dealt.budgets[each.whose].lists_at(limits.of(each.whose), now)
        memory.add_call(each, due_at=due_at)
    for whose, budget in dealt.budgets.items():
        memory.save_budget(whose, budget)
    return frozenset()


def _tell(
    memory: Memory,
    whose: str,
    calls: Sequence[Call],
    limits: Limits,
    now: datetime,
    members: Members,
) -> frozenset[str]:
    """As much as one message holds; what was closed or taken meanwhile is left out."""
    budget = memory.budget(whose)
    at = budget.lists_at(limits.of(whose), now)
    if at > now:
        memory.postpone_list(whose, at)
        return frozenset()
    there = _those_there(memory, calls, now)
    memory.drop_calls(*there)
    if there:
        news = [Entry(each, memory.card(each.owed.escalation_id)) for each in there]
        rung = [] if is_person(whose) else people(news, members)
        full = _ring(memory, rung, limits, now)
        memory.owe(call_list(whose, news, full, now, members))
        memory.save_budget(whose, budget.listed(now))
    return frozenset()


def _ring(memory: Memory, who: Sequence[str], limits: Limits, now: datetime) -> frozenset[str]:
    """Those who were called often enough; the others are called once more."""
    budgets = {person: memory.budget(person) for person in who}
    most = limits.person
    full = {each for each, budget in budgets.items() if budget.lists_at(most, now) > now}
    for person in sorted(budgets.keys() - full):
        memory.save_budget(person, budgets[person].listed(now))
    return frozenset(full)
