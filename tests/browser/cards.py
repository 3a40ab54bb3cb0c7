"""What the tiny app posts: a card to decide on, and the forms behind its buttons."""

from typing import Any

Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(name: str, action_id: str, style: str = "") -> Json:
    made: Json = {"type": "button", "text": words(name), "action_id": action_id, "value": "r1"}
    return made | ({"style": style} if style else {})


def card(state: str = "Waiting for a decision") -> list[Json]:
    return [
        {"type": "header", "text": words("Refund of €129 for Ada")},
        {
            "type": "section",
            "fields": [
                {"type": "mrkdwn", "text": "*Customer*\nAda, since 2021"},
                {"type": "mrkdwn", "text": f"*State*\n{state}"},
            ],
        },
        {
            "type": "actions",
            "block_id": "deciding",
            "elements": [
                button("Approve", "approve", "primary"),
                button("Reject", "reject", "danger"),
            ],
        },
    ]


def form(title: str = "Reject", callback_id: str = "rejecting", label: str = "Why?") -> Json:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": words(title),
        "submit": words("Send"),
        "blocks": [
            {
                "type": "input",
                "block_id": "why",
                "label": words(label),
                "element": {"type": "plain_text_input", "action_id": "text", "multiline": True},
            },
            {
                "type": "actions",
                "block_id": "more",
                "elements": [button("Look it up", "look_up")],
            },
        ],
    }
