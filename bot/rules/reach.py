"""Whom a policy counts on: who decides, where cards go, and whom ladders call; each for whom."""

from collections.abc import Iterable, Iterator, Mapping

from bot.rules.approvers import on_rota
from bot.rules.ladder import id_of
from bot.rules.policy import Queue

_WAYS = {"C": "channel", "G": "channel", "D": "channel", "S": "user group"}
_ROTA = on_rota("")


def counted_on(queues: Iterable[Queue]) -> Mapping[str, list[str]]:
    """By id, the queues that do."""
    relied: dict[str, list[str]] = {}
    for queue in queues:
        for id in sorted(set(_ids(queue))):
            relied.setdefault(id, []).append(queue.name)
    return relied


def _ids(queue: Queue) -> Iterator[str]:
    yield queue.channel
    yield from queue.approvers.users | queue.approvers.groups
    for step in queue.ladder:
        yield from map(id_of, step["notify"])
    if queue.fallback:
        yield id_of(queue.fallback)


def named(id: str, queues: Iterable[str]) -> str:
    """As operators are told: `user group S0OPS (refunds, risk)`."""
    is_rota = id.startswith(_ROTA)
    what = f"rota {id.removeprefix(_ROTA)}" if is_rota else f"{_WAYS.get(id[:1], 'user')} {id}"
    return f"{what} ({', '.join(queues)})"
