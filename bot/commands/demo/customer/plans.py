"""What the agent would like to say or do about a wish, and how sure it is of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.commands.demo.customer.proposals import redirect, refund, voucher
from bot.commands.demo.customer.shop import Order, Shop
from bot.commands.demo.customer.wishes import About, Wish
from bot.rules.json import Json

# Whatever a person answers in this form, they plainly send to the customer.
ANSWER: Json = {
    "type": "object",
    "properties": {
        "answer": {
            "type": "string",
            "title": "Your answer to the customer",
            "description": "The customer reads exactly these words.",
        }
    },
    "required": ["answer"],
}
# What is always said alike; the policy has its own answer to the first.
_FIXED = {
    About.LEGAL: ("We are very sorry and will of course pay.", 0.9),
    About.NEVER_MIND: ("All right. Whatever was being checked for you is set aside.", 0.98),
    About.THANKS: ("You are welcome. Is there anything else?", 0.99),
    About.GREETING: ("Hello! I am the shop's assistant, a program. What can I do for you?", 0.99),
}
COUNTRIES = {"Britain": 2, "Ireland": 3, "France": 3, "Germany": 3, "Spain": 4, "Italy": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One turn to hand over, on what the customer `said`.

    `asks_back` is the wish that the customer's next words complete. A plan about nothing that
    the customer wished reports what has become of an earlier one.
    """

    about: About | None
    wants: Json
    asks_back: Wish | None = None
    order: str = ""
    said: str = ""


def plan(wish: Wish, shop: Shop) -> Plan:
    if wish.about in _FIXED:
        return Plan(about=wish.about, wants=saying(*_FIXED[wish.about]))
    return replace(_PLANS[wish.about](wish, shop), about=wish.about)


def saying(text: str, confidence: float, **knew: object) -> Json:
    return {"reply": {"text": text}, "confidence": confidence, **knew}


def _says(text: str, confidence: float = 0.98, **knew: object) -> Plan:
    return Plan(about=About.UNKNOWN, wants=saying(text, confidence, **knew))


def _back(wish: Wish, question: str) -> Plan:
    return replace(_says(question), asks_back=wish)


def _refund(wish: Wish, shop: Shop) -> Plan:
    if not wish.order:
        return _back(wish, "I am sorry to hear that. Which order is it about? Tell me its number.")
    order = shop.order(wish.order)
    if not order.can_be_refunded:
        return _says(f"The {order.item} ({order.id}) has been refunded in full already.")
    if not wish.reason:
        return _back(wish, f"I am sorry. What is wrong with the {order.item}?")
    return Plan(about=wish.about, wants=refund(order, wish.reason), order=order.id)


def _address(wish: Wish, shop: Shop) -> Plan:
    moving = [each for each in shop.orders.values() if each.state != "delivered"]
    named = shop.orders.get(wish.order)
    order = named or (moving[0] if len(moving) == 1 else None)
    if order is None:
        return _back(wish, "Gladly. Which order shall go elsewhere? Tell me its number.")
    if order.state == "delivered":
        return _says(f"The {order.item} ({order.id}) has been delivered, so I cannot redirect it.")
    if not wish.address:
        known = replace(wish, order=order.id)
        return _back(known, f"Gladly. Where shall the {order.item} ({order.id}) go?")
    return Plan(about=wish.about, wants=redirect(order, wish.address), order=order.id)


def _discount(wish: Wish, shop: Shop) -> Plan:
    del wish
    if shop.vouchers:
        return _says(f"There is a voucher for {shop.vouchers[-1]} % in your account. Use it soon!")
    return Plan(about=About.DISCOUNT, wants=voucher(10))


def _status(wish: Wish, shop: Shop) -> Plan:
    if wish.order:
        return _says(_where(shop.order(wish.order)))
    return _says("\n".join(_where(each) for each in shop.orders.values()))


def _where(order: Order) -> str:
    if order.state == "delivered":
        return f"Your {order.item} ({order.id}) arrived at {order.address}."
    return f"Your {order.item} ({order.id}) is {order.state} to {order.address}."


def _delivery(wish: Wish, shop: Shop) -> Plan:
    del shop
    if not wish.country:
        return _says("Delivery takes two to four days and is free from €50, else it is €4.90.")
    if wish.country in COUNTRIES:
        return _says(f"Yes! To {wish.country} it takes {COUNTRIES[wish.country]} days.", 0.97)
    return _says(
        f"Yes, we deliver to {wish.country}. It takes about ten days.",
        0.35,
        reasoning=f"{wish.country} is not in the list of countries that we deliver to.",
        consequence="The customer will order and rely on it.",
    )


def _unknown(wish: Wish, shop: Shop) -> Plan:
    del wish, shop
    return Plan(
        about=About.UNKNOWN,
        wants={
            "question": "I do not know the answer to the customer's last message. What is it?",
            "confidence": 0.2,
            "reasoning": "Nothing that I have been told is about this.",
        },
    )


def _account(wish: Wish, shop: Shop) -> Plan:
    del wish, shop
    action = {"name": "delete_account", "args": {}, "description": "Deletes all that we know."}
    return Plan(about=About.ACCOUNT, wants={"action_request": action, "confidence": 0.9})


_PLANS: dict[About, Callable[[Wish, Shop], Plan]] = {
    About.ACCOUNT: _account,
    About.REFUND: _refund,
    About.ADDRESS: _address,
    About.DISCOUNT: _discount,
    About.STATUS: _status,
    About.DELIVERY: _delivery,
    About.UNKNOWN: _unknown,
}
