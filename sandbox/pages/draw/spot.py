"""Where a control stands, and what every control tells the page's script of itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from sandbox.fields import VALUE_KEYS
from sandbox.model import Json
from sandbox.pages.draw.html import Value, joined, tag
from sandbox.pages.draw.reader import Reader
from sandbox.pages.draw.text import text, written


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """`values` are the block's own, by action id; `label` and `described` are ids of elements."""

    reader: Reader
    of: str
    block_id: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    dispatches: bool = True
    label: str = ""
    described: str = ""
    is_required: bool = False
    is_wrong: bool = False

    def chosen(self, element: Json) -> Any:
        """What a person has put there, else what the app put there to begin with."""
        key, initial = VALUE_KEYS[element["type"]]
        given = self.values.get(element.get("action_id", ""), element.get(initial))
        return given[key] if isinstance(given, Mapping) and key in given else given

    def contract(self, element: Json) -> dict[str, Value]:
        """What the script needs to tell Slack which control a person used."""
        confirm = element.get("confirm")
        return {
            "id": self.of,
            "data_element": element["type"],
            "data_action_id": element.get("action_id", ""),
            "data_block_id": self.block_id,
            "data_confirm": json.dumps(confirm) if confirm else None,
            "data_question": f"{self.of}-confirm" if confirm else None,
            "data_dispatch": _dispatch(element) if self.dispatches else None,
        }

    def named(self, words: str) -> dict[str, Value]:
        """The label of the form, or words of its own; then the hint and what is wrong."""
        return {
            "aria_labelledby": self.label or None,
            "aria_label": None if self.label else words,
            "aria_describedby": self.described or None,
            "aria_required": "true" if self.is_required else None,
            "aria_invalid": "true" if self.is_wrong else None,
        }


def with_question(control: Markup, element: Json, spot: Spot) -> Markup:
    """The control, and beside it the drawn words of the question that it asks first."""
    confirm = element.get("confirm")
    if not isinstance(confirm, dict):
        return control
    words = tag("div", text(confirm.get("text"), spot.reader), dir="auto")
    return joined([control, tag("template", words, id=f"{spot.of}-confirm")])


def hint(element: Json, otherwise: str) -> str:
    return written(element.get("placeholder")) or otherwise


def _dispatch(element: Json) -> str:
    if element["type"] not in TYPED:
        return "change"
    config = element.get("dispatch_action_config") or {}
    return " ".join(
        "enter" if one == "on_enter_pressed" else "character"
        for one in config.get("trigger_actions_on") or ["on_enter_pressed"]
    )


TYPED = {
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
}
