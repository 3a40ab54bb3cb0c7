"""What was approved is what runs: one fingerprint for one exact reply or action."""

import hashlib

from bot.rules.canonical import canonical
from bot.rules.json import JsonValue
from bot.rules.turn import ActionRequest, Reply


def fingerprint(value: JsonValue) -> str:
    """SHA-256 over the RFC 8785 canonical form; equal JSON gives equal fingerprints."""
    return "sha256:" + hashlib.sha256(canonical(value)).hexdigest()


def action_digest(
    *,
    agent_id: str,
    conversation_id: str,
    reply: Reply | None = None,
    action: ActionRequest | None = None,
    question: str | None = None,
) -> str:
    """The digest a decision is bound to: who, where, and the exact words or call."""
    return fingerprint(
        {
            "agent": agent_id,
            "conversation": conversation_id,
            "reply": reply.text if reply else None,
            "action": {"name": action.name, "args": action.args} if action else None,
            "question": question,
        }
    )


def hash_text(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
