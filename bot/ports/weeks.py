"""How a week went, who was told of it, and what was learnt from it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.ports.records import Letter
from bot.ports.sought import CorrectionFilter
from bot.rules.calendars.week import Week, Window
from bot.rules.correction import Applied, Correction
from bot.rules.escalation import Escalation, Thread
from bot.rules.feedback import Appraisal
from bot.rules.weekly.figures import Facts
from bot.rules.weekly.report import Late, Report


class Weeks(Protocol):
    def facts(
        self,
        workspace: str,
        window: Window,
        *,
        queue: str | None,
        now: datetime,
        hidden: frozenset[str] = frozenset(),
    ) -> Facts:
        """What happened in a window, in one queue or in all of them; what `hidden` ones are asked
        about is not told.
        """
        ...

    def by_person(
        self, workspace: str, window: Window, *, queue: str | None, now: datetime
    ) -> Mapping[str, int]:
        """In how many cases each had a hand: that part of the facts alone."""
        ...

    def waited_in(
        self, workspace: str, spans: Sequence[Window], *, queue: str | None
    ) -> Sequence[int]:
        """For how many cases somebody waited for people, in each of these times."""
        ...

    def late(
        self, workspace: str, queue: str | None, now: datetime, limit: int
    ) -> tuple[Sequence[Late], int]:
        """What is past due now: some of them, the latest first, and how many they are."""
        ...

    def began_at(self, workspace: str) -> datetime | None:
        """When the first turn was judged."""
        ...

    def letter(self, id: str) -> Letter: ...
    def add_letter(self, letter: Letter) -> bool:
        """False when this reader has that week's digest of that queue already."""
        ...

    def has_letter(self, workspace: str, queue: str | None, recipient: str, week: Week) -> bool: ...
    def letter_hangs(self, id: str, thread: Thread) -> None: ...
    def frozen(self, workspace: str, queue: str | None, week: Week) -> Report | None:
        """What was told of that week, if it was."""
        ...

    def appraisal(self, escalation_id: str) -> Appraisal | None: ...
    def save_appraisal(self, appraisal: Appraisal) -> None:
        """In place of the one before, if there was one."""
        ...

    def corrections(
        self, workspace: str, since: datetime, *, behind: str | None, limit: int
    ) -> Sequence[Correction]:
        """Oldest first; `behind` is the escalation of the last one of the page before."""
        ...

    def list_corrections(self, filter: CorrectionFilter) -> Sequence[Correction]:
        """Newest first."""
        ...

    def count_corrections(self, filter: CorrectionFilter) -> int: ...

    def applied(self, escalation_id: str) -> Sequence[Applied]: ...
    def apply(self, escalation: Escalation, applied: Applied) -> bool:
        """False when it was put to use there already."""
        ...
