import pytest

from bot.rules.weekly.sparkline import BARS, WIDEST, sparkline


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [([], ""), ([0, 0], "▁▁"), ([0, 1, 2], "▁▅█"), ([7], "█"), ([0, 1, 1_000], "▁▂█")],
)
def test_numbers_are_bars_and_something_never_looks_like_nothing(
    numbers: list[int], shown: str
) -> None:
    assert sparkline(numbers) == shown


def test_a_whole_week_of_hours_is_narrow_and_ends_with_now() -> None:
    line = sparkline([0] * 168 + [5])
    assert len(line) <= WIDEST
    assert line[-1] == BARS[-1]
