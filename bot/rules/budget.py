"""How often people and channels are called: so often an hour, and what is more waits in a list.

A third of what an hour allows is kept for the lists: nobody is flooded, and nothing is forgotten.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

AN_HOUR = timedelta(hours=1)
BETWEEN_LISTS = timedelta(minutes=10)


def is_person(whose: str) -> bool:
    """Slack's ids say what they are of."""
    return whose[:1] in ("U", "W")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many messages an hour may call one person, and how many one channel."""

    person: int = 10
    channel: int = 30

    def of(self, whose: str) -> int:
        return self.person if is_person(whose) else self.channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """One person's or channel's: when they were called in the last hour, and told a list."""

    spent: tuple[datetime, ...] = ()
    listed_at: datetime | None = None

    def has_room(self, most: int, now: datetime) -> bool:
        """For a message of its own."""
        return len(self._lately(now)) < most - max(1, most // 3)

    def lists_at(self, most: int, now: datetime) -> datetime:
        """When the next list may go. One that is too long for one message goes at once in several,
        which all have the same `now`.
        """
        lately = self._lately(now)
        free_at = lately[-most] + AN_HOUR if len(lately) >= most else now
        if self.listed_at is None or self.listed_at == now:
            return free_at
        return max(free_at, self.listed_at + BETWEEN_LISTS)

    def called(self, now: datetime) -> "Budget":
        return replace(self, spent=(*self._lately(now), now))

    def listed(self, now: datetime) -> "Budget":
        return replace(self.called(now), listed_at=now)

    def _lately(self, now: datetime) -> tuple[datetime, ...]:
        return tuple(each for each in self.spent if each > now - AN_HOUR)
