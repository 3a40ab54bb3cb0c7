import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.edits import edit_distance, edit_share

words = st.text(alphabet="abä 💶", max_size=14)


def by_the_book(before: str, after: str) -> int:
    """Levenshtein's table, row by row."""
    row = list(range(len(after) + 1))
    for number, letter in enumerate(before, 1):
        previous, row[0] = row[0], number
        for at, other in enumerate(after, 1):
            cheapest = min(row[at] + 1, row[at - 1] + 1, previous + (letter != other))
            previous, row[at] = row[at], cheapest
    return row[-1]


@pytest.mark.parametrize(
    ("before", "after", "distance"),
    [
        ("", "", 0),
        ("", "abc", 3),
        ("kitten", "sitting", 3),
        ("I refunded €129.00.", "I refunded €99.00.", 2),
        ("flaw", "lawn", 2),
    ],
)
def test_the_fewest_letters_are_counted(before: str, after: str, distance: int) -> None:
    assert edit_distance(before, after) == distance


@given(words, words)
def test_it_is_the_distance_of_the_book(before: str, after: str) -> None:
    assert edit_distance(before, after) == by_the_book(before, after)


@given(words, words)
def test_a_share_is_between_nothing_and_all_and_the_same_both_ways(before: str, after: str) -> None:
    share = edit_share(before, after)
    assert 0 <= share <= 1
    assert share == edit_share(after, before)
    assert (share == 0) is (before == after)


def test_two_long_texts_are_compared_at_once() -> None:
    before, after = "ab" * 2_000, "ba" * 2_000
    assert edit_distance(before, after) == 2
    assert edit_share("a" * 3_000, "b" * 3_000) == 1.0
