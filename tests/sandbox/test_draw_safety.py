"""No words that an app or a person sent ever become markup."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.pages.draw import blocks, mrkdwn, plain, view
from sandbox.pages.draw.html import is_safe
from tests.sandbox.drawn import Element, read
from tests.sandbox.kitchen_sink import BERLIN, BEYOND, FORM, MESSAGE

PIECE = st.one_of(
    st.text(),
    st.text(alphabet="<>&\"'`=/ \n\t\0*_~:|!@#^{}[]()ab1-"),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "' onmouseover='alert(1)",
            "</textarea><script>",
            "</template><b>",
            "<!--",
            "]]>",
            "&lt;b&gt;",
            "&#60;b&#62;",
            "javascript:alert(1)",
            "<javascript:alert(1)|x>",
            "<https://a.test/\"onclick='x'|<b>>",
            "[x](javascript:alert(1))",
            '![x](https://a.test/" onerror="x)',
            "```</pre><b>```",
            "<!date^1^{time}^javascript:alert(1)|x>",
            "\ud800",
        ]
    ),
)
MEANINGFUL = st.sampled_from(
    [":tada:", "<@U0BEN>", "*b*", "`c`", "https://a.test", "\n&gt; ", "```"]
)
HOSTILE = PIECE | st.lists(PIECE | MEANINGFUL, max_size=5).map("".join)
KEPT = {"type", "style", "unicode", "level", "width", "status", "format", "timestamp", "align"}
KEPT |= {"initial_date", "initial_time", "trigger_actions_on"}
MEANT = {"a", "b", "i", "s", "u", "code", "pre", "blockquote", "span", "br", "time", "div", "hr"}
MEANT |= {
    "p",
    "ul",
    "ol",
    "li",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
MEANT |= {"svg", "path"}
ATTRIBUTES = {"class", "dir", "href", "target", "rel", "title", "role", "aria-label", "datetime"}
ATTRIBUTES |= {"data-user", "data-channel", "data-group", "start", "tabindex", "viewbox"}
ATTRIBUTES |= {"aria-hidden", "d"}


def reworded(given: Any, words: str) -> Any:
    """The same blocks with every free text in them replaced."""
    if isinstance(given, dict):
        return {key: one if key in KEPT else reworded(one, words) for key, one in given.items()}
    if isinstance(given, list):
        return [reworded(one, words) for one in given]
    return words if isinstance(given, str) else given


def check_meant(drawn: Element) -> None:
    for one in drawn.walk():
        assert one.name in MEANT, one.name
        assert set(one.attributes) <= ATTRIBUTES, one.attributes
        assert one["href"] is None or is_safe(one["href"])


def check_harmless(drawn: Element) -> None:
    for one in drawn.walk():
        assert one.name not in {"script", "style", "iframe", "img", "object", "embed", "base"}
        assert not [name for name in one.attributes if name.startswith(("on", "src", "style"))]
        assert one["href"] is None or is_safe(one["href"])
        assert one["class"] is None or "<" not in one["class"]


@given(words=HOSTILE)
def test_plain_words_stay_words(words: str) -> None:
    drawn = read(plain(words))
    assert {one.name for one in drawn.walk()} <= {"span", "br"}
    check_meant(drawn)


@given(words=HOSTILE)
def test_marked_words_become_only_what_slack_means(words: str) -> None:
    check_meant(read(mrkdwn(words, BERLIN)))


@given(words=HOSTILE)
def test_markdown_becomes_only_what_markdown_means(words: str) -> None:
    check_meant(read(blocks([{"type": "markdown", "text": words}], BERLIN, of="t")))


@settings(max_examples=60, deadline=None)
@given(words=HOSTILE)
def test_no_block_lets_words_become_markup(words: str) -> None:
    check_harmless(read(blocks(reworded([*MESSAGE, *BEYOND], words), BERLIN, of="t")))


@settings(max_examples=60, deadline=None)
@given(words=HOSTILE)
def test_no_form_lets_words_become_markup(words: str) -> None:
    errors = {one["block_id"]: words for one in reworded(FORM, words)["blocks"]}
    check_harmless(read(view(reworded(FORM, words), BERLIN, of="t", errors=errors)))


QUIET = st.text(alphabet=st.characters(exclude_characters="\n:*_~`<>&\0", exclude_categories=["C"]))


@settings(max_examples=60, deadline=None)
@given(words=st.sampled_from(['"><b x="', "<i>", "' on='", "</span>", "<!--x-->", "&quot;"]))
def test_hostile_plain_words_add_no_element_and_no_attribute(words: str) -> None:
    def shape(words: str) -> list[tuple[str, tuple[str, ...]]]:
        text = {"type": "plain_text", "text": words}
        option = {"text": text, "value": words, "description": text}
        menu = {"type": "static_select", "action_id": words, "options": [option]}
        ticks = {"type": "checkboxes", "action_id": words, "options": [option]}
        press = {"type": "button", "action_id": words, "text": text, "value": words}
        confirm = {"title": text, "text": text, "confirm": text, "deny": text}
        acts = {"type": "actions", "elements": [menu, ticks, press | {"confirm": confirm}]}
        field = {"type": "input", "label": text, "hint": text, "element": menu}
        rest = [{"type": "header", "text": text}, {"type": "image", "alt_text": words}]
        run = {"type": "text", "text": words}
        rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [run]}]}
        return read(blocks([acts, field, *rest, rich], BERLIN, of="t")).shape

    assert shape(words) == shape("words")


@given(words=QUIET)
def test_words_are_shown_as_they_are(words: str) -> None:
    assert read(plain(words)).text == words


@pytest.mark.parametrize("mark", ["*", "_", "~", "`", "<", "&gt;", "```", "* ", "*a", "<a|", ":"])
@pytest.mark.timeout(20)
def test_long_runs_of_marks_are_drawn_in_time(mark: str) -> None:
    text = mark * (40_000 // len(mark))
    assert read(mrkdwn(text, BERLIN)).text or mark == "&gt;"
