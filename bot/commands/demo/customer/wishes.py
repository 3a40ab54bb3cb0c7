"""What a customer wants, read from what they wrote: plain rules, so that the demo never guesses."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from bot.commands.demo.customer.shop import Order

Found = TypeVar("Found")


class About(StrEnum):
    """The topics that the agent knows, and the one for all it does not."""

    PERSON = "person"
    LEGAL = "legal"
    ACCOUNT = "account"
    REFUND = "refund"
    ADDRESS = "address"
    DISCOUNT = "discount"
    STATUS = "order status"
    DELIVERY = "delivery"
    NEVER_MIND = "never mind"
    THANKS = "thanks"
    GREETING = "greeting"
    UNKNOWN = "something else"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One wish; what it still lacks is asked for."""

    about: About
    order: str = ""
    reason: str = ""
    address: str = ""
    country: str = ""


# The first that matches counts, so what is graver comes first.
_TOPICS = (
    (About.PERSON, r"(talk|speak|chat) (to|with) (a|an|some|your)|real (person|human)"),
    (About.NEVER_MIND, r"never ?mind|forget (it|that)\b|no longer (want|need)|leave it"),
    (About.LEGAL, r"lawyer|solicitor|\bsue\b|court|damages|liab"),
    (About.ACCOUNT, r"(delete|erase|forget) .*(account|data|everything|me)\b"),
    (About.REFUND, r"refund|money back|reimburse|pay me back"),
    (About.ADDRESS, r"address|(send|ship|deliver|redirect)\b.* to .*\d|i (have )?moved"),
    (About.DISCOUNT, r"discount|voucher|coupon|cheaper|per ?cent off|% off"),
    (About.STATUS, r"where('s| is| are)|track|status|when .*(arrive|come)|not arrived"),
    (About.DELIVERY, r"deliver|shipping|postage|\bship\b"),
    (
        About.THANKS,
        r"thank|cheers|\bbye\b|that's all|^\W*(ok|okay|great|fine|yes|no|perfect)\b.{0,9}$",
    ),
    (About.GREETING, r"^\W*(hi|hello|hey|good (morning|day|evening))\b"),
)
_REASONS = (
    ("arrived damaged", r"broke|crack|damag|chip|leak|smash|dent|scratch"),
    ("does not work", r"not work|n't work|defect|faulty|dead"),
    ("wrong item", r"wrong|not what i ordered|different"),
    ("changed their mind", r"changed my mind|don't (like|want|need)|do not (like|want|need)"),
)
_WILL = re.compile(r"\b(I|we)('ll| will|'m going to| am going to|'re going to)\b", re.IGNORECASE)
_WILL_NOT = re.compile(r"\b(not|no|never|cannot|unless|if)\b|n't\b|\?", re.IGNORECASE)
_COUNTRY = re.compile(r"\bto ([A-Z][a-z]+(?: [A-Z][a-z]+)?)")
_ADDRESS = re.compile(r"(?:\bto|address is|:)\s*([^?!]*\d[^?!]*)", re.IGNORECASE)


def understand(text: str, orders: Iterable[Order], asked_for: Wish | None = None) -> Wish:
    """The wish in a message. `asked_for` is what the agent asked back about, if it did."""
    about = _first(_TOPICS, text)
    wish = Wish(
        about=about or About.UNKNOWN,
        order=_order(text, orders),
        reason=_first(_REASONS, text) or "",
        address=_address(text),
        country=_found(_COUNTRY, text),
    )
    if asked_for is None or about not in {None, asked_for.about}:
        return wish
    return _completed(asked_for, wish, text)


def promised(text: str, orders: Iterable[Order]) -> Wish | None:
    """What somebody said that they, or the shop, will do: only if it is plainly that."""
    if not _WILL.search(text) or _WILL_NOT.search(text):
        return None
    wish = understand(text, orders)
    is_for_the_agent = wish.about in (About.REFUND, About.ADDRESS, About.DISCOUNT)
    return wish if is_for_the_agent else None


def _completed(asked_for: Wish, said: Wish, text: str) -> Wish:
    """The answer to what was asked back: the first gap takes the words as they are."""
    wish = replace(asked_for, order=asked_for.order or said.order)
    if not asked_for.order:
        return replace(wish, reason=wish.reason or said.reason, address=said.address)
    if wish.about is About.ADDRESS:
        return replace(wish, address=said.address or text.strip())
    return replace(wish, reason=said.reason or text.strip())


def _first(table: Sequence[tuple[Found, str]], text: str) -> Found | None:
    return next((name for name, words in table if re.search(words, text, re.IGNORECASE)), None)


def _order(text: str, orders: Iterable[Order]) -> str:
    """By its number, or by the thing that was ordered."""
    said = text.lower()
    for order in orders:
        if order.id.lower() in said or order.item.rpartition(" ")[2] in said:
            return order.id
    return ""


def _address(text: str) -> str:
    """Words with a house number in them, after "to" or a colon."""
    return _found(_ADDRESS, text).strip(" .")


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""
