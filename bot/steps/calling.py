"""People are called: each message by itself as long as there are few, and the rest in a list."""

from collections.abc import Sequence
from datetime import datetime

from bot.ports import Desk, Memory
from bot.rules.budget import Limits, is_person
from bot.rules.call_list import SHOWN, Entry, call_list, people
from bot.rules.calling import Call, deal
from bot.rules.delivery import Owed
from bot.rules.escalation import Escalation
from bot.rules.policy import Priority
from bot.rules.status import Status
from bot.steps.on_call import DEFAULT, by_name, rotas_of

BATCH = 100
_FALLING = list(reversed(Priority))


def call(memory: Memory, escalation: Escalation, now: datetime, *owed: Owed) -> None:
    """Written down with its cause; how it goes out is for `called` to say."""
    for each in owed:
        added = Call(
            urgency=_FALLING.index(escalation.priority),
            at=now,
            owed=each,
            is_for_anybody=escalation.status is Status.PENDING,
        )
        memory.add_call(added, due_at=now)


def called(memory: Memory, desk: Desk, now: datetime) -> bool:
    """Some of those who are to be called; False when nobody is left. Lists go last, so that all
    that waits can stand in them.
    """
    limits = desk.policies.current.calls_per_hour
    if calls := memory.new_calls(BATCH):
        _deal(memory, _by_name(memory, desk, calls, now), limits, now)
        return True
    if whose := memory.list_due(now):
        _tell(memory, whose, limits, now)
        return True
    return False


def _by_name(memory: Memory, desk: Desk, calls: Sequence[Call], now: datetime) -> list[Call]:
    """Whoever is on call is called no more often than anybody else."""
    if not any("rota" in each for call in calls for each in call.mention):
        return list(calls)
    rotas = rotas_of(memory, desk.policies, DEFAULT)
    return [call.to(by_name(call.mention, rotas, now)) if call.mention else call for call in calls]


def _deal(memory: Memory, calls: Sequence[Call], limits: Limits, now: datetime) -> None:
    concerned = frozenset[str]().union(*(each.concerns for each in calls))
    budgets = {whose: memory.budget(whose) for whose in sorted(concerned)}
    dealt = deal(calls, budgets, limits, now)
    memory.owe(*dealt.owed)
    memory.drop_calls(*calls, *dealt.waiting)
    for each in dealt.waiting:
        due_at = dealt.budgets[each.whose].lists_at(limits.of(each.whose), now)
        memory.add_call(each, due_at=due_at)
    for whose, budget in dealt.budgets.items():
        memory.save_budget(whose, budget)


def _tell(memory: Memory, whose: str, limits: Limits, now: datetime) -> None:
    """As much as one message holds; what was closed or taken meanwhile is left out."""
    budget = memory.budget(whose)
    at = budget.lists_at(limits.of(whose), now)
    if at > now:
        memory.postpone_list(whose, at)
        return
    calls = memory.in_list(whose, SHOWN)
    memory.drop_calls(*calls)
    entries = [Entry(each, memory.card(each.owed.escalation_id)) for each in calls]
    news = [each for each in entries if each.is_news]
    if news:
        full = frozenset[str]() if is_person(whose) else _ring(memory, people(news), limits, now)
        memory.owe(call_list(whose, news, full, now))
        memory.save_budget(whose, budget.listed(now))


def _ring(memory: Memory, who: Sequence[str], limits: Limits, now: datetime) -> frozenset[str]:
    """Those who were called often enough; the others are called once more."""
    budgets = {person: memory.budget(person) for person in who}
    full = {each for each, budget in budgets.items() if not budget.has_room(limits.person, now)}
    for person in sorted(budgets.keys() - full):
        memory.save_budget(person, budgets[person].called(now))
    return frozenset(full)
