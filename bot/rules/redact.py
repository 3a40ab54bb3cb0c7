"""What never stands in a channel: keys, tokens, card numbers; by policy addresses and phones too.

A proposal is shown as it is: whoever approves it approves exactly those bytes. Everything around it
is context, and loses its secrets before it is kept for a card or owed to a thread.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from enum import StrEnum

from bot.rules.json import Json, JsonValue
from bot.rules.turn import Customer, Evidence, Message, Turn


class Redact(StrEnum):
    """What a policy may ask for besides."""

    EMAILS = "emails"
    PHONES = "phones"


_KEYS = re.compile(
    r"""
    \bxox[a-z]-[A-Za-z0-9-]{10,} | \bxapp-[A-Za-z0-9-]{10,}          # Slack
    | \bhrk_[A-Za-z0-9_-]{16,} | \bwhsec_[A-Za-z0-9+/=]{16,}          # our own
    | \b(?:sk|pk|rk)[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9_-]{20,} # payment and model APIs
    | \bgh[pousr]_[A-Za-z0-9]{30,} | \bgithub_pat_[A-Za-z0-9_]{30,}    # code hosts
    | \b(?:AKIA|ASIA)[A-Z0-9]{16}\b | \bAIza[A-Za-z0-9_-]{30,}         # clouds
    | \beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*         # JSON web tokens
    | -----BEGIN\ [A-Z\ ]*PRIVATE\ KEY-----.*?(?:-----END\ [A-Z\ ]*PRIVATE\ KEY-----|\Z)
    | (?<=Bearer\ )[A-Za-z0-9._~+/-]{16,}=*
    """,
    re.VERBOSE | re.DOTALL,
)
_SIGNS = re.compile(
    r"xox|xapp-|hrk_|whsec_|sk[-_]|pk[-_]|rk[-_]|gh[pousr]_|github_pat_|AKIA|ASIA|AIza|eyJ"
    r"|-----BEGIN |Bearer "
)
"""Without one of these there is no key. To look for them takes a fifteenth of the time."""
_DIGITS = re.compile(r"\d(?<![\d.,/-]\d)(?:[ -]?\d){12,18}(?![\d/])")
_EMAIL = re.compile(r"\b[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b")
_PHONE = re.compile(r"(?<![\w+/.-])\+?\d(?:[ ()./-]{0,2}\d){8,14}(?![\w/-])")

_LUHN = 10


def redact(text: str, also: Collection[Redact] = ()) -> str:
    """The text with a mask in place of each secret; the last four digits of a card stay."""
    if _SIGNS.search(text):
        text = _KEYS.sub("[key removed]", text)
    text = _DIGITS.sub(_card, text)
    if Redact.EMAILS in also:
        text = _EMAIL.sub("[e-mail removed]", text)
    if Redact.PHONES in also:
        text = _PHONE.sub("[phone removed]", text)
    return text


def redact_all(words: Json, also: Collection[Redact] = ()) -> Json:
    """Every text in it, however deep; names of fields stay."""
    return {name: _value(value, lambda text: redact(text, also)) for name, value in words.items()}


def redacted(turn: Turn, also: Collection[Redact] = ()) -> Turn:
    """The turn as its card may show it."""

    def clean(text: str) -> str:
        return redact(text, also)

    return replace(
        turn,
        messages=tuple(_message(each, clean) for each in turn.messages),
        question=clean(turn.question) if turn.question is not None else None,
        reasoning=clean(turn.reasoning),
        consequence=clean(turn.consequence),
        evidence=tuple(_evidence(each, clean) for each in turn.evidence),
        customer=_customer(turn.customer, clean) if turn.customer else None,
        policy_checks=tuple(
            replace(each, detail=clean(each.detail)) for each in turn.policy_checks
        ),
    )


_Clean = Callable[[str], str]


def _message(message: Message, clean: _Clean) -> Message:
    text = clean(message.text)
    return message if text == message.text else replace(message, text=text)


def _evidence(evidence: Evidence, clean: _Clean) -> Evidence:
    return replace(evidence, title=clean(evidence.title), snippet=clean(evidence.snippet))


def _customer(customer: Customer, clean: _Clean) -> Customer:
    attributes: Json = {name: _value(value, clean) for name, value in customer.attributes.items()}
    return replace(customer, name=clean(customer.name), attributes=attributes)


def _value(value: JsonValue, clean: _Clean) -> JsonValue:
    match value:
        case str():
            return clean(value)
        case list():
            return [_value(each, clean) for each in value]
        case dict():
            return {name: _value(each, clean) for name, each in value.items()}
        case _:
            return value


def _card(found: re.Match[str]) -> str:
    digits = [int(each) for each in found[0] if each.isdecimal()]
    if len(set(digits)) == 1 or not _is_card(digits):
        return found[0]
    return f"[card ending in {''.join(map(str, digits[-4:]))}]"


def _is_card(digits: list[int]) -> bool:
    """Luhn's sum, as on every payment card (ISO/IEC 7812-1)."""
    doubled = [sum(divmod(2 * digit, _LUHN)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % _LUHN == 0
