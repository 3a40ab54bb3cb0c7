"""Every block is drawn, none is dropped, and every control says what it is."""

import json
from typing import Any

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.blocks.block_elements import InteractiveElement

from sandbox.blockkit import check_message, check_view
from sandbox.pages.draw import blocks, view
from sandbox.pages.draw.blocks import DRAWN
from sandbox.pages.draw.elements import DRAWN as ELEMENTS
from tests.sandbox.drawn import Element, read
from tests.sandbox.kitchen_sink import (
    BERLIN,
    BEYOND,
    CARD,
    FORM,
    MESSAGE,
    PICTURE,
    SURE,
    TABLE,
    TASKS,
    actions,
    button,
    element,
    item,
    mrkdwn,
    option,
    plain,
    rich,
    section,
)

Json = dict[str, Any]


def drawn(*given: Json, values: Json | None = None) -> Element:
    return read(blocks(given, BERLIN, of="t", values=values))


def control(given: Json, **state: Any) -> Element:
    """The one control in an actions block, with what a person has put there."""
    values = {"acts": {given["action_id"]: state["chosen"]}} if state else None
    return drawn(actions(given), values=values).all(data_element=given["type"])[0]


def subtypes(kind: type) -> set[str]:
    found = {getattr(kind, "type", None)} | {
        n for one in kind.__subclasses__() for n in subtypes(one)
    }
    return {name for name in found if isinstance(name, str)}


# Completeness


def test_every_block_that_slack_sdk_knows_is_drawn() -> None:
    assert subtypes(Block) - set(DRAWN) == set()


def test_every_element_that_slack_sdk_knows_is_drawn() -> None:
    assert subtypes(InteractiveElement) - set(ELEMENTS) == set()


def test_the_kitchen_sink_is_what_slack_takes() -> None:
    assert check_message(MESSAGE) is None
    assert check_view(FORM, "modal") is None


@pytest.mark.parametrize("block", [*MESSAGE, *BEYOND[:-1]], ids=lambda one: one["type"])
def test_no_known_block_is_called_unknown(block: Json) -> None:
    assert drawn(block).all(class_="bk-unknown") == []


@pytest.mark.parametrize("kind", ["hologram", "data_table", "", None, 7, ["section"]])
def test_an_unknown_block_is_shown_as_such(kind: Any) -> None:
    assert drawn({"type": kind}).one(role="note").text == f"Unknown block: {kind}"


@pytest.mark.parametrize(
    "block",
    [
        {"type": "actions", "elements": ["approve"]},
        {"type": "actions", "elements": 7},
        {"type": "section", "fields": 7},
        {"type": "input"},
        {"type": "table", "rows": [["x"]]},
        {"type": "rich_text", "elements": [None]},
        {"type": "context", "elements": [None]},
        {"type": "card", "actions": [1]},
    ],
    ids=lambda one: one["type"],
)
def test_a_malformed_block_takes_no_other_down(block: Json) -> None:
    shown = drawn(block, section("still here")).text
    assert "still here" in shown
    assert "Malformed block" in shown or "Unknown element" in shown


def test_ids_on_a_page_are_unique() -> None:
    shown = [one["id"] for one in drawn(*MESSAGE, *BEYOND).walk() if one["id"]]
    shown += [one["id"] for one in read(view(FORM, BERLIN, of="f")).walk() if one["id"]]
    assert len(shown) == len(set(shown))


def test_what_a_control_points_to_is_there() -> None:
    page = read(view(FORM, BERLIN, of="f", errors={"b_number_input": "Too much."}))
    ids = {one["id"] for one in page.walk()}
    named = ("for", "aria-labelledby", "aria-describedby", "data-question")
    wanted = {id for one in page.walk() for name in named for id in (one[name] or "").split()}
    assert wanted <= ids
    assert len(wanted) > len(FORM["blocks"])


