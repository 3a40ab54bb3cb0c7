"""Who looks at what is drawn, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """`names` are those of people, channels and groups by their ids; `user` is the reader's own."""

    zone: ZoneInfo
    now: datetime
    names: Mapping[str, str]
    user: str

    def name_of(self, id: str) -> str:
        return self.names.get(id, id)

    def known(self, *marks: str) -> list[tuple[str, str]]:
        """Everybody and everything whose id begins so, by name."""
        found = [(id, name) for id, name in self.names.items() if id.startswith(marks)]
        return sorted(found, key=lambda one: one[1])
