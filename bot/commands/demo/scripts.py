"""What the demo's customers ask and what its support agent would like to do about it."""

from bot.rules.json import Json

AGENT = {"id": "shop-bot", "version": "demo", "model": "scripted"}


def _turn(customer: Json, topic: str, said: list[tuple[str, str]], **wants: object) -> Json:
    messages = [
        {"id": f"m{number}", "role": role, "text": text}
        for number, (role, text) in enumerate(said, start=1)
    ]
    return {"customer": customer, "topic": topic, "messages": messages, **wants}


ADA = {"id": "cus-1", "name": "Ada", "locale": "en-GB", "attributes": {"tier": "gold"}}
NOOR = {"id": "cus-2", "name": "Noor", "locale": "nl-NL", "attributes": {"tier": "basic"}}
KOJO = {"id": "cus-3", "name": "Kojo", "locale": "en-GH", "attributes": {"tier": "basic"}}
LENA = {"id": "cus-4", "name": "Lena", "locale": "de-DE", "attributes": {"tier": "silver"}}

BIG_REFUND = _turn(
    ADA,
    "refund",
    [
        ("customer", "My espresso machine arrived with a cracked tank. I want my money back."),
        ("agent", "I am sorry! Could you tell me your order number?"),
        ("customer", "It is A-1042."),
    ],
    action_request={
        "name": "issue_refund",
        "args": {"order": "A-1042", "amount": 129.0, "reason": "arrived damaged", "notify": True},
        "description": "Pays the full price back to the customer's card.",
    },
    confidence=0.91,
    reasoning="The order is 12 days old and the customer reports damage in transit.",
    consequence="Ada gets €129.00 back. A refund cannot be undone.",
    evidence=[
        {
            "title": "Refund policy 4.2",
            "url": "https://shop.example/policies/refunds",
            "snippet": "Goods damaged in transit are refunded in full within 30 days.",
        }
    ],
    policy_checks=[
        {"name": "within 30 days", "passed": True, "detail": "12 days"},
        {"name": "photo of the damage", "passed": False, "detail": "none sent"},
    ],
    alternatives=[
        {
            "label": "Send a new tank instead",
            "reply": {"text": "I am sending you a new tank today, free of charge."},
        }
    ],
    attributes={"amount": 129.0},
)

SMALL_REFUND = _turn(
    NOOR,
    "refund",
    [("customer", "One of the two mugs in B-77 is chipped.")],
    action_request={
        "name": "issue_refund",
        "args": {"order": "B-77", "amount": 9.5, "reason": "one mug chipped", "notify": True},
        "description": "Pays for one mug.",
    },
    confidence=0.97,
    consequence="Noor gets €9.50 back.",
    attributes={"amount": 9.5},
)

UNSURE_REPLY = _turn(
    KOJO,
    "warranty",
    [("customer", "Is the grinder still under warranty if I bought it second-hand?")],
    reply={"text": "Yes, the warranty is for the grinder, whoever owns it."},
    confidence=0.38,
    reasoning="The terms do not mention second-hand buyers.",
    consequence="Kojo will rely on this if the grinder breaks.",
    evidence=[
        {
            "title": "Warranty terms",
            "url": "https://shop.example/policies/warranty",
            "snippet": "Two years from the date on the invoice.",
        }
    ],
)

CANCELLATION = _turn(
    LENA,
    "subscription",
    [
        ("customer", "Please cancel my coffee subscription."),
        ("agent", "I can do that. Shall I stop it at the end of this month?"),
        ("customer", "No, now. And the next parcel should not be sent either."),
    ],
    action_request={
        "name": "cancel_subscription",
        "args": {"subscription": "S-3310", "at": "2026-12-01", "stop_next_parcel": True},
        "description": "Ends the subscription.",
    },
    confidence=0.88,
    consequence="Lena loses her founding-member price.",
)

QUESTION = _turn(
    KOJO,
    "order",
    [
        ("customer", "Where is my parcel? I moved last week."),
        ("agent", "Let me ask a colleague to look at the address."),
    ],
    question="Which of the two addresses on file shall the parcel go to?",
    response_schema={
        "type": "object",
        "properties": {
            "address": {"type": "string", "enum": ["old", "new"], "description": "Where to"},
            "call_first": {"type": "boolean", "description": "Call the customer first"},
        },
        "required": ["address"],
    },
    confidence=0.5,
)

LEGAL = _turn(
    NOOR,
    "legal",
    [("customer", "My lawyer says that you owe me damages. Do you admit it?")],
    reply={"text": "We are very sorry and will of course pay."},
    confidence=0.95,
)

GREETING = _turn(
    LENA,
    "opening hours",
    [("customer", "Are you open on Saturday?")],
    reply={"text": "Yes, from ten to four."},
    confidence=0.99,
)

BLOCKED = _turn(
    KOJO,
    "account",
    [("customer", "Just delete everything you know about me, including the invoices.")],
    action_request={"name": "delete_account", "args": {"customer": "cus-3"}},
    confidence=0.9,
)

DAY: tuple[Json, ...] = (
    GREETING,
    BIG_REFUND,
    UNSURE_REPLY,
    LEGAL,
    QUESTION,
    SMALL_REFUND,
    CANCELLATION,
    BLOCKED,
)
