"""What is picked, ticked and typed: every control shows what it holds and says what it is."""

import json
from typing import Any

import pytest

from sandbox.pages.draw import blocks, view
from tests.sandbox.drawn import Element, read
from tests.sandbox.kitchen_sink import (
    BERLIN,
    COLORS,
    FORM,
    FRUIT,
    STAMP,
    actions,
    element,
    field,
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


# Menus, ticks and dates


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


def test_an_app_may_fill_a_menu_before_anything_is_typed() -> None:
    assert control(element("external_select"))["data-least"] == "3"
    assert control(element("external_select", min_query_length=0))["data-least"] == "0"


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


@pytest.mark.parametrize(
    "given",
    [
        element("plain_text_input"),
        element("static_select", options=COLORS),
        element("multi_static_select", options=COLORS),
        element("checkboxes", options=COLORS),
        element("radio_buttons", options=COLORS),
        element("datepicker"),
    ],
    ids=lambda one: one["type"],
)
def test_one_control_may_ask_for_the_focus(given: Json) -> None:
    def focused(shown: Element) -> list[Element]:
        return [one for one in shown.walk() if "autofocus" in one.attributes]

    assert focused(form(field("A", given))) == []
    assert len(focused(form(field("A", given | {"focus_on_load": True})))) == 1
