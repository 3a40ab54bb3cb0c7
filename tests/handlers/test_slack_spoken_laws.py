"""F13, for every text: a client that reads CommonMark shows what was typed in Slack."""

import os
import re
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.slack.names import Names, mentioned
from handlers.slack.spoken import spoken
from handlers.slack.text import clean, escape
from tests.handlers.markdown_seen import code_blocks, entries, look_of, seen

NAMES = Names(users={"U0ADA": "Ada"})
DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
FUZZ = settings(max_examples=10_000 if DEEP else 150, deadline=None)
ALPHABET = st.sampled_from("ab1 ä日😀\u0301*_~`[](){}<>&#!|\\+-=.:;\"'\n\t") | st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cf", "Cn", "Zl", "Zp"]
)
WORDS = st.text(ALPHABET, max_size=12)
LOOKS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("bold", "italic", "strike"), st.just(True))
)
RUNS = st.lists(st.tuples(WORDS, LOOKS), max_size=8)


def _rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"text": "", "blocks": [{"type": "rich_text", "elements": list(elements)}]}


def _text(text: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": text, "style": style}


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


LISTS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.booleans(),
        st.integers(0, 11),
        st.lists(WORDS, min_size=1, max_size=3),
    ),
    min_size=1,
    max_size=5,
)


@FUZZ
@given(LISTS, st.booleans())
def test_lists_keep_their_entries_and_each_hangs_below_the_right_one(
    lists: list[tuple[int, bool, int, list[str]]], quoted: bool
) -> None:
    elements, wanted, above = [], [], []
    for level, ordered, offset, words in lists:
        above = [each for each in above if each < level]
        elements.append(_list(level, ordered, offset, words) | {"border": int(quoted)})
        wanted += [(len(above) + 1, ordered, "".join(clean(each).split())) for each in words]
        above.append(level)
    markdown = spoken(_rich(_section("Look:"), *elements), NAMES).markdown
    assert list(entries(markdown)) == wanted


def _section(text: str) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": [_text(text)] if text else []}


def _list(level: int, ordered: bool, offset: int, words: list[str]) -> dict[str, Any]:
    return {
        "type": "rich_text_list",
        "style": "ordered" if ordered else "bullet",
        "indent": level,
        "offset": offset,
        "elements": [_section(each) for each in words],
    }


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
