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
    COLORS,
    FORM,
    FRUIT,
    MESSAGE,
    PICTURE,
    STAMP,
    SURE,
    TABLE,
    TASKS,
    actions,
    button,
    element,
    field,
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


def form(*given: Json, **how: Any) -> Element:
    return read(view({"type": "modal", "blocks": list(given)}, BERLIN, of="f", **how))


def ticked(given: Element) -> list[str | None]:
    return [one["value"] for one in given.all("input") if "checked" in one.attributes]


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


@pytest.mark.parametrize(("level", "name"), [(None, "h3"), (1, "h3"), (3, "h5"), (9, "h3")])
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
    assert [shown.one(name).text for name in ("h3", "b", "code", "s", "td")] == list("Abcdy")
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


# What is picked and typed


def test_a_menu_offers_its_options_and_shows_the_first_choice() -> None:
    shown = control(element("static_select", options=COLORS, initial_option=COLORS[1]))
    assert [one["value"] for one in shown.all("option")] == ["", "red", "green", "blue"]
    assert shown.one("option", value="green")["selected"] is None
    assert "selected" in shown.one("option", value="green").attributes


def test_groups_of_options_have_their_label() -> None:
    shown = control(element("static_select", option_groups=FRUIT))
    assert [one["label"] for one in shown.all("optgroup")] == ["Soft", "Hard"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("users_select", ["@ana", "@ben"]),
        ("channels_select", ["#refunds"]),
        ("conversations_select", ["#refunds", "#risk"]),
    ],
)
def test_people_and_channels_are_offered_by_name(kind: str, words: list[str]) -> None:
    assert [one.text for one in control(element(kind)).all("option")[1:]] == words


@pytest.mark.parametrize(
    "chosen",
    [COLORS[2], "blue", {"type": "static_select", "selected_option": COLORS[2]}],
)
def test_what_a_person_chose_is_shown_however_it_is_held(chosen: Any) -> None:
    given = element("static_select", options=COLORS, initial_option=COLORS[0])
    shown = control(given, chosen=chosen)
    selected = [one["value"] for one in shown.all("option") if "selected" in one.attributes]
    assert selected == ["blue"]


def test_a_choice_that_is_not_on_offer_does_not_vanish() -> None:
    shown = control(element("users_select", initial_user="U404"))
    assert "selected" in shown.one("option", value="U404").attributes
    order = {"text": plain("Order 7"), "value": "o7"}
    held = control(element("external_select", initial_option=order))
    assert ticked(held) == ["o7"]
    assert json.loads(held.one("input", value="o7")["data-option"] or "") == order


@pytest.mark.parametrize(
    ("given", "values", "words"),
    [
        (
            element("multi_users_select", initial_users=["U0BEN", "U0ANA"]),
            ["U0ANA", "U0BEN"],
            "@ana, @ben",
        ),
        (element("multi_static_select", option_groups=FRUIT), [], "Choose options"),
        (
            element("multi_static_select", option_groups=FRUIT, initial_options=[option("Plum")]),
            ["plum"],
            "Plum",
        ),
    ],
)
def test_a_menu_of_several_names_what_is_chosen(given: Json, values: list[str], words: str) -> None:
    shown = drawn(section("x", accessory=given)).one("details")
    assert ticked(shown) == values
    assert shown.one("summary").text == words


@pytest.mark.parametrize(
    ("kind", "initial", "values"),
    [
        ("checkboxes", {"initial_options": COLORS[:2]}, ["red", "green"]),
        ("radio_buttons", {"initial_option": COLORS[2]}, ["blue"]),
    ],
)
def test_ticks_show_all_options(kind: str, initial: Json, values: list[str]) -> None:
    shown = control(element(kind, options=COLORS, **initial))
    assert [one.text for one in shown.all("label")] == ["Red", "Greenas grass", "Blue"]
    assert ticked(shown) == values


