"""What the app and Slack said to each other, with the verdicts; and what was said wrongly."""

from collections import deque
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import count
from time import perf_counter
from typing import Any

from sandbox.clock import Clock
from sandbox.model import Json
from sandbox.signals import Signal

KEPT = 50_000
_BEGAN: ContextVar[float | None] = ContextVar("when the call of this request began", default=None)


@dataclass(slots=True)
class Call:
    """The app called Slack."""

    at: datetime
    method: str
    args: Json
    status: int
    answer: Json
    fault: str = ""
    ms: float | None = None  # by the wall's clock, whatever the workspace's says
    number: int = 0


@dataclass(slots=True)
class Attempt:
    """Slack called the app."""

    at: datetime
    kind: str
    name: str
    body: Json
    attempt: int
    transport: str
    status: int
    answer: Any
    reason: str = ""
    ms: float | None = None
    number: int = 0


@dataclass(slots=True)
class Complaint:
    at: datetime
    method: str
    why: str
    args: Json


@dataclass
class Journal:
    clock: Clock
    changed: Signal
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=KEPT))
    attempts: deque[Attempt] = field(default_factory=lambda: deque(maxlen=KEPT))
    complaints: list[Complaint] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def began(self) -> None:
        """A call came in: from now on its duration runs."""
        _BEGAN.set(perf_counter())

    def called(self, method: str, args: Json, status: int, answer: Json, fault: str = "") -> None:
        shown = {name: value for name, value in args.items() if name != "token"}
        self.calls.append(
            Call(
                self.clock.now(),
                method,
                shown,
                status,
                answer,
                fault,
                ms=since(_BEGAN.get()),
                number=next(self.numbers),
            )
        )
        self.changed.ring()

    def sent(self, attempt: Attempt) -> None:
        attempt.number = next(self.numbers)
        self.attempts.append(attempt)
        self.changed.ring()

    def complain(self, method: str, why: str, args: Json | None = None) -> None:
        shown = {name: value for name, value in (args or {}).items() if name != "token"}
        self.complaints.append(Complaint(self.clock.now(), method, why, shown))
        self.changed.ring()


def since(began: float | None) -> float | None:
    """Milliseconds, to a tenth."""
    return None if began is None else round((perf_counter() - began) * 1000, 1)


def as_json(entry: Call | Attempt | Complaint) -> Json:
    return asdict(entry) | {"at": entry.at.isoformat()}
