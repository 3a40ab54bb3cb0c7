"""`.env`: one NAME=value a line, as a shell, compose and systemd read it alike."""

import re
import secrets
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.commands.init.choices import Choices

LOAD = "set -a; . ./.env; set +a"
_LINE = re.compile(r"\s*(?:export\s+)?(?P<name>[A-Za-z_]\w*)=(?P<value>.*)")
_HEAD = f"""\
# Handrail's settings, for you alone: keep this file out of git.
# Handrail reads environment variables. Into a shell they come by: {LOAD}

# Signs webhooks and receipts, hashes API keys. With another one, API keys are no longer known."""
_BOT = """
# Slack: Install App, Bot User OAuth Token (xoxb-…)"""
_APP = """\
# Slack: Basic Information, App-Level Tokens, Generate, scope connections:write (xapp-…)
# With it, Slack is reached by Socket Mode and Handrail needs no public address."""
_NO_APP = """\
# With an app-level token (xapp-…) here, Slack would be reached by Socket Mode."""
_SIGNING = """\
# Slack: Basic Information, App Credentials, Signing Secret. Needed for HTTP."""
_DATABASE = """
# Where the record is kept."""
_REST = """
# As they were in the .env before."""


class Unreadable(Exception):
    """The file is there, and what it sets cannot be known."""


def read(path: Path) -> dict[str, str]:
    """What is set in the file; nothing when there is none. Raises OSError or Unreadable."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise Unreadable(f"{path} is no UTF-8 text.") from None
    found = (_LINE.fullmatch(line) for line in lines)
    values = {each["name"]: _plain(each["value"].strip()) for each in found if each}
    return {name: value for name, value in values.items() if value}


def text(choices: Choices, kept: Mapping[str, str]) -> str:
    """The whole file. What was set before is kept: a new secret would shut every agent out."""
    return "\n".join(_lines(choices, dict(kept))) + "\n"


def _lines(choices: Choices, kept: dict[str, str]) -> Iterator[str]:
    def line(name: str, value: str = "") -> str:
        value = kept.pop(name, "") or value
        return f"{name}={shlex.quote(value) if value else ''}"

    kept.pop("HANDRAIL_DATABASE_URL", None)
    yield from (_HEAD, line("HANDRAIL_SECRET", secrets.token_hex(32)))
    yield from (_BOT, line("SLACK_BOT_TOKEN"))
    if choices.socket_mode:
        yield from (_APP, line("SLACK_APP_TOKEN"))
    else:
        yield from (_NO_APP, f"# {line('SLACK_APP_TOKEN')}")
    yield from (_SIGNING, line("SLACK_SIGNING_SECRET"))
    yield from (_DATABASE, line("HANDRAIL_DATABASE_URL", choices.database))
    if kept:
        yield _REST
    yield from [line(name) for name in list(kept)]


def _plain(value: str) -> str:
    """Without its quotes, and without a comment behind it."""
    try:
        return "".join(shlex.split(value, comments=True)[:1])
    except ValueError:
        return value
