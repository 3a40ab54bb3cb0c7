"""A digest into a channel or to one person, and its pictures under it."""

from collections.abc import Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.flows.deliver import ROOT_GONE
from bot.ports import Letter
from bot.rules.delivery import Declined, Delivery, DeliveryKind, Failed, Lost, Outcome, Sent
from bot.rules.escalation import Thread
from bot.rules.weekly.digest import digest
from bot.rules.weekly.owing import LOAD
from bot.rules.weekly.pictures import load_in_words, volume_in_words
from bot.rules.weekly.report import Report
from handlers.reports import studio
from handlers.slack.answers import ask
from handlers.slack.digest import draw_digest
from handlers.slack.identity import Identity
from handlers.slack.lookout import look
from handlers.slack.posting import as_sent, post

NOWHERE = Declined(reason="the digest that it belongs to is not in Slack")
NOT_DRAWN = Declined(reason="the picture could not be drawn")
NOT_YET = Lost(error="the picture is not in the thread yet")
ALT = 1_000


async def send_letter(
    client: AsyncWebClient, delivery: Delivery, letter: Letter, me: Identity, address: str | None
) -> Outcome:
    """`address`: where the lists behind its figures are reached, if they are."""
    if delivery.kind is DeliveryKind.DIGEST:
        drawn = draw_digest(digest(letter.report), address)
        return as_sent(await post(client, delivery, drawn, channel=letter.recipient), me)
    if delivery.kind is DeliveryKind.PICTURE and letter.thread:
        return await _picture(client, delivery, letter, letter.thread, me)
    return NOWHERE


async def look_for_letter(
    client: AsyncWebClient, delivery: Delivery, letter: Letter, me: Identity
) -> Sequence[Sent] | Outcome:
    """A message that somebody has deleted wants no pictures any more."""
    found = await look(client, delivery, letter, me)
    return NOWHERE if isinstance(found, Failed) and found.error == ROOT_GONE else found


async def _picture(
    client: AsyncWebClient, delivery: Delivery, letter: Letter, thread: Thread, me: Identity
) -> Outcome:
    """Looks first: under a message that is gone it would land in the channel (F24)."""
    found = await look_for_letter(client, delivery, letter, me)
    if isinstance(found, Lost):
        return Failed(error=found.error)  # nothing was sent
    if not isinstance(found, Sequence):
        return found
    if found:
        return found[0]
    shows = str(delivery.payload["shows"])
    png = await _png(letter.report, shows)
    if png is None:
        return NOT_DRAWN
    words = in_words(letter.report, shows)
    answer = await ask(
        lambda: client.files_upload_v2(
            filename=f"{shows}-{delivery.id}.png",
            title=words.partition(".")[0],
            alt_txt=words[:ALT],
            content=png,
            channel=thread.channel,
            thread_ts=thread.root_ts,
        )
    )
    if not isinstance(answer, dict):
        return answer
    found = await look_for_letter(client, delivery, letter, me)
    if isinstance(found, Sequence):
        return found[0] if found else NOT_YET
    return found if isinstance(found, Failed | Declined) else NOT_YET


def in_words(report: Report, shows: str) -> str:
    """For whoever cannot see it."""
    if shows == LOAD and report.load:
        return load_in_words(report.load)
    return volume_in_words(report.bars)


async def _png(report: Report, shows: str) -> bytes | None:
    if shows == LOAD and report.load:
        return await studio.load(report.load)
    return await studio.volume(report.bars)
