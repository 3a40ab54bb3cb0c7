from datetime import UTC, datetime

import pytest

from bot.rules.calendars.open_time import ALWAYS_OPEN, Opening
from bot.rules.notice import Notice, Notices, Saying
from bot.rules.notices import HANDED_BACK, RESOLVED, asked, taken_over
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
    assert words in asked(ALWAYS_OPEN, wait, WhenClosed.HOLD).english


@pytest.mark.parametrize("when_closed", list(WhenClosed))
def test_a_closed_desk_says_when_it_opens_and_never_how_long(when_closed: WhenClosed) -> None:
    notice = asked(CLOSED, 60, when_closed).english
    assert "Monday, 23 November at 09:00 (Europe/Berlin)" in notice
    assert "usually" not in notice


def test_only_a_callback_promises_that_somebody_comes_back() -> None:
    assert "come back to you" in asked(CLOSED, None, WhenClosed.CALLBACK).english
    assert "come back to you" not in asked(CLOSED, None, WhenClosed.MESSAGE).english


OWN = Notices(
    {
        "de": {
            Saying.TAKEN_OVER: "Sie sprechen jetzt mit {name}.",
            Saying.ANSWERS_WITHIN: "In etwa {minutes} Minuten.",
            Saying.CLOSED_HOLD: "Wieder da ab {opens}.",
        },
        "de-at": {Saying.TAKEN_OVER: "Grüß Gott, hier ist {name}."},
        "*": {Saying.RESOLVED: "Closed."},
    }
)


@pytest.mark.parametrize(
    ("notice", "locale", "words"),
    [
        (taken_over("Ana"), "de-AT", "Grüß Gott, hier ist Ana."),
        (taken_over("Ana"), "de_CH", "Sie sprechen jetzt mit Ana."),
        (taken_over("Ana"), "fr", "You are talking to Ana now."),
        (taken_over("{minutes}"), "de", "Sie sprechen jetzt mit {minutes}."),
        (asked(ALWAYS_OPEN, 600, WhenClosed.HOLD), "de", "In etwa 10 Minuten."),
        (
            asked(CLOSED, None, WhenClosed.HOLD),
            "DE",
            "Wieder da ab 2026-11-23 09:00 (Europe/Berlin).",
        ),
        (RESOLVED, "fr-FR", "Closed."),
        (RESOLVED, "", "Closed."),
        (HANDED_BACK, "de", "You are talking to our assistant again."),
    ],
)
def test_the_policys_words_for_the_customers_language_go_before_english(
    notice: Notice, locale: str, words: str
) -> None:
    assert OWN.say(notice, locale) == words
