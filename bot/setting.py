"""How one environment variable is described: its name, its default, and what may be put there."""

import re
from ipaddress import ip_address
from typing import Any

from pydantic import AfterValidator, Field, SecretStr

NOTHING = SecretStr("")


def like(pattern: str) -> AfterValidator:
    """The whole text fits the pattern. Nothing set (an empty secret) is for `need` to judge."""

    def check(value: Any) -> Any:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if text and not re.fullmatch(pattern, text):
            raise ValueError
        return value

    return AfterValidator(check)


def hosts(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return frozenset(_host(part.strip().lower()) for part in value.split(",") if part.strip())


def _host(text: str) -> str:
    if re.fullmatch(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*", text):
        return text
    return str(ip_address(text))


def setting(name: str, default: Any, description: str, *, put: str, shown: bool = True) -> Any:
    """`put` ends the sentence "set it to …" that a person reads when the setting is wrong."""
    return Field(
        default=default,
        alias=name,
        description=description,
        repr=shown,
        json_schema_extra={"put": put},
    )
