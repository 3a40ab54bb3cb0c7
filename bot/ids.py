"""Names for new things: sortable by the time they were made, and secrets that nobody can guess."""

import secrets
import time

from bot.rules.keys import PREFIX

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id(kind: str) -> str:
    """`esc_` and 26 characters: 48 bits of milliseconds, 80 random bits, as in a ULID."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    letters = (_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))
    return f"{kind}_{''.join(letters)}"


def new_token() -> str:
    return f"exe_{secrets.token_urlsafe(32)}"


def new_key() -> str:
    return PREFIX + secrets.token_urlsafe(32)
