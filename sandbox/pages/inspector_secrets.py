"""What the inspector shows of a payload: readable, not endless, and without a single token."""

import json
import re
from typing import Any

from sandbox.settings import Settings

HIDDEN = "••••••"
LONGEST = 20_000
_KEYS = {"token", "client_secret", "authorization", "refresh_token", "access_token", "response_url"}
_LOOKS_SECRET = re.compile(r"\b(?:xox[a-z]|xapp|xwfp)-[\w.%-]+|\b(?:hrk|exe)_[\w-]{16,}")
_IN_ADDRESS = re.compile(r"((?:ticket|token)=)[^&\s\"]+")


def shown(payload: Any, settings: Settings) -> str:
    """JSON to read; what is very long says how much is missing."""
    own = {
        settings.bot_token,
        settings.app_token,
        settings.signing_secret,
        settings.verification_token,
    }
    text = json.dumps(_open(payload, own - {""}), indent=2, ensure_ascii=False, default=str)
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}\n… and {len(text) - LONGEST:,} more characters"


def _open(value: Any, own: set[str]) -> Any:
    match value:
        case dict():
            return {
                name: HIDDEN if name.lower() in _KEYS else _open(each, own)
                for name, each in value.items()
            }
        case list() | tuple():
            return [_open(each, own) for each in value]
        case str():
            return _open_text(value, own)
        case _:
            return value


def _open_text(text: str, own: set[str]) -> Any:
    """Form fields carry JSON in a string: it is shown as what it is."""
    if text[:1] in {"{", "["}:
        try:
            return _open(json.loads(text), own)
        except (ValueError, RecursionError):
            pass
    for secret in own:
        text = text.replace(secret, HIDDEN)
    return _IN_ADDRESS.sub(rf"\1{HIDDEN}", _LOOKS_SECRET.sub(HIDDEN, text))
