from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.hours import Hours
from bot.rules.calendars.week import Week
from bot.rules.weekly.pictures import Bar, Load, load_in_words, load_of, volume_in_words
from bot.rules.weekly.spans import say_measured, say_span
from bot.rules.weekly.statistics import Measured, summarise

NEVER = ((False,) * 24,) * 7


def with_counts(**at: int) -> Load:
    table = [[0] * 24 for _ in range(7)]
    for slot, count in at.items():
        day, hour = slot[1:].split("_")
        table[int(day)][int(hour)] = count
    return Load(counts=tuple(map(tuple, table)), is_open=((False,) * 9 + (True,) * 15,) * 7)


def test_hours_of_a_week_find_their_day_also_when_clocks_go_back() -> None:
    week, berlin = Week(2026, 43), ZoneInfo("Europe/Berlin")
    window = week.window(berlin)
    nine_to_five = Calendar(
        name="b", timezone="Europe/Berlin", week=tuple((Hours(540, 1020),) for _ in range(7))
    )
    load = load_of([1] * 169, window, berlin, nine_to_five)
    assert load.total == 169
    assert load.counts[6][2] == 2
    assert all(is_open == (9 <= hour < 17) for hour, is_open in enumerate(load.is_open[3]))
    assert load.outside == 169 - 7 * 8
    assert load_of([0, 3], window, berlin, None).outside == 0


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (1.84, "1.8 s"),
        (4, "4 s"),
        (59.4, "59 s"),
        (59.6, "1 m"),
        (360, "6 m"),
        (3_599, "1 h"),
        (4_320, "1 h 12 m"),
        (86_399, "1 d"),
        (183_600, "2 d 3 h"),
        (86_400 * 40, "40 d"),
    ],
)
def test_a_span_is_said_in_two_units_at_most(seconds: float, said: str) -> None:
    assert say_span(seconds) == said


@given(st.floats(0, 1e9))
def test_no_span_is_said_with_sixty_of_anything(seconds: float) -> None:
    words = say_span(seconds).split()
    small = dict(zip(words[1::2], map(float, words[::2]), strict=True))
    assert small.get("s", 0) < 60
    assert small.get("m", 0) < 60
    assert small.get("h", 0) < 24


def test_what_still_goes_on_is_at_least_and_what_is_not_known_is_a_dash() -> None:
    assert say_measured(Measured(2_460, at_least=True)) == "≥ 41 m"
    assert say_measured(None) == "—"


def test_the_weeks_are_told_to_whoever_cannot_see_them() -> None:
    waits = summarise([Measured(60), Measured(120), Measured(7_200, at_least=True)])
    bars = [
        Bar(week=Week(2026, 46), count=0, time_to_human=summarise([])),
        Bar(week=Week(2026, 47), count=3, time_to_human=waits),
    ]
    assert volume_in_words(bars).endswith("2026-W46: 0, —; 2026-W47: 3, each 1 m, 2 m, ≥ 2 h.")
    more = [Bar(week=Week(2026, 47), count=7, time_to_human=summarise(map(Measured, range(7))))]
    assert volume_in_words(more).endswith("2026-W47: 7, 3 s.")
    assert volume_in_words([]) == "No weeks to show."


def test_the_load_is_told_by_its_busiest_hours() -> None:
    words = load_in_words(with_counts(d0_9=4, d4_17=7, d6_3=2, d6_4=1))
    assert "14 in all. Busiest: Fri 17:00 (7), Mon 09:00 (4), Sun 03:00 (2)." in words
    assert "Outside open hours: 3." in words
    assert load_in_words(with_counts()) == "Escalations by weekday and hour: there were none."


def test_a_week_has_seven_days_of_24_hours() -> None:
    with pytest.raises(ValueError, match="seven days of 24 hours"):
        Load(counts=((0,) * 24,) * 6, is_open=NEVER)
    with pytest.raises(ValueError, match="seven days of 24 hours"):
        Load(counts=((0,) * 24,) * 7, is_open=((False,) * 23,) * 7)
