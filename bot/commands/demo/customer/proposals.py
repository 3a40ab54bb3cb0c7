"""What the agent would like to do for a customer, with all that it knows for and against it."""

from bot.commands.demo.customer.shop import Order, euros
from bot.rules.json import Json

DAYS_TO_RETURN = 30
RETURNS = {
    "title": "Refund policy 4.2",
    "url": "https://shop.example/policies/refunds",
    "snippet": "Goods that arrive damaged, faulty or wrong are refunded in full within 30 days.",
}


def refund(order: Order, reason: str) -> Json:
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
            _in_time(order),
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


def _in_time(order: Order) -> Json:
    is_in_time = order.days_old <= DAYS_TO_RETURN
    detail = f"{order.days_old} days"
    return {"name": f"within {DAYS_TO_RETURN} days", "passed": is_in_time, "detail": detail}


def redirect(order: Order, address: str) -> Json:
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


def voucher(percent: int) -> Json:
    return {
        "action_request": {
            "name": "give_voucher",
            "args": {"percent": percent},
            "description": "Puts a voucher for the next order into the customer's account.",
        },
        "confidence": 0.52,
        "reasoning": "A customer of three orders; no promotion is running.",
        "consequence": f"The next order costs the customer {percent} % less.",
        "policy_checks": [{"name": "promotion running", "passed": False, "detail": "none"}],
        "alternatives": [
            {
                "label": "Free delivery instead",
                "reply": {"text": "I cannot lower the price, but your next delivery is free."},
            }
        ],
    }