def test_nothing_is_loaded_or_styled_inline() -> None:
    page = [*drawn(*MESSAGE, *BEYOND).walk(), *read(view(FORM, BERLIN, of="f")).walk()]
    assert {one.name for one in page} & {
        "img",
        "script",
        "style",
        "iframe",
        "link",
        "video",
    } == set()
    assert [name for one in page for name in one.attributes if name in {"style", "src"}] == []
    assert [name for one in page for name in one.attributes if name.startswith("on")] == []


# What is read


def test_a_section_has_its_words_its_fields_and_what_stands_beside() -> None:
    shown = drawn(section("*Hi*", fields=[mrkdwn("a"), plain("b")], accessory=button()))
    assert shown.one("b").text == "Hi"
    assert [one.text for one in shown.all(class_="bk-field")] == ["a", "b"]
    assert shown.one(class_="bk-beside").one("button").text == "Approve"


@pytest.mark.parametrize(("level", "name"), [(None, "h2"), (1, "h2"), (3, "h4"), (9, "h2")])
def test_headers_have_their_level(level: int | None, name: str) -> None:
    assert (
        drawn({"type": "header", "text": plain("Title"), "level": level}).one(name).text == "Title"
    )


def test_a_picture_is_a_frame_with_its_words() -> None:
    figure = drawn({"type": "image", "title": plain("The cat"), **PICTURE}).one("figure")
    assert figure.one("figcaption").text == "The cat"
    assert figure.one(role="img")["aria-label"] == "a tabby cat"


def test_context_mixes_words_and_pictures() -> None:
    context = drawn({"type": "context", "elements": [PICTURE, mrkdwn("by *ada*")]})
    assert context.one(role="img")["aria-label"] == "a tabby cat"
    assert context.text == "by ada"


def test_a_table_names_its_columns_and_aligns_them() -> None:
    table = drawn(TABLE).one("table")
    assert [one.text for one in table.all("th", scope="col")] == ["Check", "Value"]
    assert [[cell.text for cell in row.all("td")] for row in table.all("tr")[1:]] == [
        ["Days since purchase", "41"],
        ["Within 30 days", "no"],
    ]
    assert len(table.all(class_="bk-right")) == 3


def test_markdown_is_drawn_and_its_html_is_words() -> None:
    text = "# A\n\n**b** `c` ~~d~~ [e](https://e.test) https://f.test\n\n|x|\n|-:|\n|y|\n\n<b>z</b>"
    shown = drawn({"type": "markdown", "text": text})
    assert [shown.one(name).text for name in ("h2", "b", "code", "s", "td")] == list("Abcdy")
    assert [one["href"] for one in shown.all("a")] == ["https://e.test", "https://f.test"]
    assert "<b>z</b>" in shown.text


@pytest.mark.parametrize("text", ["<https://a.test>", "[https://a.test](https://a.test)"])
def test_a_markdown_link_is_one_link(text: str) -> None:
    assert drawn({"type": "markdown", "text": text}).one("a")["href"] == "https://a.test"


@pytest.mark.parametrize("text", ["[x](javascript:alert(1))", "[x](data:text/html,y)", "[x](/y)"])
def test_markdown_links_lead_to_the_web_alone(text: str) -> None:
    assert drawn({"type": "markdown", "text": text}).all("a") == []


def test_markdown_pictures_are_not_fetched() -> None:
    shown = drawn({"type": "markdown", "text": "![a cat](https://x.test/cat.png)"})
    assert shown.one(role="img")["aria-label"] == "a cat"


def test_a_card_has_its_words_and_buttons() -> None:
    card = drawn(CARD | {"block_id": "card"}).one(class_="bk-card")
    assert card.one("button")["data-block-id"] == "card"
    for words in ("Offer a voucher", "instead of a refund", "The customer keeps", "policy 4.2"):
        assert words in card.text


def test_a_carousel_can_be_scrolled_with_the_keyboard() -> None:
    carousel = drawn({"type": "carousel", "elements": [CARD, CARD]}).one(class_="bk-carousel")
    assert (carousel["tabindex"], carousel["aria-label"]) == ("0", "2 cards")


