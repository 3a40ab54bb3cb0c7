"""Mail: goes as far as a letter would come before it is shown, and sends none."""

import asyncio
from collections.abc import Iterator

from bot.app import mail_server
from bot.rules.address import is_address
from bot.rules.finding import Finding, ok, warning, wrong
from bot.rules.judging import RulePolicy
from bot.settings import Settings
from handlers.mail.answers import TROUBLE, outcome_of

NAME = "mail"
PLAIN = "The log-in and every letter can be read on the way."
REMEDY = "Compare the settings HANDRAIL_SMTP_… with docs/configuration.md."


async def check_mail(settings: Settings, policy: RulePolicy | None = None) -> list[Finding]:
    server = mail_server(settings)
    if server is None:
        return _without(policy)
    try:
        await asyncio.to_thread(server.greet)
    except TROUBLE as error:
        said = getattr(outcome_of(error), "error", "")
        return [wrong(NAME, f"{said[:1].upper()}{said[1:]}.", REMEDY)]
    who = f"{settings.smtp_host} lets us in as {settings.smtp_user}"
    open_to = f"{settings.smtp_host} answers"
    return [ok(NAME, f"{who if settings.smtp_user else open_to}."), *_doubts(settings)]


def _without(policy: RulePolicy | None) -> list[Finding]:
    readers = [reader for each in (policy.editions if policy else ()) for reader in each.to]
    if not any(map(is_address, readers)):
        return []
    words = "The policy names addresses under `digest`, and no mail server is set."
    return [wrong(NAME, words, "Set HANDRAIL_SMTP_HOST and HANDRAIL_SMTP_FROM.")]


def _doubts(settings: Settings) -> Iterator[Finding]:
    if settings.smtp_tls == "none" and settings.smtp_user:
        yield warning(NAME, PLAIN, "Set HANDRAIL_SMTP_TLS to starttls or tls if the server can.")
