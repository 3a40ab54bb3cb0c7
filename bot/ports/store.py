"""A store runs work over the record, in transactions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, overload

from bot.ports.memory import Memory

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What a write answered, to be said again word for word when it is repeated."""

    status: int
    body: str
    headers: dict[str, str]
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An `Idempotency-Key`: kept in the same transaction as the effect it belongs to."""

    key_id: str
    path: str
    key: str
    fingerprint: str
    render: Callable[[Any], StoredAnswer]


class Store(Protocol):
    """Runs a function over the record. It may be run again when another replica was quicker."""

    @overload
    async def write(self, work: Callable[[Memory], T]) -> T: ...
    @overload
    async def write(
        self, work: Callable[[Memory], T], *, receipt: Receipt | None
    ) -> T | StoredAnswer: ...
    async def write(
        self, work: Callable[[Memory], T], *, receipt: Receipt | None = None
    ) -> T | StoredAnswer:
        """One transaction, durable when this returns. Concurrent writes may share one commit.

        With a receipt whose key was used before, the stored answer comes back instead."""
        ...

    async def read(self, work: Callable[[Memory], T]) -> T: ...
