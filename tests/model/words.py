"""The model's moves in the real desk's own words."""

from bot.rules.approvers import Person
from bot.rules.decision import Approve, Choice, Edit, Reject, Respond
from bot.rules.policy import Judgement, OnTimeout, Stakes
from bot.rules.turn import ActionRequest, Message, Reply, Requester, Turn
from tests.makers import a_judgement, a_queue, a_turn
from tests.model.model import GROUPS
from tests.model.moves import HandOver, Press, Rules

LOOKS_UP = "look_up"
CALLBACK = "https://agent.example/told"
PEOPLE = {
    user: Person(team="T0SANDBOX", user=user, name=user, groups=frozenset(groups))
    for user, groups in GROUPS.items()
}
NO_CARD_IS_LATE = {"notify": 10.0**9}  # how quick Slack is, is not what this is about


def judgement(rules: Rules) -> Judgement:
    queue = a_queue(approvers=rules.approvers, timeout=float(rules.timeout), sla=NO_CARD_IS_LATE)
    silence_approves = rules.on_timeout is OnTimeout.APPROVE
    return a_judgement(
        queue,
        on_timeout=rules.on_timeout,
        stakes=Stakes.LOW if silence_approves else Stakes.NORMAL,
    )


def turn(move: HandOver) -> Turn:
    return a_turn(
        move.turn,
        conversation_id=move.conversation,
        messages=(Message(id=move.customer_said, role="customer", text="Well?"),),
        requested_by=Requester(id="staff", slack_user=move.requester) if move.requester else None,
        callback_url=CALLBACK,
        reply=_reply(move.amount) if move.asks == "reply" else None,
        question=f"May it be {move.amount}?" if move.asks == "question" else None,
        action_request=_action(move),
    )


def choice(press: Press, asked: HandOver) -> Choice:
    match press.verb:
        case "approve":
            return Approve()
        case "edit" if asked.asks == "reply":
            return Edit(reply=_reply(press.amount))
        case "edit":
            return Edit(args=_args(press.amount))
        case "reject":
            return Reject(reason="Too much")
        case _:
            return Respond(message="Ask again tomorrow.")


def _action(move: HandOver) -> ActionRequest | None:
    match move.asks:
        case "refund":
            return ActionRequest(name="issue_refund", args=_args(move.amount))
        case "nothing":
            return ActionRequest(name=LOOKS_UP, args=_args(move.amount))
        case _:
            return None


def _reply(amount: int) -> Reply:
    return Reply(text=f"You get {amount} back.")


def _args(amount: int) -> dict[str, int]:
    return {"amount": amount}
