"""One turn as the gateway takes it: what the agent plans, with all that was said before."""

from bot.commands.demo.customer.chats import Chat
from bot.commands.demo.customer.people import briefed
from bot.commands.demo.customer.plans import ANSWER, Plan
from bot.commands.demo.scripts import AGENT
from bot.rules.json import Json


def turn_of(chat: Chat, planned: Plan) -> Json:
    return {
        "conversation_id": chat.id,
        "turn_id": chat.next_turn(),
        "agent": AGENT,
        "customer": chat.customer,
        "topic": planned.about or "report",
        "messages": chat.said(),
        "response_schema": ANSWER,
        "epoch": chat.epoch,
        **briefed(chat, planned.wants),
    }


def is_waiting(chat: Chat, planned: Plan) -> bool:
    """The same has been asked of a person already, so it is not asked twice."""
    is_once = "action_request" in planned.wants
    return is_once and (planned.about, planned.order) in chat.waiting.values()


def answered_by_a_person(chat: Chat, planned: Plan, decision: Json) -> None:
    """The words that a person wrote for the customer, under that person's name."""
    name, response = decision["decided_by"]["name"], decision["response"] or {}
    chat.add("colleague", str(response.get("answer", "")), name=name, answers=planned.said)
