"""`handrail doctor`, mail: it goes as far as a letter would, and sends none."""

from typing import Any

import pytest

from bot.commands.doctor.mail import check_mail
from bot.rules.finding import Level, ok
from bot.settings import Settings, load
from handlers.mail.server import MailServer
from tests.post_office import PASSWORD, USER, a_post_office


def settings(server: MailServer, **changes: str) -> Settings:
    told: dict[str, Any] = {
        "HANDRAIL_SMTP_HOST": server.host,
        "HANDRAIL_SMTP_PORT": str(server.port),
        "HANDRAIL_SMTP_TLS": server.tls,
        "HANDRAIL_SMTP_FROM": "handrail@example.com",
    }
    return load(told | changes)


async def test_a_desk_without_mail_hears_nothing_of_it() -> None:
    assert await check_mail(load({})) == []


async def test_a_server_that_takes_letters_is_well_and_gets_none() -> None:
    async with a_post_office() as (office, server):
        assert await check_mail(settings(server)) == [ok("mail", "localhost answers.")]
    assert office.letters == []


async def test_a_log_in_that_others_could_read_is_a_warning() -> None:
    async with a_post_office(log_in=True) as (_, server):
        who = {"HANDRAIL_SMTP_USER": USER, "HANDRAIL_SMTP_PASSWORD": PASSWORD}
        well, doubt = await check_mail(settings(server, **who))
    assert well == ok("mail", "localhost lets us in as handrail.")
    assert doubt.level is Level.WARNING


@pytest.mark.parametrize("wrong", ["password", "certificate", "port"])
async def test_what_is_wrong_is_said_without_the_password(wrong: str) -> None:
    async with a_post_office("starttls", log_in=True) as (_, server):
        who = {"HANDRAIL_SMTP_USER": USER, "HANDRAIL_SMTP_PASSWORD": "hunter2"}
        more = {"password": {"HANDRAIL_SMTP_TLS": "none"}, "port": {"HANDRAIL_SMTP_PORT": "1"}}
        found = await check_mail(settings(server, **who, **more.get(wrong, {})))
    assert [each.level for each in found] == [Level.WRONG]
    assert "hunter2" not in repr(found)
