"""The people of a desk: whom work is given to, who is away, whose turn it is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.rules.approvers import Actor
from bot.rules.assignment import Colleague
from bot.rules.calendars.week import Window
from bot.rules.edition import OwnTime
from bot.rules.rota import Schedule


class Team(Protocol):
    def colleagues(self, workspace: str, who: Iterable[Actor]) -> Sequence[Colleague]:
        """These people as assigning sees them; when writing, nobody else assigns to them now."""
        ...

    def was_assigned(self, workspace: str, who: Actor, at: datetime) -> None: ...
    def away_until(self, workspace: str, id: str) -> datetime | None: ...
    def set_away(self, workspace: str, who: Actor, until: datetime | None) -> None:
        """Until when nothing is assigned to them; None: they are back."""
        ...

    def open_of(self, workspace: str, who: str) -> int: ...
    def closed_by(self, workspace: str, who: str, window: Window) -> Mapping[str, int]:
        """How those ended that this person closed in a window."""
        ...

    def schedules(self, workspace: str) -> Mapping[str, Schedule]:
        """By the names of their rotas: those that are in force."""
        ...

    def schedule_history(self, workspace: str, rota: str) -> Sequence[Schedule]:
        """All that were ever in force, the oldest first."""
        ...

    def set_schedule(self, workspace: str, schedule: Schedule) -> bool:
        """False when somebody else was quicker with this version."""
        ...

    def own_times(self, workspace: str) -> Sequence[OwnTime]: ...
    def save_own_time(self, workspace: str, own: OwnTime) -> None: ...
