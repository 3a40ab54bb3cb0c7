"""The agent has the shop do something, and has words for the record and for the customer."""

from dataclasses import dataclass

from bot.commands.demo.customer import words
from bot.commands.demo.customer.chats import Chat
from bot.commands.demo.customer.shop import ShopRefuses
from bot.rules.json import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How it went. `detail` goes to the card, `told` to the customer."""

    went_well: bool
    detail: str
    told: str


def run(chat: Chat, action: Json) -> Ran:
    try:
        detail = chat.shop.do(action)
    except ShopRefuses as why:
        return Ran(went_well=False, detail=str(why), told=words.failed(str(why)))
    chat.shop_changed()
    return Ran(went_well=True, detail=detail, told=words.done(action))
