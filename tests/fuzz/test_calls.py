"""A few hundred calls in every test run; `make fuzz` makes ten thousand."""

from collections.abc import Iterator

import pytest

from tests.fuzz.calls import fuzz, wrong_methods
from tests.fuzz.served import Served, served

SEED, CALLS = 20_261_121, 150


@pytest.fixture(scope="module")
def desk() -> Iterator[Served]:
    with served() as opened:
        yield opened


def test_whatever_is_called_is_answered_as_the_document_says(desk: Served) -> None:
    found = fuzz(desk, calls=CALLS, number=SEED)
    assert found.broken == {}
    assert found.calls == CALLS
    reached = {answered.split(" ")[2][0] for answered in found.statuses}
    assert reached == {"2", "4"}, found.statuses


def test_a_method_that_a_path_does_not_have_is_told_which_it_has(desk: Served) -> None:
    assert wrong_methods(desk) == {}
