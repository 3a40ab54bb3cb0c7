"""What JSON is, in our types."""

from typing import Any

Json = dict[str, Any]
JsonValue = Any
