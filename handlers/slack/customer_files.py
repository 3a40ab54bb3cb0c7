"""A customer's file, fetched from where it lies and put into the thread, once."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import Card, Files
from bot.rules.customer_files import MOST_FETCHES, wanted_of
from bot.rules.delivery import Declined, Delivery, Failed, Limited, Lost, Outcome, Sent
from bot.rules.escalation import Thread
from bot.rules.files import Fetched, Unfit, Wanted, misfit
from handlers.slack.answers import ask
from handlers.slack.identity import Identity
from handlers.slack.lookout import look
from handlers.slack.text import one_line

NOT_YET = Lost(error="the file is not in the thread yet")
COMMENT = "From the customer"  # markup and links are read here, so nothing of theirs (F25)
NAME = 100


async def bring_file(
    client: AsyncWebClient,
    files: Files,
    delivery: Delivery,
    card: Card,
    thread: Thread,
    me: Identity,
) -> Outcome:
    """Looks first: under a card that is gone the file would land in the channel (F24)."""
    found = await look(client, delivery, card, me)
    if isinstance(found, Lost):
        return Failed(error=found.error)  # nothing was sent
    if not isinstance(found, Sequence):
        return found
    if found:
        return found[0]
    wanted = wanted_of(delivery.payload)
    fetched = await _fetched(files, wanted, delivery.attempts)
    if not isinstance(fetched, Fetched):
        return fetched
    answer = await ask(
        lambda: client.files_upload_v2(
            filename=name_in_slack(wanted.name, delivery.id),
            title=one_line(wanted.name, NAME),
            content=fetched.content,
            channel=thread.channel,
            thread_ts=thread.root_ts,
            initial_comment=COMMENT,
        )
    )
    return await _shown(client, delivery, card, me) if isinstance(answer, dict) else answer


def name_in_slack(name: str, delivery_id: str) -> str:
    """Bears the delivery's id: a file carries no other mark of ours."""
    path = PurePosixPath(one_line(name.replace("/", "_"), NAME))
    return f"{path.stem}-{delivery_id}{path.suffix}"


async def _fetched(files: Files, wanted: Wanted, attempts: int) -> Fetched | Failed | Declined:
    found = await files.fetch(wanted)
    if isinstance(found, Unfit):
        is_over = not found.passing or attempts >= MOST_FETCHES
        return Declined(reason=found.reason) if is_over else Failed(error=found.reason)
    why = misfit(wanted, found.content)
    return Declined(reason=why) if why else found


async def _shown(
    client: AsyncWebClient, delivery: Delivery, card: Card, me: Identity
) -> Sent | Limited | Failed | Lost:
    """A file appears some time after Slack said yes; until then nobody knows."""
    found = await look(client, delivery, card, me)
    if isinstance(found, Failed):
        return found
    return found[0] if isinstance(found, Sequence) and found else NOT_YET
