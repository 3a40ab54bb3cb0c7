"""Every element that can stand in a block, by its type."""

from collections.abc import Callable

from markupsafe import Markup

from sandbox.model import Json
from sandbox.pages.draw import buttons, selects, ticks, typed
from sandbox.pages.draw.html import tag
from sandbox.pages.draw.pictures import thumbnail
from sandbox.pages.draw.spot import Spot

DRAWN: dict[str, Callable[[Json, Spot], Markup]] = {
    "button": buttons.button,
    "workflow_button": buttons.button,
    "icon_button": buttons.icon_button,
    "feedback_buttons": buttons.feedback_buttons,
    "overflow": buttons.overflow,
    "checkboxes": ticks.ticks,
    "radio_buttons": ticks.ticks,
    "datepicker": typed.picked,
    "timepicker": typed.picked,
    "datetimepicker": typed.moment,
    "static_select": selects.select,
    "users_select": selects.select,
    "channels_select": selects.select,
    "conversations_select": selects.select,
    "external_select": selects.picks,
    "multi_static_select": selects.picks,
    "multi_users_select": selects.picks,
    "multi_channels_select": selects.picks,
    "multi_conversations_select": selects.picks,
    "multi_external_select": selects.picks,
    "plain_text_input": typed.typed,
    "email_text_input": typed.typed,
    "url_text_input": typed.typed,
    "number_input": typed.typed,
    "rich_text_input": typed.rich,
    "file_input": typed.files,
    "image": lambda element, _: thumbnail(element, "bk-large"),
}


def element(given: Json, spot: Spot) -> Markup:
    kind = given.get("type")
    if kind not in DRAWN:
        return tag("span", f"Unknown element: {kind}", class_="bk-unknown")
    return DRAWN[kind](given, spot)
