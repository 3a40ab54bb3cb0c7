import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.slack.blocks import host_of, link
from handlers.slack.diff import changed_words
from handlers.slack.text import clean, escape, hidden, one_line, shorten, size, split, tail
from tests.handlers.slack_cases import FAMILY
from tests.handlers.slack_checks import assert_visible

CONTROLS = (
    "\u202e\u202d\u2066\u2069\u200b\u200c\u200d\u200e\ufeff\u2060\x00\x1b\x7f\x85<>&!@#*_~`|\n\r"
)
TOKENS = [FAMILY, "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "\U000e0041", "<!channel>", "<@U1>", "<https://evil|bank>", "\ud83d"]
HOSTILE = st.lists(
    st.one_of(st.text(max_size=20), st.sampled_from(CONTROLS), st.sampled_from(TOKENS)), max_size=12
).map("".join)


@settings(max_examples=5_000, deadline=None)
@given(HOSTILE)
@example("pay \u202eevil\u202c now")
@example("\ud800 half of a letter")
def test_no_control_sequence_survives(text: str) -> None:
    """F25: markup injection, mass ping, fake link."""
    assert_visible(clean(text))
    assert clean(clean(text)) == clean(text)
    escaped = escape(text)
    assert "<" not in escaped
    assert ">" not in escaped
    assert escaped.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").find("&") == -1
    escaped.encode()


@settings(max_examples=1_000, deadline=None)
@given(HOSTILE, st.integers(min_value=2, max_value=60))
def test_a_shortened_text_fits_and_its_pieces_join_to_the_whole(text: str, limit: int) -> None:
    assert size(shorten(clean(text), limit)) <= max(limit, 1)
    pieces = split(clean(text), limit)
    assert "".join(piece + gap for piece, gap in pieces) == clean(text)
    assert all(size(piece) <= limit or len(piece) <= 1 for piece, _ in pieces)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (FAMILY, FAMILY),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("a\u200db", "ab"),
        ("\u202eabc\u202c", "abc"),
        ("pass\u200bword", "password"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("ring\x07", "ring"),
        ("hidden \U000e0041\U000e0042 tags", "hidden  tags"),
        ("\u0645\u0631\u062d\u0628\u0627", "\u0645\u0631\u062d\u0628\u0627"),
        ("\ud800", "\ufffd"),
    ],
)
def test_words_are_shown_as_people_see_them(text: str, seen: str) -> None:
    assert clean(text) == seen


def test_what_is_hidden_is_counted() -> None:
    assert hidden("pay\u200b \u202enow\r\n") == 2
    assert hidden("plain") == 0


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        (FAMILY * 3, 12, FAMILY + "…"),
        ("🇩🇪🇫🇷", 7, "🇩🇪…"),
        ("e\u0301e\u0301e\u0301", 4, "e\u0301…"),
        ("👍🏽👍🏽", 7, "👍🏽…"),
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
    ],
)
def test_a_cut_never_falls_inside_what_people_see_as_one_character(
    text: str, limit: int, cut: str
) -> None:
    """F26: never split inside a grapheme."""
    assert shorten(text, limit) == cut


def test_the_tail_begins_at_a_visible_character() -> None:
    assert tail("xx" + FAMILY, 12) == "…" + FAMILY
    assert tail("abcdef", 4) == "…def"


def test_one_line_is_one_line() -> None:
    assert one_line("a\n\n  b\tc", 80) == "a b c"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://example.com/a?b=c", "example.com"),
        ("HTTPS://Example.com", "example.com"),
        ("http://example.com:8080/", "example.com:8080"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://bank.com@evil.com/", ""),
        ("https://evil.com\\@bank.com/", ""),
        ("https://ex ample.com", ""),
        ("https://example.com/\u202egnp.exe", ""),
        ("https://b\u0430nk.com", ""),
        ("https://example.com/|<!channel>", "example.com"),
        ("https://[::1]/", ""),
        ("https://example.com:99999/", ""),
        ("//example.com", ""),
        ("https://", ""),
        ("https://example.com/" + "a" * 3_000, ""),
    ],
)
def test_a_link_is_only_what_shows_where_it_leads(url: str, host: str) -> None:
    assert host_of(url) == host
    assert (link(url) is None) == (not host)


def test_a_change_shows_the_words_that_went_and_came() -> None:
    runs = changed_words("I refunded €129.00 to you.", "I refunded €99.00 to you today.", 500)
    gone = "".join(each["text"] for each in runs if each.get("style", {}).get("strike"))
    come = "".join(each["text"] for each in runs if each.get("style", {}).get("bold"))
    assert gone == "129.00"
    assert come.split() == ["99.00", "today"]
    kept = "".join(each["text"] for each in runs if not each.get("style", {}).get("strike"))
    assert kept == "I refunded €99.00 to you today."


@pytest.mark.parametrize(
    "text", ["naïve", "e\u0301te\u0301 👨‍👩‍👧‍👦🇩🇪!", "€129.00, 9:30 a.m.", "שלום עולם", ""]
)
def test_words_taken_apart_join_to_the_text_and_nothing_visible_is_split(text: str) -> None:
    runs = changed_words(text, text + " and more", 500)
    assert "".join(each["text"] for each in runs).strip() == (text + " and more").strip()
    swapped = changed_words("👨‍👩‍👧‍👦", "👨‍👩‍👧", 500)
    assert [each["text"] for each in swapped] == ["👨‍👩‍👧‍👦", "👨‍👩‍👧"]


def test_a_change_in_a_long_text_shows_its_surroundings_only() -> None:
    before = "word " * 300
    runs = changed_words(before + "129", before + "99", 2_600)
    assert sum(size(each["text"]) for each in runs) < 300


def test_every_format_and_control_character_of_unicode_is_left_out_but_the_visible_ones() -> None:
    kept = [
        hex(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs")
        and clean(f"a{chr(code)}b")[1:2] == chr(code)
    ]
    visible = [*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD]
    assert kept == ["0x9", "0xa", *map(hex, visible)]
