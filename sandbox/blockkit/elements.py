"""Everything that can be pressed, picked or filled in."""

from typing import Any

from sandbox.blockkit.check import (
    Field,
    Place,
    Rule,
    any_of,
    anything,
    boolean,
    by_type,
    integer,
    listing,
    may,
    must,
    not_both,
    one_of,
    shape,
    string,
)
from sandbox.blockkit.text import (
    CONFIRM,
    GROUPS,
    OPTIONS,
    SLACK_FILE,
    option,
    plain,
    values_differ,
)

ACTION_ID = may(string(1, 255))
PLACEHOLDER = may(plain(150))
DATE, TIME = string(pattern=r"\d{4}-\d{2}-\d{2}"), string(pattern=r"([01]\d|2[0-3]):[0-5]\d")
IDS = listing(string(1))
DISPATCH = shape(
    {"trigger_actions_on": must(listing(one_of("on_enter_pressed", "on_character_entered"), 1, 2))}
)


def _element(type: str, *also: Rule, **fields: Field) -> Rule:
    return shape({"type": must(one_of(type)), "action_id": ACTION_ID, **fields}, *also)


def _picker(type: str, *also: Rule, **fields: Field) -> Rule:
    common = {"placeholder": PLACEHOLDER, "confirm": may(CONFIRM), "focus_on_load": may(boolean)}
    return _element(type, *also, **{**common, **fields})


def _typed(type: str, *also: Rule, **fields: Field) -> Rule:
    common = {
        "placeholder": PLACEHOLDER,
        "focus_on_load": may(boolean),
        "dispatch_action_config": may(DISPATCH),
    }
    return _element(type, *also, **{**common, **fields})


def _several(type: str, **fields: Field) -> Rule:
    return _picker(type, max_selected_items=may(integer(1, 1000)), **fields)


def _ticks(type: str, **fields: Field) -> Rule:
    choices = listing(option(marked_up=True), 1, 10)
    common = {"confirm": may(CONFIRM), "focus_on_load": may(boolean)}
    return _element(type, values_differ, **{**common, "options": must(choices), **fields})


def _lengths_agree(value: Any, place: Place) -> None:
    least, most = value.get("min_length"), value.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        place.wrong("min_length must not exceed max_length")


STATIC = (any_of("missing required field: options", "options", "option_groups"),)
STATIC += (not_both("options", "option_groups"),)
FILTER = shape(
    {
        "include": may(listing(one_of("im", "mpim", "private", "public"), 1, 4)),
        "exclude_external_shared_channels": may(boolean),
        "exclude_bot_users": may(boolean),
    }
)
NUMBER = string(pattern=r"-?\d+(\.\d+)?")
FEEDBACK = shape(
    {
        "text": must(plain(75)),
        "value": must(string(1, 2000)),
        "accessibility_label": may(string(1, 75)),
    }
)

