"""What is left to do, in the order in which it is done, with every place named."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.commands.init.choices import SOME_ADDRESS, SOME_CHANNEL, SOME_GROUP, Choices
from bot.commands.init.envfile import LOAD
from bot.commands.manifest import as_yaml, bot_name, link, manifest
from handlers.slack.door import PATH

KEY = "\\\n    --name support-bot --scopes turns:write,escalations:read,escalations:write"
WRITTEN = """\
Two files are here now:
  handrail.yaml   who decides what; read it, it is short
  .env            a new HANDRAIL_SECRET, and room for what Slack gives you"""
SOCKET_VALUES = """\
  SLACK_BOT_TOKEN        Install App: Bot User OAuth Token (xoxb-…)
  SLACK_APP_TOKEN        Basic Information: App-Level Tokens, Generate, with the
                         scope connections:write (xapp-…)
  SLACK_SIGNING_SECRET   Basic Information: App Credentials, Signing Secret
                         (only HTTP needs it; Socket Mode runs without)"""
HTTP_VALUES = """\
  SLACK_BOT_TOKEN        Install App: Bot User OAuth Token (xoxb-…)
  SLACK_SIGNING_SECRET   Basic Information: App Credentials, Signing Secret
  (SLACK_APP_TOKEN stays out: with it, Slack would be reached by Socket Mode)"""

NO_CHANNEL = f"""\
  handrail.yaml   instead of {SOME_CHANNEL}, your channel's id (channel details,
                  at the bottom)"""
NO_GROUP = f"""\
  handrail.yaml   instead of {SOME_GROUP}, your user group's id; or `- user: U…`
                  for one person (their profile, ⋮, Copy member ID)"""
NO_ADDRESS = f"""\
  the manifest    instead of {SOME_ADDRESS}, your own address,
                  at three places, before you press Create"""


def steps(choices: Choices) -> str:
    told = [WRITTEN, *(f"{number}. {step}" for number, step in enumerate(_steps(choices), 1))]
    return "\n\n".join(told)


def _steps(choices: Choices) -> Iterator[str]:
    app = manifest("" if choices.socket_mode else f"{choices.address}{PATH}")
    yield (
        "Make the Slack app. This link fills in everything; choose your workspace,\n"
        f"   then Create:\n\n{link(app)}\n\n"
        "   Or at https://api.slack.com/apps: Create New App, From a manifest, and\n"
        f"   paste this:\n\n{as_yaml(app).rstrip()}"
    )
    yield (
        "Press Install App, Install to Workspace. Then paste from the app's pages\n"
        f"   into .env {'three' if choices.socket_mode else 'two'} values:\n\n"
        + (SOCKET_VALUES if choices.socket_mode else HTTP_VALUES)
    )
    if gaps := list(_gaps(choices)):
        yield "Fill in what only you know:\n\n" + "\n".join(gaps)
    yield f"In the channel, type: /invite @{bot_name()}"
    handrail = _program()
    yield (
        "Look everything over, then start:\n\n"
        f"  {LOAD}\n  {handrail} doctor\n  {handrail} keys create {KEY}\n"
        f"  {handrail} serve"
    )
    if not choices.socket_mode:
        yield (
            "Once it runs, at the app's Event Subscriptions: Retry, until Slack says\n"
            f"   Verified of {choices.address}{PATH}"
        )


def _gaps(choices: Choices) -> Iterator[str]:
    if choices.channel == SOME_CHANNEL:
        yield NO_CHANNEL
    if SOME_GROUP in choices.approvers:
        yield NO_GROUP
    if not choices.socket_mode and choices.address == SOME_ADDRESS:
        yield NO_ADDRESS


def _program() -> str:
    """As this one was started, or by its bare name where that is found."""
    return "handrail" if shutil.which("handrail") else Path(sys.argv[0]).as_posix()
