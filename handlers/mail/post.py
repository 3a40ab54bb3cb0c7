"""Handing in a letter, beside the event loop, and an honest word on what came of it."""

import asyncio

from bot.rules.delivery import Outcome, Sent
from handlers.mail.answers import TROUBLE, outcome_of
from handlers.mail.mail import Mail, as_message
from handlers.mail.server import MailServer

LONGEST = 20.0  # seconds, which is less than a lease lasts


async def hand_in(server: MailServer, mail: Mail) -> Outcome:
    message = as_message(mail)
    try:
        async with asyncio.timeout(LONGEST):
            await asyncio.to_thread(server.take, message)
    except TROUBLE as error:
        return outcome_of(error)
    return Sent()
