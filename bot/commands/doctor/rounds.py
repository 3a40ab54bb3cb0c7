"""The doctor's round: each part of a desk in turn; a part that is missing hides no other."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from bot.commands.doctor.address import check_address
from bot.commands.doctor.database import check_database, rotas_set
from bot.commands.doctor.environment import check_environment, readable
from bot.commands.doctor.mail import check_mail
from bot.commands.doctor.policy import named, read_policy
from bot.commands.manifest import bot_scopes
from bot.ports import Clock
from bot.rules.finding import Finding, ok
from bot.rules.judging import RulePolicy
from bot.rules.rota import Rota
from bot.settings import Settings
from handlers.slack.checkup import Wanted, check_app_token, check_workspace
from handlers.slack.door import PATH
from handlers.slack.side import SlackSide

ENV_FILE = Path(".env")


async def look_round(
    environ: Mapping[str, str], clock: Clock, *, address: str = ""
) -> AsyncIterator[Finding]:
    """`address` is where Slack reaches us by HTTP; nothing in the settings knows it."""
    settings = readable(environ)
    for finding in check_environment(environ, ENV_FILE):
        yield finding
    read = read_policy(settings.config, clock.now().date())
    for finding in read.findings:
        yield finding
    for finding in await check_database(settings, clock):
        yield finding
    async for finding in _slack(settings, read.policy, clock):
        yield finding
    if settings.slack_signing_secret and not settings.socket_mode:
        yield await _way_in(settings, address, clock)
    for finding in await check_mail(settings, read.policy):
        yield finding


async def _slack(
    settings: Settings, policy: RulePolicy | None, clock: Clock
) -> AsyncIterator[Finding]:
    side = SlackSide(
        bot_token=settings.slack_bot_token.get_secret_value(),
        clock=clock,
        api_url=settings.slack_api_url,
    )
    try:
        if settings.slack_bot_token:
            wanted = _wanted(settings, policy, await rotas_set(settings))
            async for finding in check_workspace(side.client, wanted, clock):
                yield finding
        if settings.socket_mode:
            yield await check_app_token(side.client, settings.slack_app_token.get_secret_value())
    finally:
        await side.close()


async def _way_in(settings: Settings, address: str, clock: Clock) -> Finding:
    if address:
        secret = settings.slack_signing_secret.get_secret_value()
        return await check_address(address, secret, clock)
    words = f"The app's Request URL must be your address and then {PATH}."
    return ok("way in", f"{words} With --address it is tried.")


def _wanted(settings: Settings, policy: RulePolicy | None, rotas: Mapping[str, Rota]) -> Wanted:
    channels = dict(named(policy, "channels"))
    if settings.ops_channel:
        before = channels.get(settings.ops_channel)
        notices = "operators read notices there"
        channels[settings.ops_channel] = f"{before}; {notices}" if before else notices
    return Wanted(
        scopes=bot_scopes(),
        channels=channels,
        groups=named(policy, "groups"),
        users=named(policy, "users", rotas),
    )
