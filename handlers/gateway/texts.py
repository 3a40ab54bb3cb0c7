"""The small shapes that the contract is made of: ids, words, free JSON, addresses, times."""

import math
import re
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

import httpx
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from bot.errors import BadInput
from bot.rules.form import check_schema

DEEPEST = 32
MOST_VALUES = 20_000
LARGEST_INTEGER = 2**53 - 1
LONGEST_PATTERN = 200


class Shape(BaseModel):
    """Strict, and refusing unknown fields by name."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


def misfit(message: str, path: str = "") -> PydanticCustomError:
    """`path` leads on from the field that is being checked."""
    return PydanticCustomError("misfit", "{message}", {"message": message, "path": path})


def _plain_json(value: dict[str, Any]) -> dict[str, Any]:
    """What every JSON reader reads alike, and RFC 8785 can fingerprint. Not recursive."""
    waiting: list[tuple[Any, str, int]] = [(value, "", 1)]
    seen = 0
    while waiting:
        inner, path, depth = waiting.pop()
        if depth > DEEPEST:
            raise misfit(f"Must not be nested deeper than {DEEPEST}.")
        seen += len(inner)
        if seen > MOST_VALUES:
            raise misfit(f"Must not hold more than {MOST_VALUES:,} values.")
        for at, item in _items(inner, path):
            if isinstance(item, dict | list):
                waiting.append((item, at, depth + 1))
            elif isinstance(item, float) and not math.isfinite(item):
                raise misfit("Must be a finite number.", at)
            elif isinstance(item, int) and abs(item) > LARGEST_INTEGER:
                raise misfit("Must be at most 2^53 - 1; send larger numbers as text.", at)
    return value


def _items(value: dict[str, Any] | list[Any], path: str) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [(f"{path}.{key}" if path else key, item) for key, item in value.items()]
    return [(f"{path}[{number}]", item) for number, item in enumerate(value)]


def _form(schema: dict[str, Any]) -> dict[str, Any]:
    """A JSON Schema that asks for nothing from elsewhere: no reference is ever fetched."""
    waiting: list[tuple[Any, str]] = [(schema, "")]
    while waiting:
        inner, path = waiting.pop()
        for at, item in _items(inner, path):
            name = at.rpartition(".")[2]
            if name in ("$ref", "$dynamicRef") and isinstance(item, str):
                raise misfit("Must not refer to other schemas; write them out.", at)
            if name == "pattern" and isinstance(item, str) and not _is_pattern(item):
                raise misfit(f"Must be a regular expression, {LONGEST_PATTERN} long at most.", at)
            if isinstance(item, dict | list):
                waiting.append((item, at))
    try:
        check_schema(schema)
    except BadInput as refused:
        if "response_schema.type" in refused.fields:
            raise misfit("Must be `object`: a form has fields.", "type") from None
        raise misfit("Must be a JSON Schema (draft 2020-12).") from None
    return schema


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError):
        return False
    return len(text) <= LONGEST_PATTERN


def _address(text: str) -> str:
    """The very parser that will send there must understand it, and so must the one that puts it in
    a lane: they differ in what they forgive.
    """
    try:
        url, port = httpx.URL(text), urlsplit(text).port
    except (httpx.InvalidURL, ValueError):
        raise misfit("Must be a URL such as https://agent.example.com/handrail.") from None
    if url.scheme not in ("http", "https") or not url.host or port == 0:
        raise misfit("Must be a URL such as https://agent.example.com/handrail.")
    if url.userinfo or url.fragment:
        raise misfit("Must not hold a user name, a password or a fragment.")
    return text


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise misfit("Must be a time within the calendar.") from None


Id = Annotated[str, Field(min_length=1, max_length=200)]
Name = Annotated[str, Field(max_length=200)]
Line = Annotated[str, Field(max_length=1_000)]
Words = Annotated[str, Field(max_length=100_000)]
Said = Annotated[str, Field(min_length=1, max_length=100_000)]
Data = Annotated[dict[str, Any], AfterValidator(_plain_json)]
Form = Annotated[dict[str, Any], AfterValidator(_plain_json), AfterValidator(_form)]
Address = Annotated[str, Field(max_length=2_000), AfterValidator(_address)]
Time = Annotated[AwareDatetime, AfterValidator(_in_utc)]
