"""The fields of a form: what is in them, may be put there, or is refused by Slack's client."""

from collections.abc import Iterator
from typing import Any

from sandbox.errors import FormRefused, NotThere
from sandbox.model import Json

TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
VALUE_KEYS = {
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", "initial_files"),
} | dict.fromkeys(TYPED, ("value", "initial_value"))
MANY = (
    "selected_options",
    "selected_users",
    "selected_channels",
    "selected_conversations",
    "files",
)


def stateful(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every block with each of its elements that keeps a value."""
    for block in blocks:
        parts = [block.get("element"), block.get("accessory")]
        parts += block.get("elements", []) if block["type"] == "actions" else []
        for part in parts:
            if isinstance(part, dict) and part.get("type") in VALUE_KEYS:
                yield block, part


def initial_state(blocks: list[Json]) -> Json:
    state: Json = {}
    for block, element in stateful(blocks):
        key, initial = VALUE_KEYS[element["type"]]
        value = element.get(initial, [] if key in MANY else None)
        state.setdefault(block["block_id"], {})[element["action_id"]] = {
            "type": element["type"],
            key: value,
        }
    return state


def fill(view_blocks: list[Json], state: Json, values: dict[str, Any]) -> None:
    """Put each value into the field of that block id, action id or label."""
    for name, value in values.items():
        block, element = _field(view_blocks, name)
        key, _ = VALUE_KEYS[element["type"]]
        entry = {"type": element["type"], key: written(element, value)}
        state.setdefault(block["block_id"], {})[element["action_id"]] = entry


def check_filled(blocks: list[Json], state: Json) -> None:
    """Slack's client does not send a form whose required fields are empty or too long."""
    for block, element in stateful(blocks):
        if block["type"] != "input":
            continue
        key, _ = VALUE_KEYS[element["type"]]
        value = state.get(block["block_id"], {}).get(element["action_id"], {}).get(key)
        try:
            _check(block, element, value)
        except FormRefused as refused:
            refused.block_id = block["block_id"]
            raise


def _check(block: Json, element: Json, value: Any) -> None:
    label = block["label"]["text"]
    if value in (None, "", []) and not block.get("optional"):
        raise FormRefused(f"{label!r} must be filled in")
    if isinstance(value, str) and value:
        _check_length(label, element, value)


def written(element: Json, value: Any) -> Any:
    key, _ = VALUE_KEYS[element["type"]]
    if key == "selected_options":
        return [choice(element, one) for one in value]
    if key == "selected_option":
        return None if value is None else choice(element, value)
    if element["type"] in TYPED:
        return None if value in (None, "") else str(value)
    return value


def choice(element: Json, wanted: Any) -> Json:
    """An option by its value or its text."""
    if isinstance(wanted, dict):
        return wanted
    options = [*element.get("options", [])]
    for group in element.get("option_groups", []):
        options += group["options"]
    for option in options:
        if wanted in {option["value"], option["text"]["text"]}:
            return option
    names = ", ".join(option["text"]["text"] for option in options)
    raise NotThere(f"no option {wanted!r}; there are: {names}")


def _field(blocks: list[Json], name: str) -> tuple[Json, Json]:
    for block, element in stateful(blocks):
        if name in {block["block_id"], element["action_id"], block.get("label", {}).get("text")}:
            return block, element
    names = ", ".join(
        one.get("label", {}).get("text", one["block_id"]) for one, _ in stateful(blocks)
    )
    raise NotThere(f"no field {name!r}; there are: {names or 'none'}")


def _check_length(label: str, element: Json, value: str) -> None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        raise FormRefused(f"{label!r} needs at least {least} characters")
    if len(value) > most:
        raise FormRefused(f"{label!r} takes at most {most} characters")
    if element["type"] == "number_input":
        _check_number(label, element, value)


def _check_number(label: str, element: Json, value: str) -> None:
    try:
        number = float(value)
    except ValueError:
        raise FormRefused(f"{label!r} takes a number") from None
    if not element.get("is_decimal_allowed") and not number.is_integer():
        raise FormRefused(f"{label!r} takes a whole number")
    if number < float(element.get("min_value", "-inf")):
        raise FormRefused(f"{label!r} takes no less than {element['min_value']}")
    if number > float(element.get("max_value", "inf")):
        raise FormRefused(f"{label!r} takes no more than {element['max_value']}")
