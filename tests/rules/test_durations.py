import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.durations import parse_duration, parse_percent, say_duration, say_percent


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("10m", 600), ("8h", 28_800), ("2d", 172_800), ("1.5h", 5_400), (" 5 m ", 300)],
)
def test_durations_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "a duration is a number and s, m, h or d"),
        ("90", "a duration is a number and s, m, h or d"),
        ("5 minutes", "a duration is a number and s, m, h or d"),
        ("-5m", "a duration is a number and s, m, h or d"),
        ("1h30m", "a duration is a number and s, m, h or d"),
        ("٣m", "a duration is a number and s, m, h or d"),
        ("9" * 400 + "d", "a duration is a number and s, m, h or d"),
        ("0s", "a duration is longer than nothing"),
        ("3651d", "a duration is at most 3650d"),
        ("999999999999d", "a duration is at most 3650d"),
    ],
)
def test_what_is_no_duration_is_refused_with_what_is_one(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "share"), [("0%", 0.0), ("2%", 0.02), ("12.5 %", 0.125), ("100%", 1.0)]
)
def test_shares_are_percentages(text: str, share: float) -> None:
    assert parse_percent(text) == share


@pytest.mark.parametrize("text", ["", "2", "0.02", "101%", "-1%", "two%"])
def test_what_is_no_percentage_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a share is a percentage from 0% to 100%, such as 2%"):
        parse_percent(text)


@given(st.integers(1, 3_650 * 86_400))
def test_a_duration_is_said_as_it_may_be_written(seconds: int) -> None:
    assert parse_duration(say_duration(seconds)) == seconds


@pytest.mark.parametrize(
    ("seconds", "said"), [(5_400, "90m"), (86_400, "1d"), (90, "90s"), (0.5, "0.5s")]
)
def test_a_duration_is_said_in_its_largest_whole_unit(seconds: float, said: str) -> None:
    assert say_duration(seconds) == said


@pytest.mark.parametrize(
    ("share", "said"), [(0.02, "2%"), (0.125, "12.5%"), (1.0, "100%"), (0.07, "7%")]
)
def test_a_share_is_said_in_percent(share: float, said: str) -> None:
    assert say_percent(share) == said
