"""What the agent would like to say or do about a wish, and how sure it is of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.commands.demo.customer.shop import Order, Shop, euros
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
RETURNS = {
    "title": "Refund policy 4.2",
    "url": "https://shop.example/policies/refunds",
    "snippet": "Goods that arrive damaged, faulty or wrong are refunded in full within 30 days.",
}
COUNTRIES = {"Britain": 2, "Ireland": 3, "France": 3, "Germany": 3, "Spain": 4, "Italy": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One turn to hand over. `asks_back` is the wish that the customer's next words complete.

    A plan about nothing that the customer wished reports what has become of an earlier one.
    """

    about: About | None
    wants: Json
    asks_back: Wish | None = None
    order: str = ""


def plan(wish: Wish, shop: Shop) -> Plan:
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
    return Plan(about=wish.about, wants=_refund_turn(order, wish.reason), order=order.id)


def _refund_turn(order: Order, reason: str) -> Json:
    is_covered = reason in {"arrived damaged", "does not work", "wrong item"}
    has_come = order.state == "delivered"
    amount = order.can_be_refunded / 100
    return {
        "action_request": {
            "name": "issue_refund",
            "args": {"order": order.id, "amount": amount, "reason": reason, "notify": True},
            "description": "Pays the money back to the customer's card.",
        },
        "confidence": 0.91 if is_covered and has_come else 0.45,
        "reasoning": f"Ordered {order.days_old} days ago, {order.state}. The customer: {reason}.",
        "consequence": f"The customer gets {euros(order.can_be_refunded)} back. "
        "A refund cannot be undone.",
        "evidence": [RETURNS],
        "policy_checks": [
            {"name": "within 30 days", "passed": True, "detail": f"{order.days_old} days"},
            {"name": "a reason that the policy covers", "passed": is_covered, "detail": reason},
            {"name": "photo of the damage", "passed": False, "detail": "none sent"},
        ],
        "alternatives": [
            {
                "label": "Send a new one instead",
                "reply": {"text": f"We are sending you a new {order.item} today, free of charge."},
            }
        ],
        "attributes": {"amount": amount},
    }


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
    return Plan(about=wish.about, wants=_redirect_turn(order, wish.address), order=order.id)


def _redirect_turn(order: Order, address: str) -> Json:
    return {
        "action_request": {
            "name": "redirect_parcel",
            "args": {"order": order.id, "address": address},
            "description": "Tells the carrier to bring the parcel to another address.",
        },
        "confidence": 0.62,
        "reasoning": "The address is not one that we know for this customer.",
        "consequence": "A parcel worth "
        f"{euros(order.paid)} goes to an address that nobody has checked.",
        "policy_checks": [
            {"name": "address on file", "passed": False, "detail": "new to us"},
            {"name": "not delivered yet", "passed": True, "detail": order.state},
        ],
    }


def _discount(wish: Wish, shop: Shop) -> Plan:
    del wish
    if shop.vouchers:
        return _says(f"There is a voucher for {shop.vouchers[-1]} % in your account. Use it soon!")
    wants: Json = {
        "action_request": {
            "name": "give_voucher",
            "args": {"percent": 10},
            "description": "Puts a voucher for the next order into the customer's account.",
        },
        "confidence": 0.52,
        "reasoning": "A customer of three orders; no promotion is running.",
        "consequence": "The next order costs the customer 10 % less.",
        "policy_checks": [{"name": "promotion running", "passed": False, "detail": "none"}],
        "alternatives": [
            {
                "label": "Free delivery instead",
                "reply": {"text": "I cannot lower the price, but your next delivery is free."},
            }
        ],
    }
    return Plan(about=About.DISCOUNT, wants=wants)


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


def _person(wish: Wish, shop: Shop) -> Plan:
    del wish, shop
    return Plan(
        about=About.PERSON,
        wants={
            "question": "The customer asks for a person. What shall they hear from you?",
            "confidence": 1.0,
            "reasoning": "The customer asked for a person, in words or with the button.",
        },
    )


def _legal(wish: Wish, shop: Shop) -> Plan:
    del wish, shop
    return _says("We are very sorry and will of course pay.", 0.9)


def _account(wish: Wish, shop: Shop) -> Plan:
    del wish, shop
    action = {"name": "delete_account", "args": {}, "description": "Deletes all that we know."}
    return Plan(about=About.ACCOUNT, wants={"action_request": action, "confidence": 0.9})


def _never_mind(wish: Wish, shop: Shop) -> Plan:
    del wish, shop
    return _says("All right. Whatever was being checked for you is set aside.")


def _thanks(wish: Wish, shop: Shop) -> Plan:
    del wish, shop
    return _says("You are welcome. Is there anything else?", 0.99)


def _greeting(wish: Wish, shop: Shop) -> Plan:
    del wish, shop
    return _says("Hello! I am the shop's assistant, a program. What can I do for you?", 0.99)


_PLANS: dict[About, Callable[[Wish, Shop], Plan]] = {
    About.PERSON: _person,
    About.LEGAL: _legal,
    About.ACCOUNT: _account,
    About.REFUND: _refund,
    About.ADDRESS: _address,
    About.DISCOUNT: _discount,
    About.STATUS: _status,
    About.DELIVERY: _delivery,
    About.NEVER_MIND: _never_mind,
    About.THANKS: _thanks,
    About.GREETING: _greeting,
    About.UNKNOWN: _unknown,
}
