"""What the app and Slack said to each other, with the verdicts; and what was said wrongly."""

from collections import deque
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sandbox.clock import Clock
from sandbox.model import Json
from sandbox.signals import Signal

KEPT = 50_000


@dataclass(slots=True)
class Call:
    """The app called Slack."""

    at: datetime
    method: str
    args: Json
    status: int
    answer: Json
    fault: str = ""


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

    def called(self, method: str, args: Json, status: int, answer: Json, fault: str = "") -> None:
        shown = {name: value for name, value in args.items() if name != "token"}
        self.calls.append(Call(self.clock.now(), method, shown, status, answer, fault))
        self.changed.ring()

    def sent(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)
        self.changed.ring()

    def complain(self, method: str, why: str, args: Json | None = None) -> None:
        shown = {name: value for name, value in (args or {}).items() if name != "token"}
        self.complaints.append(Complaint(self.clock.now(), method, why, shown))
        self.changed.ring()


def as_json(entry: Call | Attempt | Complaint) -> Json:
    return asdict(entry) | {"at": entry.at.isoformat()}
