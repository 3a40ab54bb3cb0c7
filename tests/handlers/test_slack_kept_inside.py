"""F6: what an owner marks as a note never reaches the customer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.slack.kept_inside import is_note


@pytest.mark.parametrize(
    "text",
    [
        "note: x",
        "Note: x",
        "  NOTE : x",
        "*note:* x",
        "*Note*: x",
        "_Note:_",
        "`note:` x",
        "~note~:",
        "\u200bnote: x",
        "\u202enote: x",
        "no\u200bte: x",
        "nóte: x",
        "ｎｏｔｅ： x",
        "\ufeff\tnote:",
        "&gt; note: x",
        "> note:",
        "• note: x",
        "1. note: x",
        "(note: x)",
        "“Note: x”",
        "\nnote: x",
        "<@U0ADA> note: x",
        "<@U0ADA>, *note*: x",
        ":memo: note: x",
        ":note: x",
        "note∶ x",
    ],
)
def test_words_marked_as_a_note_stay_inside(text: str) -> None:
    assert is_note(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "notebook: x",
        "notes: x",
        "a note: x",
        "note",
        "note that: x",
        "denote: x",
        "noted: x",
        "<https://note.example|x> y: z",
        "Please note: we close at five",
    ],
)
def test_words_that_only_speak_of_notes_are_for_the_customer(text: str) -> None:
    assert not is_note(text)


@given(st.text(st.sampled_from(" \t\n*_~`>•-\u200b\u200f\u202e\u2066\ufeff("), max_size=12))
def test_nothing_unseen_before_a_note_lets_it_out(before: str) -> None:
    assert is_note(f"{before}Note: he is cross")
    assert is_note(f"{before}*nOtE*{before}: he is cross")
