"""A card and a form, as an app would post and open them."""

from typing import Any

APPROVE = {"type": "button", "text": {"type": "plain_text", "text": "Approve"}}
APPROVE |= {"action_id": "approve", "value": "esc_1:1", "style": "primary"}
EDIT = {"type": "button", "text": {"type": "plain_text", "text": "Edit…"}, "action_id": "edit"}
CARD = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Refund *€129*?"}},
    {"type": "actions", "block_id": "verbs", "elements": [APPROVE, EDIT]},
]
WORDS: dict[str, Any] = {
    "type": "input",
    "block_id": "words",
    "label": {"type": "plain_text", "text": "Your words"},
    "element": {"type": "plain_text_input", "action_id": "text", "max_length": 20},
}
MODAL = {
    "type": "modal",
    "callback_id": "edit",
    "private_metadata": "esc_1",
    "title": {"type": "plain_text", "text": "Edit"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [WORDS],
}


async def a_card(desk: Any) -> Any:
    await desk.slack.chat_postMessage(channel="C0REFUNDS", text="Refund €129?", blocks=CARD)
    return await desk.workspace.wait_for_message("C0REFUNDS", "€129")
