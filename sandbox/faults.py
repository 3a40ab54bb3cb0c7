"""Slack's bad days, on demand: for so many times or until cleared, for some methods or all."""

from dataclasses import asdict, dataclass, field
from fnmatch import fnmatch
from itertools import count

from sandbox.errors import SandboxError
from sandbox.model import Json

ON_CALLS = ("rate_limited", "server_error", "drop", "slow", "down", "refuse")
ON_EVENTS = ("duplicate", "twin", "reorder", "lose")
KINDS = ON_CALLS + ON_EVENTS


@dataclass(slots=True, kw_only=True)
class Fault:
    kind: str
    method: str = "*"  # a glob over API methods, for the faults of calls
    event: str = "*"  # a glob over event types, for the faults of events
    channel: str = ""  # only calls or events that name this channel
    times: int | None = 1  # None: until cleared
    after: int = 0  # let this many pass first
    retry_after: int = 30
    status: int = 503
    html: bool = False
    error: str = "internal_error"
    seconds: float = 1.0
    copies: int = 1
    attempts: int = 3
    concurrently: bool = False
    id: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise SandboxError(f"there is no fault {self.kind!r}; there are {', '.join(KINDS)}")

    def hits(self, kind: str, name: str, channel: str) -> bool:
        glob = self.method if self.kind in ON_CALLS else self.event
        return kind == self.kind and fnmatch(name, glob) and self.channel in {"", channel}

    def to_json(self) -> Json:
        return asdict(self)


@dataclass
class Faults:
    standing: list[Fault] = field(default_factory=list)
    numbers: count = field(default_factory=lambda: count(1))

    def add(self, fault: Fault) -> Fault:
        fault.id = next(self.numbers)
        self.standing.append(fault)
        return fault

    def clear(self, id: int | None = None) -> None:
        self.standing = [one for one in self.standing if id is not None and one.id != id]

    def take(self, kind: str, name: str, channel: str = "") -> Fault | None:
        """The fault that strikes now, if one does; it is counted as used."""
        for fault in self.standing:
            if not fault.hits(kind, name, channel):
                continue
            if fault.after:
                fault.after -= 1
                continue
            self._use(fault)
            return fault
        return None

    def _use(self, fault: Fault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times <= 0:
            self.standing.remove(fault)
