"""One clock for many processes: the wall's, and what the storm has wound it on by."""

from datetime import UTC, datetime, timedelta
from typing import Any


class SharedClock:
    """`ahead` is a number of seconds in memory that every process of the storm shares.

    It has no lock: whoever is killed while it holds one would keep it for ever. Only the storm
    itself moves it, and eight bytes are written at once.
    """

    def __init__(self, ahead: Any) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._ahead.value)  # noqa: TID251

    def move(self, seconds: float) -> None:
        self._ahead.value += seconds
