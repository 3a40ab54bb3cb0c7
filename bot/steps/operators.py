"""Operators hear of what only they can mend, by every way that the settings name."""

from bot.ports import Desk, Memory
from bot.rules.operators import News, to_operators


def tell_operators(memory: Memory, desk: Desk, news: News) -> None:
    memory.owe(*to_operators(news, channel=desk.ops_channel, url=desk.ops_webhook))
