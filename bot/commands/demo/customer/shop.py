"""The shop behind the chat: one customer's orders, and the few things that can be done to them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Literal

from bot.rules.json import Json

State = Literal["being packed", "on its way", "delivered"]
MOST_PERCENT = 20


class ShopRefuses(Exception):
    """What was asked of the shop cannot be done; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Money is in cents: 129 euros are 12,900."""

    id: str
    item: str
    paid: int
    state: State
    days_old: int
    address: str
    refunded: int = 0

    @property
    def can_be_refunded(self) -> int:
        return self.paid - self.refunded


@dataclass(slots=True)
class Shop:
    """What one customer has bought. `do` changes it, for good."""

    orders: dict[str, Order]
    vouchers: list[int] = field(default_factory=list)

    def do(self, action: Json) -> str:
        """Run a tool call exactly as it is given; a sentence for the record."""
        act = _ACTS.get(action["name"])
        if act is None:
            raise ShopRefuses(f"The shop cannot do {action['name']}.")
        return act(self, action["args"])

    def order(self, id: object) -> Order:
        if not isinstance(id, str) or id not in self.orders:
            raise ShopRefuses("The customer has no such order.")
        return self.orders[id]


def a_shop(number: int) -> Shop:
    """Each customer has three orders with numbers of their own."""
    home = "12 Mill Lane, Bath"
    orders = [
        Order(
            id=f"A-{1041 + number}",
            item="espresso machine",
            paid=12_900,
            state="delivered",
            days_old=12,
            address=home,
        ),
        Order(
            id=f"B-{76 + number}",
            item="two mugs",
            paid=1_900,
            state="delivered",
            days_old=9,
            address=home,
        ),
        Order(
            id=f"C-{309 + number}",
            item="coffee grinder",
            paid=8_900,
            state="on its way",
            days_old=2,
            address=home,
        ),
    ]
    return Shop({each.id: each for each in orders})


def euros(cents: int) -> str:
    return f"€{cents / 100:,.2f}"


def cents(amount: object) -> int:
    """An amount as a tool call has it, also when a person has typed it anew."""
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not isfinite(amount):
        raise ShopRefuses("The amount is not a number.")
    return round(amount * 100)


def _refund(shop: Shop, args: Json) -> str:
    order, amount = shop.order(args.get("order")), cents(args.get("amount"))
    if not 0 < amount <= order.can_be_refunded:
        raise ShopRefuses(f"At most {euros(order.can_be_refunded)} can be paid back for it.")
    shop.orders[order.id] = replace(order, refunded=order.refunded + amount)
    return f"Refund of {euros(amount)} for {order.id} is booked."


def _new_address(shop: Shop, args: Json) -> str:
    order, address = shop.order(args.get("order")), args.get("address")
    if not isinstance(address, str) or not address.strip():
        raise ShopRefuses("There is no address to send it to.")
    if order.state == "delivered":
        raise ShopRefuses("It has been delivered already.")
    shop.orders[order.id] = replace(order, address=address)
    return f"{order.id} now goes to the new address."


def _voucher(shop: Shop, args: Json) -> str:
    percent = args.get("percent")
    if isinstance(percent, bool) or not isinstance(percent, int):
        raise ShopRefuses("A voucher is for whole per cents.")
    if not 0 < percent <= MOST_PERCENT:
        raise ShopRefuses(f"The shop knows no vouchers above {MOST_PERCENT} %.")
    shop.vouchers.append(percent)
    return f"A voucher for {percent} % is in the customer's account."


_ACTS: dict[str, Callable[[Shop, Json], str]] = {
    "issue_refund": _refund,
    "redirect_parcel": _new_address,
    "give_voucher": _voucher,
}
