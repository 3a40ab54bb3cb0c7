"""F13: what people format in Slack reaches the customer as they typed it."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.slack.emoji import from_code_points, glyph
from handlers.slack.kept_inside import is_note
from handlers.slack.names import Names, mentioned
from handlers.slack.spoken import spoken
from handlers.slack.text import clean, escape
from tests.handlers.markdown_seen import code_blocks, look_of, seen

NAMES = Names(users={"U0ADA": "Ada"}, channels={"C0HELP": "help"}, groups={"S0TEAM": "@support"})
CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "golden" / "spoken.yaml").read_text("utf-8")
)

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
FUZZ = settings(max_examples=10_000 if DEEP else 200, deadline=None)


@pytest.mark.parametrize("case", CASES, ids=[case["is"] for case in CASES])
def test_words_reach_the_customer_as_the_person_saw_them(case: dict[str, Any]) -> None:
    said = spoken(_event(case), NAMES)
    assert said.text == case["text"]
    assert said.markdown == case.get("markdown", case["text"])


def _event(case: dict[str, Any]) -> dict[str, Any]:
    event = {"text": case.get("said", "")}
    if rich := case.get("rich"):
        event["blocks"] = [{"type": "rich_text", "elements": rich}]
    return event


def _rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"text": "", "blocks": [{"type": "rich_text", "elements": list(elements)}]}


def _text(text: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": text, "style": style}


ALPHABET = st.sampled_from("ab1 ä日😀\u0301*_~`[](){}<>&#!|\\+-=.:;\"'\n\t") | st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp"]
)
WORDS = st.text(ALPHABET, max_size=12)
LOOKS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("bold", "italic", "strike"), st.just(True))
)
RUNS = st.lists(st.tuples(WORDS, LOOKS), max_size=8)


@FUZZ
@given(RUNS)
@example([("a", {"bold": True}), ("`", {"italic": True})])
@example([("1", {}), (".", {}), (" x", {"bold": True})])
def test_a_client_that_reads_commonmark_shows_what_was_typed(
    runs: list[tuple[str, dict[str, bool]]],
) -> None:
    """Character for character with its look, but for how much space is between."""
    elements = [_text(text, **look) for text, look in runs if text]
    said = spoken(_rich({"type": "rich_text_section", "elements": elements}), NAMES)
    wanted = [
        (char, look_of(look)) for text, look in runs for char in clean(text) if not char.isspace()
    ]
    assert seen(said.markdown) == wanted


CODE = st.text(st.sampled_from("`` ab\\*_<>&;\t") | ALPHABET, min_size=1, max_size=20)


@FUZZ
@given(WORDS, CODE.filter(lambda code: "\n" not in code), WORDS)
def test_code_in_a_line_is_byte_identical(before: str, code: str, after: str) -> None:
    section = {
        "type": "rich_text_section",
        "elements": [_text(before + "x"), _text(code, code=True), _text("x" + after)],
    }
    said = spoken(_rich(section), NAMES)
    assert code in said.text
    assert code_blocks(said.markdown) == [code]


@FUZZ
@given(CODE.filter(str.strip), st.booleans())
def test_a_block_of_code_is_byte_identical(code: str, quoted: bool) -> None:
    block = {"type": "rich_text_preformatted", "elements": [_text(code)], "border": int(quoted)}
    section = {"type": "rich_text_section", "elements": [_text("Look:")]}
    assert code_blocks(spoken(_rich(section, block), NAMES).markdown) == [code + "\n"]


@FUZZ
@given(WORDS)
def test_words_without_markup_come_through_the_light_markup_unchanged(text: str) -> None:
    plain = re.sub(r"[*_~`:]", "", text).replace(">", "")
    said = spoken({"text": escape(plain)}, NAMES)
    assert said.text == clean(plain).strip("\n").rstrip()
    assert seen(said.markdown) == [
        (char, frozenset()) for char in clean(plain) if not char.isspace()
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(1.5) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)
TYPES = st.sampled_from(
    [
        "rich_text_section",
        "rich_text_quote",
        "rich_text_preformatted",
        "rich_text_list",
        "text",
        "link",
        "emoji",
        "user",
        "usergroup",
        "channel",
        "broadcast",
        "date",
        "color",
        "team",
    ]
)
FIELDS = [
    "text",
    "url",
    "name",
    "unicode",
    "user_id",
    "usergroup_id",
    "channel_id",
    "timestamp",
    "fallback",
    "value",
    "indent",
    "offset",
    "style",
    "border",
    "range",
]
ELEMENTS = st.recursive(
    st.fixed_dictionaries({"type": TYPES | JSON}, optional=dict.fromkeys(FIELDS, JSON)),
    lambda inner: st.fixed_dictionaries(
        {"type": TYPES, "elements": st.lists(inner, max_size=4) | JSON}
    ),
    max_leaves=5,
)
CONTROLS = st.lists(
    st.sampled_from(
        [
            "<@U0ADA>",
            "<@U0STRANGER1>",
            "<!here>",
            "<!channel>",
            "<#C0STRANGER>",
            "<!subteam^S0STRANGER>",
            "<!date^1^{date}>",
            "<https://x.example|y>",
            "```",
            "`",
            "*",
            "_",
            "~",
            "&gt;",
            "&lt;",
            "\n",
            " ",
            "• ",
            "&amp;",
            ":tada:",
            ":",
            "<",
            ">",
            "|",
            "tea",
            "\u202e",
            "�",
        ]
    ),
    max_size=14,
).map("".join)


@FUZZ
@given(JSON | CONTROLS, st.lists(ELEMENTS, max_size=4) | JSON)
def test_whatever_slack_sends_is_read_without_falling_over(text: Any, elements: Any) -> None:
    event = {"text": text, "blocks": [{"type": "rich_text", "elements": elements}]}
    said = spoken(event, NAMES)
    (said.text + said.markdown).encode()
    mentioned(event)


@FUZZ
@given(CONTROLS)
def test_no_id_and_no_control_sequence_reaches_the_customer(text: str) -> None:
    said = spoken({"text": text}, NAMES)
    for shown in (said.text, said.markdown):
        assert not re.search(r"[UCSW]0[A-Z]{3,}|<[@#!]|subteam|@(here|channel|everyone)", shown)
        assert "\u202e" not in shown or "`" in text


def test_the_ids_whose_names_are_needed_are_found_in_blocks_and_in_text() -> None:
    event = _rich({"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U1"}]})
    event["text"] = "<@U2|ada> <#C3|> <!subteam^S4|@x> <https://U5.example>"
    found = mentioned(event)
    assert found.users == {"U1", "U2"}
    assert found.channels == {"C3"}
    assert found.groups == {"S4"}


@pytest.mark.parametrize(
    ("name", "tone", "drawn"),
    [
        ("tada", 0, "🎉"),
        ("thumbsup", 0, "👍"),
        ("+1", 6, "👍🏿"),
        ("v", 2, "✌🏻"),
        ("tada", 4, "🎉"),
        ("+1", 9, "👍"),
        ("our_logo", 0, ""),
    ],
)
def test_emoji_have_slacks_names(name: str, tone: int, drawn: str) -> None:
    assert glyph(name, tone) == drawn


def test_code_points_that_are_none_draw_nothing() -> None:
    assert from_code_points("1f44d-1f3fd") == "👍🏽"
    assert [from_code_points(bad) for bad in ("", "xyz", "d83d", "110000", "0", "-1")] == [""] * 6


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
    """F6: an internal remark never reaches the customer."""
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


@FUZZ
@given(st.text(st.sampled_from(" \t\n*_~`>•-\u200b\u200f\u202e\u2066\ufeff("), max_size=12))
def test_nothing_unseen_before_a_note_lets_it_out(before: str) -> None:
    assert is_note(f"{before}Note: he is cross")
    assert is_note(f"{before}*nOtE*{before}: he is cross")