@pytest.mark.parametrize(("collapsed", "is_open"), [(True, False), (False, True), (None, True)])
def test_a_container_holds_blocks_and_may_be_shut(collapsed: bool | None, is_open: bool) -> None:
    inside = [section("inside"), {"type": "hologram"}]
    container = {"type": "container", "title": plain("What it knew"), "child_blocks": inside}
    container |= {"is_collapsible": True, "default_collapsed": collapsed}
    details = drawn(container).one("details")
    assert ("open" in details.attributes) == is_open
    assert details.one("summary").text == "What it knew"
    assert "inside" in details.text
    assert "Unknown block: hologram" in details.text


def test_a_plan_says_how_far_each_task_is() -> None:
    plan = drawn({"type": "plan", "title": "Plan", "tasks": TASKS})
    said = [one["aria-label"] for one in plan.all(class_="bk-status")]
    assert said == ["done", "in progress", "to do", "failed"]
    assert plan.one("a")["href"] == "https://example.com/4.2"


def test_blocks_beyond_messages_are_drawn_too() -> None:
    shown = drawn(*BEYOND).text
    for words in ("The deadline has passed", "Weekly", "The CRM", "Unknown block: hologram"):
        assert words in shown


def test_a_home_tab_is_drawn_as_well() -> None:
    home = {"type": "home", "blocks": [section("Welcome"), rich(item("home"))]}
    assert "Welcome" in read(view(home, BERLIN, of="h")).text


# What is pressed


def test_a_button_says_what_it_does() -> None:
    shown = control(button("Approve", style="primary", value="esc_1:1"))
    assert shown.name == "button"
    assert shown["type"] == "button"
    assert (shown["data-action-id"], shown["data-block-id"]) == ("approve", "acts")
    assert (shown["data-value"], shown["data-element"]) == ("esc_1:1", "button")
    assert "primary" in (shown["class"] or "").split()


def test_a_style_that_slack_has_not_is_no_class() -> None:
    assert control(button(style="hidden"))["class"] == "bk-button"


def test_a_button_with_an_address_is_a_link() -> None:
    shown = control(button("Docs", url="https://example.com/docs"))
    assert (shown.name, shown["href"]) == ("a", "https://example.com/docs")
    assert (shown["rel"], shown["target"]) == ("noopener noreferrer", "_blank")


def test_a_question_goes_with_its_control() -> None:
    shown = drawn(actions(button(confirm=SURE)))
    approve = shown.one("button")
    assert json.loads(approve["data-confirm"] or "") == SURE
    words = shown.one("template", id=approve["data-question"] or "")
    assert words.text == "€129 goes back to @ben."


def test_a_button_for_others_is_not_shown() -> None:
    assert drawn(actions(button(visible_to_user_ids=["U0BEN"]))).all("button") == []
    assert len(drawn(actions(button(visible_to_user_ids=["U0ANA"]))).all("button")) == 1


def test_an_overflow_menu_offers_its_options() -> None:
    menu = element("overflow", options=[option("Copy"), option("Docs", url="https://a.test")])
    shown = drawn(actions(menu)).one("details")
    assert shown.one("summary")["aria-label"] == "More actions"
    copy, docs = shown.all(data_element="overflow")
    assert (copy.name, copy["data-value"], copy["value"]) == ("button", "copy", "copy")
    assert (docs.name, docs["href"], docs["data-value"]) == ("a", "https://a.test", "docs")


def test_thumbs_are_two_values_of_one_action() -> None:
    good, bad = ({"text": plain(words), "value": words} for words in ("good", "bad"))
    thumbs = element("feedback_buttons", positive_button=good, negative_button=bad)
    shown = drawn({"type": "context_actions", "block_id": "b", "elements": [thumbs]}).all("button")
    assert [one["data-value"] for one in shown] == ["good", "bad"]
    assert {one["data-action-id"] for one in shown} == {"feedback_buttons"}
