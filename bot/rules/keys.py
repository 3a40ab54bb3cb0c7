"""API keys: 256 random bits, shown once, stored as an HMAC-SHA-256 under the desk's secret."""

import hashlib
import hmac

PREFIX = "hrk_"


def hash_key(secret: str, key: str) -> str:
    return hmac.new(secret.encode(), key.encode(), hashlib.sha256).hexdigest()
