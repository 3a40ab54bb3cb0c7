"""What the customer hears while people decide, and when they have: plainly, and blaming nobody."""

from bot.commands.demo.customer.shop import cents, euros
from bot.commands.demo.customer.wishes import About
from bot.rules.json import Json

CHECKING = "A colleague is checking this. You will hear here."
READING = "A colleague is reading this now. You will hear here."
BACK = "I am here again, and I know what you two have written. Is there anything else?"
CORRECTED = "corrected below"
EDITED = "edited"
TAKEN_BACK = "taken back"
NO_EYES = (
    "I am a program and cannot look at files. Tell me in words what it is about, or press "
    "Talk to a person: people can see them."
)
TAKEN_OVER = "A colleague is talking to you about this."
NOT_NEEDED = "This no longer needs to be checked."
TROUBLE = "Something went wrong on our side. Please write that again in a moment."
LOST = "I have lost touch with whoever was checking this. Please ask me again."
BLOCKED = (
    "I may not do this, and nobody in this chat can allow it. "
    "Please write to help@shop.example: people read it."
)
MAY_NOT_SPEAK = "The assistant may not answer this. Please write to help@shop.example."
STILL_OPEN = "A colleague is still checking that. You will hear here as soon as it is decided."
_HELD = {
    About.UNKNOWN: "I do not know this, so I have asked a colleague. You will hear here.",
}
_CLOSED = {
    "approved": "A colleague has agreed.",
    "edited": "A colleague has agreed, with a change.",
    "rejected": "A colleague has decided.",
    "responded": "A colleague has answered.",
    "expired": "Nobody could look at this in time.",
    "cancelled": "This was set aside.",
    "handed_back": "A colleague has talked to you about this.",
    "resolved": "A colleague has talked to you about this.",
}
# The reviewers' reasons are for the agent: these are its own words for each of them.
_REFUSED_FOR = {
    "Ask for proof first": "Before we can pay this back, we need a photo of it. "
    "Please send one to photos@shop.example and write to me again.",
    "The amount is wrong": "We cannot pay back this amount. "
    "Tell me what you think is right, and I will ask again.",
    "Not covered by the policy": "I have asked, and our rules for refunds do not cover this. "
    "If I have left out something that matters, please tell me.",
}
_REFUSED = {
    About.REFUND: "I have asked, and we cannot pay this back. "
    "If I have left out something that matters, please tell me.",
    About.ADDRESS: "I have asked, and we cannot redirect this parcel. "
    "It goes to the address that you ordered it to.",
    About.DISCOUNT: "I have asked, and there is no discount at the moment.",
}
_NOTHING_TO_SAY = "I have asked, and I cannot give you an answer to this here."


def held(about: About | None) -> str:
    return _HELD.get(about, CHECKING) if about else CHECKING


def waiting(status: str, about: About | None) -> str:
    match status:
        case "claimed":
            return READING
        case "in_conversation":
            return TAKEN_OVER
        case _:
            return held(about)


def closed(status: str) -> str:
    return _CLOSED.get(status, "This has been closed.")


def refused(about: About, reason: str | None) -> str:
    return _REFUSED_FOR.get(reason or "") or _REFUSED.get(about, _NOTHING_TO_SAY)


def expired() -> str:
    return (
        "I am sorry, nobody could look at this in time, so nothing has been done. "
        "That is not a no: ask me again, and I will ask them again."
    )


def done(action: Json) -> str:
    """What has been run, as it was run: a person may have changed it."""
    args = action["args"]
    match action["name"]:
        case "issue_refund":
            amount = euros(cents(args["amount"]))
            return f"I have refunded {amount} for {args['order']}. It takes three to five days."
        case "redirect_parcel":
            return f"Your parcel {args['order']} now goes to {args['address']}."
        case "give_voucher":
            return f"There is a voucher for {args['percent']} % in your account."
        case _:
            return "It is done."


def failed(why: str) -> str:
    return f"I tried, but it did not work. {why}"
