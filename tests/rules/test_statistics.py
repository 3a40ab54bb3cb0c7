from math import ceil, inf

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.rules.weekly.statistics import (
    Measured,
    Rate,
    differs_in_count,
    differs_in_rate,
    differs_in_time,
    percentile,
    summarise,
    usual,
)

a_span = st.builds(Measured, st.floats(0, 1e7, allow_nan=False), st.booleans())
spans = st.lists(a_span, min_size=1, max_size=30)
different = st.lists(a_span, min_size=1, max_size=30, unique_by=lambda each: each.value)
HOUR = 3_600.0


def answered(*values: float) -> list[Measured]:
    return [Measured(value) for value in values]


def going_on(*values: float) -> list[Measured]:
    return [Measured(value, at_least=True) for value in values]


def test_the_worked_example_says_at_least_four_and_not_five() -> None:
    found = percentile([*answered(2, 4, 6, 8), *going_on(3, 10)], 50)
    assert found == Measured(4, at_least=True)


def test_whoever_still_waits_is_not_left_out_of_the_percentile() -> None:
    waits = [*answered(*(60.0 * minute for minute in range(1, 9))), *going_on(72 * HOUR, 72 * HOUR)]
    assert percentile(waits, 90) == Measured(72 * HOUR, at_least=True)
    assert summarise(waits).largest == Measured(72 * HOUR, at_least=True)
    assert Rate(8, 10).value == 0.8


def test_of_two_equal_ones_the_finished_is_the_shorter() -> None:
    both = [*going_on(5), *answered(5)]
    assert percentile(both, 50) == Measured(5)
    assert percentile(both, 100) == Measured(5, at_least=True)


def test_a_few_values_are_told_as_they_are() -> None:
    few = summarise(answered(3, 1, 2, 4))
    assert few.values == tuple(answered(1, 2, 3, 4))
    assert (few.median, few.p90, few.largest) == (None, None, Measured(4))


def test_five_values_have_a_median_and_twenty_a_p90() -> None:
    assert summarise(answered(*range(4))).median is None
    assert summarise(answered(*range(5))).median == Measured(2)
    assert summarise(answered(*range(19))).p90 is None
    assert summarise(answered(*range(20))).p90 == Measured(17)
    assert summarise(answered(*range(5))).values == ()


def test_nothing_measured_is_nothing_and_not_zero() -> None:
    nothing = summarise([])
    assert (nothing.n, nothing.median, nothing.largest, nothing.mean) == (0, None, None, None)
    assert Rate(0, 0).value is None
    assert Rate(0, 3).value == 0


@pytest.mark.parametrize(("part", "whole"), [(-1, 3), (4, 3), (1, 0)])
def test_what_is_no_share_cannot_be_made(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="is no rate"):
        Rate(part, whole)


@pytest.mark.parametrize("k", [0, 101, -5])
def test_there_is_no_percentile_outside_of_one_to_a_hundred(k: int) -> None:
    with pytest.raises(ValueError, match="there is no percentile"):
        percentile(answered(1), k)


@given(spans, st.integers(1, 100))
def test_a_percentile_is_the_nearest_rank_of_all_values(measured: list[Measured], k: int) -> None:
    found = percentile(measured, k)
    values = sorted(each.value for each in measured)
    assert found is not None
    assert found.value == values[ceil(k * len(values) / 100) - 1]


@given(spans, st.integers(1, 100), st.data())
def test_whatever_becomes_of_the_open_ones_the_truth_is_never_below(
    measured: list[Measured], k: int, data: st.DataObject
) -> None:
    more = st.one_of(st.just(0.0), st.floats(0, 1e7, allow_nan=False), st.just(inf))
    true = [Measured(each.value + data.draw(more)) if each.at_least else each for each in measured]
    said, found = percentile(measured, k), percentile(true, k)
    assert said is not None
    assert found is not None
    assert found.value >= said.value
    if not said.at_least:
        assert found.value == said.value


@given(different, st.integers(1, 100))
def test_at_least_is_said_only_where_it_could_be_more(measured: list[Measured], k: int) -> None:
    said = percentile(measured, k)
    assume(said is not None and said.at_least)
    ended = percentile([Measured(inf) if each.at_least else each for each in measured], k)
    assert said is not None
    assert ended is not None
    assert ended.value > said.value


@given(spans)
def test_the_summary_does_not_depend_on_the_order(measured: list[Measured]) -> None:
    assert summarise(measured) == summarise(list(reversed(measured)))


@given(spans)
def test_median_p90_and_largest_rise(measured: list[Measured]) -> None:
    found = summarise(measured)
    said = [each.value for each in (found.median, found.p90, found.largest) if each]
    assert said == sorted(said)
    assert found.n == len(measured)


def test_the_usual_week_is_one_of_the_four_before() -> None:
    assert usual(answered(140, 100, 120, 90)) == Measured(100)
    assert usual([None, Measured(7), None, None]) == Measured(7)
    assert usual([None, None]) is None
    assert usual([*going_on(3), *answered(9, 9, 9)]) == Measured(9, at_least=True)


@pytest.mark.parametrize(
    ("now", "before", "differs"),
    [
        (142, 100, True),
        (114, 100, False),
        (3, 1, False),
        (0, 0, False),
        (0, 20, True),
        (9, 0, True),
    ],
)
def test_a_count_is_told_apart_only_when_chance_would_not_do_it(
    now: float, before: float, differs: bool
) -> None:
    assert differs_in_count(now, before) is differs


@pytest.mark.parametrize(
    ("now", "before", "differs"),
    [
        (Rate(70, 100), Rate(90, 100), True),
        (Rate(7, 10), Rate(9, 10), False),
        (Rate(88, 100), Rate(95, 100), False),
        (Rate(0, 0), Rate(9, 10), False),
        (Rate(5, 5), Rate(5, 5), False),
        (Rate(60, 100), Rate(0, 100), True),
    ],
)
def test_a_share_is_told_apart_only_when_chance_would_not_do_it(
    now: Rate, before: Rate, differs: bool
) -> None:
    assert differs_in_rate(now, before) is differs


def test_times_are_told_apart_only_of_many_and_only_when_it_is_certain() -> None:
    quick, slow = summarise(answered(*[60] * 20)), summarise(answered(*[90] * 20))
    assert differs_in_time(slow, quick)
    assert differs_in_time(quick, slow)
    assert not differs_in_time(summarise(answered(*[90] * 19)), quick)
    assert not differs_in_time(summarise(answered(*[66] * 20)), quick)
    unfinished = summarise(going_on(*[90] * 20))
    assert differs_in_time(unfinished, quick)
    assert not differs_in_time(summarise(answered(*[120] * 20)), unfinished)


@given(st.integers(0, 500), st.integers(0, 500))
def test_what_did_not_change_does_not_differ(part: int, more: int) -> None:
    rate = Rate(part, part + more)
    assert not differs_in_rate(rate, rate)
    assert not differs_in_count(part, part)
