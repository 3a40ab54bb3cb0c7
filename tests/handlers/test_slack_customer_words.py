"""F25, F26: what customers write stands in the thread as words, whole, and calls nobody."""

import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.graphemes import is_boundary, size
from bot.rules.pieces import PIECE, pieces
from handlers.slack.customer_words import draw_customer_words
from handlers.slack.names import Names
from handlers.slack.spoken import spoken
from handlers.slack.text import clean
from tests.handlers.slack_cases import FAMILY
from tests.handlers.slack_checks import assert_message, walk

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
FUZZ = settings(max_examples=10_000 if DEEP else 150, deadline=None)
ODD = [
    FAMILY,
    "🇩🇪",
    "e\u0301",
    "\u0915\u094d\u0937",
    "👍🏽",
    "\u1112\u1161\u11ab",
    "\r\n",
    "\u200b",
    "\U0001f3f4\U000e0067\U000e007f",
]
MARKUP = [
    "<!channel>",
    "<@U1>",
    "<!subteam^S1>",
    "<https://evil.example|bank>",
    "&lt;",
    "*b*",
    "```",
    "> q",
    ":tada:",
    "@here",
]
TEXT = st.lists(
    st.text("ab \n", max_size=6) | st.sampled_from(ODD) | st.sampled_from(MARKUP), max_size=14
).map("".join)


@pytest.mark.parametrize("length", [0, 1, 2_999, 3_001, 6_001, 12_000, 40_001])
@pytest.mark.parametrize("letter", ["a", "word ", FAMILY, "🇩🇪", "e\u0301", "ש", "&", '"', "\n"])
def test_a_text_of_any_length_is_posted_whole(letter: str, length: int) -> None:
    text = (letter * length)[:length] if len(letter) == 1 else letter * (length // len(letter))
    parts = pieces(text)
    assert "".join(parts) == text
    for part in parts:
        drawn = draw_customer_words({"name": "Ada", "text": part})
        assert_message(drawn.blocks, drawn.text)


@FUZZ
@given(TEXT, st.integers(min_value=16, max_value=40))
def test_a_long_text_is_cut_between_what_people_see_as_characters(text: str, limit: int) -> None:
    parts = pieces(text, limit)
    assert "".join(parts) == text
    assert "".join(map(clean, parts)) == clean(text)
    assert all(0 < size(part) <= limit for part in parts)
    ends = [len("".join(parts[:number])) for number in range(1, len(parts))]
    assert all(is_boundary(text, end) for end in ends)


def test_a_long_text_is_cut_after_a_line_or_a_word() -> None:
    assert pieces("one two three\nfour five", 16) == ["one two three\n", "four five"]
    assert pieces("one two three four", 12) == ["one two ", "three four"]
    assert pieces("", 12) == []


def test_a_character_that_is_longer_than_a_post_is_cut_all_the_same() -> None:
    endless = "e" + "\u0301" * 100
    assert "".join(pieces(endless, 16)) == endless
    assert all(size(part) <= 16 for part in pieces(endless, 16))


@FUZZ
@given(TEXT, TEXT)
def test_what_a_customer_writes_pings_links_and_formats_nothing(text: str, name: str) -> None:
    drawn = draw_customer_words({"name": name, "text": text})
    assert_message(drawn.blocks, drawn.text)
    assert "<" not in drawn.text
    inner = {each.get("type", "style") for each in walk(drawn.blocks)}
    assert inner <= {"rich_text", "rich_text_section", "rich_text_quote", "text", "style"}


@FUZZ
@given(TEXT)
def test_what_is_posted_reads_back_as_it_was_written(text: str) -> None:
    drawn = draw_customer_words({"name": "Ada", "text": text})
    quote = drawn.blocks[0]["elements"][1]["elements"]
    section = {"type": "rich_text_section", "elements": quote}
    said = spoken({"blocks": [{"type": "rich_text", "elements": [section]}]}, Names())
    if clean(text).strip():
        assert said.text == clean(text).strip("\n").rstrip()


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ({"text": "It broke."}, "Ada: It broke."),
        ({"text": "It broke!", "change": "edited"}, "Ada changed a message: It broke!"),
        ({"change": "deleted"}, "Ada took a message back:"),
        ({"text": "b", "number": 2, "of": 3}, "Ada (2 of 3): b"),
        ({"text": "<!here> & co"}, "Ada: &lt;!here&gt; &amp; co"),
        ({"text": "\u200b"}, "Ada:"),
    ],
)
def test_a_notification_says_who_and_what(payload: dict[str, Any], text: str) -> None:
    """F27: it is never blank."""
    drawn = draw_customer_words({"name": "Ada", **payload})
    assert drawn.text == text
    assert_message(drawn.blocks, drawn.text)


def test_a_customer_without_a_name_is_the_customer() -> None:
    assert draw_customer_words({"text": "Hi", "name": "\u202e "}).text == "The customer: Hi"


def test_only_the_owner_is_called_and_the_time_is_in_each_readers_zone() -> None:
    payload = {
        "name": "Ada",
        "text": "Hi",
        "mention": [{"user": "U1"}],
        "at": "2026-11-21T12:00:00+00:00",
    }
    section, said = draw_customer_words(payload).blocks[0]["elements"]
    assert [each["type"] for each in section["elements"]] == [
        "user",
        "text",
        "text",
        "text",
        "date",
    ]
    assert section["elements"][-1]["timestamp"] == 1_795_262_400
    assert said["elements"] == [{"type": "text", "text": "Hi"}]
    assert draw_customer_words(payload | {"at": "soon"}).blocks != []


def test_words_taken_back_are_struck_out_where_they_are_known() -> None:
    drawn = draw_customer_words({"name": "Ada", "text": "oops", "change": "deleted"})
    assert drawn.blocks[0]["elements"][1]["elements"][0]["style"] == {"strike": True}


def test_a_piece_fits_a_post_with_room_for_its_title() -> None:
    assert PIECE + 300 < 9_000
