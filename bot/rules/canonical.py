"""JSON in the one form that RFC 8785 gives it, over which digests are made.

Python's own encoder is compiled and writes nearly all of it so, at a tenth of the time; numbers and
names that it would write or put in order otherwise are left to those who follow the book.
"""

import json
from typing import Any

import rfc8785

from bot.rules.json import JsonValue

_EXACT = 2**53 - 1
_PLAIN_FROM, _PLAIN_TO = 1e-4, 1e16
"""Between these Python writes a fraction without an exponent, as JavaScript does."""
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), check_circular=False
)


class _ByTheBook(Exception):
    """Something in it is written otherwise there."""


def canonical(value: JsonValue) -> bytes:
    try:
        return _ENCODER.encode(_alike(value)).encode()
    except (_ByTheBook, UnicodeEncodeError):
        return rfc8785.dumps(value)


def _alike(value: Any) -> Any:
    """The same, if both write it alike."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is dict:
        return {_name(name): _alike(each) for name, each in value.items()}
    if kind is list or kind is tuple:
        return [_alike(each) for each in value]
    return _number(value)


def _name(name: Any) -> str:
    if type(name) is str and name.isascii():
        return name
    raise _ByTheBook


def _number(value: Any) -> int | float:
    """A whole one has no fraction in JavaScript."""
    kind = type(value)
    if kind is int and -_EXACT <= value <= _EXACT:
        return value
    if kind is float and value.is_integer() and -_EXACT <= value <= _EXACT:
        return int(value)
    if kind is float and _PLAIN_FROM <= abs(value) < _PLAIN_TO:
        return value
    raise _ByTheBook
