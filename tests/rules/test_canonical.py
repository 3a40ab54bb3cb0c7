"""The quick way to canonical JSON is the book's, byte for byte."""

from collections.abc import Callable
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from bot.rules.canonical import canonical

NUMBERS = st.integers() | st.floats() | st.floats(-1e5, 1e5) | st.integers(-9, 9).map(float)
WORDS = st.text(max_size=8) | st.text(st.characters(), max_size=8)
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(WORDS, inner, max_size=4)
    ),
    max_leaves=12,
)


@given(ANYTHING)
@example({"\U0001f600": 1, "\ufb33": 2})
@example([1e-7, 1e21, 1e16, 9.999e15, 0.0001, -0.0, 129.0, 2.0**53, 5e-324, 0.1 + 0.2])
@example('\x00\x1f\x7f\u2028\ud800\\"/\n')
@example({"": {"a": [(), {}]}})
@example({"\ud800": None})
def test_it_writes_what_the_book_says(value: Any) -> None:
    assert _told(canonical, value) == _told(rfc8785.dumps, value)


@pytest.mark.parametrize("value", [{1: "a"}, {"a": object()}, 2**53], ids=["name", "thing", "big"])
def test_what_the_book_refuses_is_refused(value: Any) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical(value)


def _told(write: Callable[[Any], bytes], value: Any) -> bytes | type[Exception]:
    try:
        return write(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        return type(error)