ELEMENTS: dict[str, Rule] = {
    "button": _element(
        "button",
        text=must(plain(75)),
        value=may(string(1, 2000)),
        url=may(string(1, 3000)),
        style=may(one_of("primary", "danger")),
        confirm=may(CONFIRM),
        accessibility_label=may(string(1, 75)),
        visible_to_user_ids=may(IDS),
        agent_prompt=may(string(1, 4000)),
    ),
    "icon_button": _element(
        "icon_button",
        icon=must(one_of("trash")),
        text=must(plain(75)),
        value=may(string(1, 2000)),
        confirm=may(CONFIRM),
        accessibility_label=may(string(1, 75)),
        visible_to_user_ids=may(listing(string(1), 1, 10)),
    ),
    "feedback_buttons": _element(
        "feedback_buttons", positive_button=must(FEEDBACK), negative_button=must(FEEDBACK)
    ),
    "workflow_button": _element(
        "workflow_button",
        text=must(plain(75)),
        workflow=must(anything),
        style=may(one_of("primary", "danger")),
        accessibility_label=may(string(1, 75)),
    ),
    "overflow": _element(
        "overflow",
        values_differ,
        options=must(listing(option(), 1, 5)),
        confirm=may(CONFIRM),
    ),
    "checkboxes": _ticks("checkboxes", initial_options=may(listing(option(marked_up=True), 1, 10))),
    "radio_buttons": _ticks("radio_buttons", initial_option=may(option(marked_up=True))),
    "datepicker": _picker("datepicker", initial_date=may(DATE)),
    "timepicker": _picker("timepicker", initial_time=may(TIME), timezone=may(string(1))),
    "datetimepicker": _element(
        "datetimepicker",
        initial_date_time=may(integer(1_000_000_000, 9_999_999_999)),
        confirm=may(CONFIRM),
        focus_on_load=may(boolean),
    ),
    "static_select": _picker(
        "static_select",
        *STATIC,
        values_differ,
        options=may(OPTIONS),
        option_groups=may(GROUPS),
        initial_option=may(option()),
    ),
    "multi_static_select": _several(
        "multi_static_select",
        options=may(OPTIONS),
        option_groups=may(GROUPS),
        initial_options=may(OPTIONS),
    ),
    "external_select": _picker(
        "external_select", initial_option=may(option()), min_query_length=may(integer(0, 100))
    ),
    "multi_external_select": _several(
        "multi_external_select",
        initial_options=may(OPTIONS),
        min_query_length=may(integer(0, 100)),
    ),
    "users_select": _picker("users_select", initial_user=may(string(1))),
    "multi_users_select": _several("multi_users_select", initial_users=may(IDS)),
    "conversations_select": _picker(
        "conversations_select",
        initial_conversation=may(string(1)),
        default_to_current_conversation=may(boolean),
        response_url_enabled=may(boolean),
        filter=may(FILTER),
    ),
    "multi_conversations_select": _several(
        "multi_conversations_select",
        initial_conversations=may(IDS),
        default_to_current_conversation=may(boolean),
        filter=may(FILTER),
    ),
    "channels_select": _picker(
        "channels_select", initial_channel=may(string(1)), response_url_enabled=may(boolean)
    ),
    "multi_channels_select": _several("multi_channels_select", initial_channels=may(IDS)),
    "plain_text_input": _typed(
        "plain_text_input",
        _lengths_agree,
        initial_value=may(string(0, 3000)),
        multiline=may(boolean),
        min_length=may(integer(0, 3000)),
        max_length=may(integer(1, 3000)),
    ),
    "rich_text_input": _typed("rich_text_input", initial_value=may(anything)),
    "email_text_input": _typed("email_text_input", initial_value=may(string())),
    "url_text_input": _typed("url_text_input", initial_value=may(string())),
    "number_input": _typed(
        "number_input",
        is_decimal_allowed=must(boolean),
        initial_value=may(NUMBER),
        min_value=may(NUMBER),
        max_value=may(NUMBER),
    ),
    "file_input": _element(
        "file_input", filetypes=may(listing(string(1))), max_files=may(integer(1, 10))
    ),
    "image": shape(
        {
            "type": must(one_of("image")),
            "alt_text": must(string(1, 2000)),
            "image_url": may(string(1, 3000)),
            "slack_file": may(SLACK_FILE),
        },
        any_of("missing required field: image_url", "image_url", "slack_file"),
    ),
}

SELECTS = tuple(name for name in ELEMENTS if name.endswith("_select"))
PICKERS = ("datepicker", "timepicker", "datetimepicker")
TICKS = ("checkboxes", "radio_buttons")
TEXTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")

IN_SECTION = ("button", "overflow", "image", "workflow_button", *PICKERS[:2], *TICKS, *SELECTS)
SINGLE_SELECTS = tuple(name for name in SELECTS if not name.startswith("multi_"))
IN_ACTIONS = (
    "button",
    "overflow",
    "workflow_button",
    *PICKERS,
    *TICKS,
    *SINGLE_SELECTS,
)
IN_INPUT = (*TEXTS, "rich_text_input", "file_input", *PICKERS, *TICKS, *SELECTS)
IN_CONTEXT_ACTIONS = ("feedback_buttons", "icon_button")


def element(*allowed: str) -> Rule:
    return by_type(lambda: ELEMENTS, allowed)
