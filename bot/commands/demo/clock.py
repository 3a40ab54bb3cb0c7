"""The demo's clock: the wall's, but for the past that is lived through first."""

from datetime import datetime, timedelta

from bot.clock import SystemClock


class DemoClock:
    """The wall's clock, set back while the past is lived through."""

    def __init__(self) -> None:
        self._wall = SystemClock()
        self._behind = timedelta()

    def now(self) -> datetime:
        return self._wall.now() - self._behind

    def set_to(self, moment: datetime) -> None:
        self._behind = max(timedelta(), self._wall.now() - moment)

    def move(self, seconds: float) -> None:
        self._behind = max(timedelta(), self._behind - timedelta(seconds=seconds))

    def be_on_time(self) -> None:
        self._behind = timedelta()
