"""What a message is to contain: text, blocks, attachments and metadata, as sent and checked."""

import copy
import json
from typing import Any

from sandbox.api.call import Call
from sandbox.blockkit import check_message, finished, length_of
from sandbox.errors import Refused
from sandbox.model import Json, Message

LONGEST_TEXT = 40_000


def content_of(call: Call, before: Message | None = None) -> dict[str, Any]:
    """Text, blocks and attachments: as sent, checked; what an update leaves out stays."""
    text, blocks = call.text("text"), call.json("blocks", "invalid_blocks_format")
    attachments = call.json("attachments", "invalid_attachments")
    if call.args.get("markdown_text"):
        text, blocks = _from_markdown(call)
    _watch(call, text, blocks)
    check_message(blocks)
    if length_of(blocks or []) > call.box.settings.block_text_limit:
        raise Refused("msg_blocks_too_long")
    if isinstance(attachments, list) and len(attachments) > 100:
        raise Refused("too_many_attachments")
    if not (text.strip() or blocks or attachments):
        raise Refused("no_text")
    old_blocks, old_attachments = (before.blocks, before.attachments) if before else ([], [])
    return {
        "text": text[:LONGEST_TEXT],
        "blocks": old_blocks if blocks is None else finished(blocks),
        "attachments": old_attachments if attachments is None else copy.deepcopy(attachments),
    }


def _from_markdown(call: Call) -> tuple[str, list[Json]]:
    text = call.text("markdown_text")
    if call.args.get("text") or call.args.get("blocks"):
        raise Refused("markdown_text_conflict")
    if len(text) > 12_000:
        raise Refused("msg_too_long")
    return text, [{"type": "markdown", "text": text}]


def metadata_of(call: Call) -> Json | None:
    given = call.json("metadata", "invalid_metadata_format")
    if not given:
        return None
    payload = given.get("event_payload") if isinstance(given, dict) else None
    if not isinstance(payload, dict) or not isinstance(given.get("event_type"), str):
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(given).encode()) > call.box.settings.metadata_limit:
        raise Refused("metadata_too_large")
    return {"event_type": given["event_type"], "event_payload": payload}


def _watch(call: Call, text: str, blocks: Any) -> None:
    """Allowed by Slack, but never what we mean."""
    complain = call.box.journal.complain
    if blocks and not text.strip():
        complain(call.method, "blocks without a text for notifications", call.args)
    for argument in ("link_names", "parse", "username", "icon_url", "icon_emoji", "client_msg_id"):
        if call.args.get(argument) not in (None, "", False, 0, "none", "false", "0"):
            complain(call.method, f"{argument} is used", call.args)
