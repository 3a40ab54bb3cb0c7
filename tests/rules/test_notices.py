from datetime import UTC, datetime

import pytest

from bot.rules.notices import asked
from bot.rules.open_time import ALWAYS_OPEN, Opening
from bot.rules.policy import WhenClosed

CLOSED = Opening(
    open_now=False,
    opens_at=datetime(2026, 11, 23, 8, tzinfo=UTC),
    timezone="Europe/Berlin",
)


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (None, "as soon as one is free"),
        (20, "usually within a minute"),
        (61, "usually within 2 minutes"),
        (600, "usually within 10 minutes"),
        (3_500, "usually within 1 hour"),
        (10_000, "usually within 3 hours"),
    ],
)
def test_an_open_desk_says_how_long_it_usually_takes(wait: float | None, words: str) -> None:
    assert words in asked(ALWAYS_OPEN, wait, WhenClosed.HOLD)


@pytest.mark.parametrize("when_closed", list(WhenClosed))
def test_a_closed_desk_says_when_it_opens_and_never_how_long(when_closed: WhenClosed) -> None:
    notice = asked(CLOSED, 60, when_closed)
    assert "Monday, 23 November at 09:00 (Europe/Berlin)" in notice
    assert "usually" not in notice


def test_only_a_callback_promises_that_somebody_comes_back() -> None:
    assert "come back to you" in asked(CLOSED, None, WhenClosed.CALLBACK)
    assert "come back to you" not in asked(CLOSED, None, WhenClosed.MESSAGE)