@pytest.mark.parametrize(
    ("given", "kind", "value"),
    [
        (element("datepicker", initial_date="2026-11-18"), "date", "2026-11-18"),
        (element("timepicker", initial_time="09:30"), "time", "09:30"),
        (element("datetimepicker", initial_date_time=STAMP), "datetime-local", "2026-11-18T13:00"),
    ],
)
def test_dates_and_times_are_the_browsers_own(given: Json, kind: str, value: str) -> None:
    shown = control(given)
    assert (shown.name, shown["type"], shown["value"]) == ("input", kind, value)
    assert shown["data-zone"] == "Europe/Berlin"


# Forms


def test_a_field_is_named_hinted_and_says_what_is_wrong() -> None:
    given = field("Amount", element("number_input", is_decimal_allowed=False), block_id="b")
    shown = form(given | {"hint": plain("In euros")}, errors={"b": "Too much."})
    box = shown.one("input")
    assert shown.one("label", **{"for": box["id"] or ""}).text == "Amount"
    said = [shown.one(id=id).text for id in (box["aria-describedby"] or "").split()]
    assert said == ["Too much.", "In euros"]
    assert (box["aria-invalid"], box["aria-required"], box["step"]) == ("true", "true", "1")


def test_an_optional_field_says_so() -> None:
    shown = form(field("Mail", element("email_text_input"), optional=True))
    assert shown.one("label").text == "Mail (optional)"
    assert shown.one("input")["aria-required"] is None


@pytest.mark.parametrize("text", ["plain", "\nstarts with a line", "a\n  b", "</textarea><b>"])
def test_a_box_of_lines_keeps_every_line(text: str) -> None:
    """A browser drops the first line break in a textarea, so there is always one to drop."""
    given = element("plain_text_input", multiline=True, initial_value=text)
    assert form(field("Words", given)).one("textarea").text == f"\n{text}"


def test_a_form_keeps_what_was_typed() -> None:
    held = {"b": {"plain_text_input": {"type": "plain_text_input", "value": "so far"}}}
    given = field("Words", element("plain_text_input", initial_value="at first"), block_id="b")
    assert form(given, values=held).one("input")["value"] == "so far"
    kept = {"type": "modal", "blocks": [given], "state": {"values": held}}
    assert read(view(kept, BERLIN, of="f")).one("input")["value"] == "so far"


def test_a_field_tells_the_app_only_when_it_shall() -> None:
    typed = element("plain_text_input")
    silent, telling = field("A", typed), field("A", typed, dispatch_action=True)
    assert form(silent).one("input")["data-dispatch"] is None
    assert form(telling).one("input")["data-dispatch"] == "enter"
    config = {"trigger_actions_on": ["on_character_entered"]}
    eager = field("A", typed | {"dispatch_action_config": config}, dispatch_action=True)
    assert form(eager).one("input")["data-dispatch"] == "character"
    assert drawn(actions(element("users_select"))).one("select")["data-dispatch"] == "change"


def test_styled_words_are_offered_with_their_marks() -> None:
    bold = {"type": "text", "text": "now", "style": {"bold": True}}
    value = rich(
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "Pay "}, bold]}
    )
    box = form(field("Words", element("rich_text_input", initial_value=value))).one("textarea")
    assert box.text == "\nPay *now*"
    assert json.loads(box["data-rich"] or "") == value


def test_every_control_in_a_form_has_a_name() -> None:
    page = read(view(FORM, BERLIN, of="f"))
    for given in page.all():
        if given["data-element"] and given.name != "details":
            assert given["aria-labelledby"], given["data-element"]
    for summary in page.all("summary"):
        assert summary["aria-labelledby"]


def test_a_home_tab_is_drawn_as_well() -> None:
    home = {"type": "home", "blocks": [section("Welcome"), rich(item("home"))]}
    assert "Welcome" in read(view(home, BERLIN, of="h")).text
