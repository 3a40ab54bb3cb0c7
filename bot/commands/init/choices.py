"""What a newcomer chooses. Everything has a default, so that nobody must know anything yet."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.rules.durations import parse_duration
from bot.settings import SettingsError, load

SOME_CHANNEL, SOME_GROUP = "C0123456789", "S0123456789"
SOME_ADDRESS = "https://handrail.example.com"
_CHANNEL = re.compile(r"(?:https://\S+/archives/)?(?P<id>[CG][A-Z0-9]{2,})(?:[/?]\S*)?")
_APPROVER = re.compile(r"[SUW][A-Z0-9]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """`address` is where Slack reaches us, and goes with HTTP; Socket Mode needs none."""

    channel: str = SOME_CHANNEL
    approvers: tuple[str, ...] = (SOME_GROUP,)
    timeout: str = "30m"
    socket_mode: bool = True
    address: str = SOME_ADDRESS
    database: str = "sqlite:///var/handrail.db"


def channel(text: str) -> str:
    """The id, also out of a link to the channel. Like all below: ValueError with a sentence."""
    if found := _CHANNEL.fullmatch(text):
        return found["id"]
    raise ValueError(
        "A channel is named by its id, such as C0123456789 (channel details, at the bottom)."
    )


def approvers(text: str) -> tuple[str, ...]:
    ids = tuple(part.strip() for part in text.split(",") if part.strip())
    if ids and all(_APPROVER.fullmatch(id) for id in ids):
        return ids
    raise ValueError(
        "Approvers are ids separated by commas: S… for a user group, U… for one person."
    )


def timeout(text: str) -> str:
    try:
        parse_duration(text)
    except ValueError as error:
        sentence = str(error)
        raise ValueError(f"{sentence[:1].upper()}{sentence[1:]}.") from None
    return text


def socket_mode(text: str) -> bool:
    try:
        return {"socket": True, "http": False}[text.lower()]
    except KeyError:
        raise ValueError("Answer socket or http.") from None


def address(text: str) -> str:
    """Without the path, which is ours to know."""
    parts = urlsplit(text)
    if parts.scheme == "https" and parts.hostname and re.fullmatch(r"[\w.:\[\]-]+", parts.netloc):
        return f"https://{parts.netloc}"
    raise ValueError(f"Slack wants an https address, such as {SOME_ADDRESS}.")


def database(text: str) -> str:
    try:
        return load({"HANDRAIL_DATABASE_URL": text}).database_url
    except SettingsError as error:
        raise ValueError(str(error)) from None
