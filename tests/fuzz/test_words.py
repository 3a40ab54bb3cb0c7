"""Other people's words by the thousand: nothing in them pings, links, formats or hides."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ports import Card
from handlers.slack.card import draw
from handlers.slack.notes import draw_note
from handlers.slack.text import clean, escape, hidden, one_line, shorten, size, tail
from tests.fuzz.conftest import PROFILE
from tests.handlers.slack_cases import a_full_card
from tests.handlers.slack_checks import assert_harmless, assert_visible
from tests.handlers.test_slack_text import HOSTILE

MARKUP = st.from_regex(r"[<&]{0,2}[!@#]?(channel|here|U0ANA|S0|https?://[a-z]{1,9})[|>;]{0,3}")
WORDS = st.lists(HOSTILE | MARKUP, max_size=6).map("".join)


@PROFILE
@given(WORDS)
def test_no_control_sequence_survives(text: str) -> None:
    assert_visible(clean(text))
    assert hidden(text) >= 0
    escaped = escape(text)
    assert "<" not in escaped
    assert ">" not in escaped
    assert re.sub("&(amp|lt|gt);", "", escaped).find("&") == -1
    assert clean(escaped) == escaped


@PROFILE
@given(WORDS, st.integers(2, 200))
def test_what_is_cut_stays_clean_and_fits(text: str, limit: int) -> None:
    for cut in (shorten(clean(text), limit), one_line(text, limit), tail(clean(text), limit)):
        assert size(cut) <= limit
        cut.encode()


@settings(PROFILE, max_examples=max(PROFILE.max_examples // 5, 40))
@given(WORDS)
def test_nothing_that_anybody_wrote_can_ping_link_or_format(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()  # half a letter never gets as far as a card
    card: Card = a_full_card(text or "x")
    for drawn in (draw(card), draw_note({"title": text, "quote": text})):
        assert_harmless(drawn.blocks)
        assert "<" not in drawn.text
