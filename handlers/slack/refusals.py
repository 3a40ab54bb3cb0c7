"""Telling a person no: a sentence only they see, that says what to do next."""

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import AlreadyClosed, NotAnApprover, NotFound, Refused
from bot.flows.refuse import refuse
from bot.ports import Desk
from handlers.slack.answers import ask
from handlers.slack.presses import Pressed
from handlers.slack.text import clean, escape

log = structlog.get_logger(__name__)

SECONDS = 2.0
_MARKS = str.maketrans("", "", "*_~`")
NOT_A_CARD = (
    "This button belongs to no card that we know, so nothing was decided. "
    "Type /handrail to see what waits for you."
)
NOT_RECORDED = "This was not recorded, because something went wrong on our side. Press again."


def sentence_of(refusal: Refused) -> str:
    """As Slack reads it: our own markup kept, everybody else's words escaped."""
    match refusal:
        case AlreadyClosed(how=how, by=by, at=at):
            return AlreadyClosed(how, by=_unmarked(by), at=at, slack=True).sentence
        case NotAnApprover():
            return clean(refusal.sentence)  # names people and groups of our own policy
        case NotFound():
            return NOT_A_CARD
        case _:
            return escape(refusal.sentence)


def _unmarked(name: str) -> str:
    """A display name in which nothing formats."""
    return escape(name.translate(_MARKS))


async def tell_refusal(
    desk: Desk, client: AsyncWebClient, pressed: Pressed, refusal: Refused
) -> None:
    """Owed to them by the same record that knows the card; said at once where there is none."""
    sentence = sentence_of(refusal)
    if pressed.press and await refuse(desk, pressed.press, sentence):
        return
    await tell(client, pressed, sentence)


async def tell(client: AsyncWebClient, pressed: Pressed, sentence: str) -> bool:
    """Straight to the person, when the record cannot be asked to."""
    if not pressed.channel or not pressed.user:
        return False
    answer = await ask(
        lambda: client.chat_postEphemeral(
            channel=pressed.channel, user=pressed.user, text=sentence
        ),
        seconds=SECONDS,
    )
    if not isinstance(answer, dict):
        log.warning("a person could not be told", error=type(answer).__name__)
    return isinstance(answer, dict)
