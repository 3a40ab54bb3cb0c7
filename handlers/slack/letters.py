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
from handlers.reports.pictures import Pictures
from handlers.slack.answers import ask
from handlers.slack.digest import draw_digest
from handlers.slack.identity import Identity
from handlers.slack.lookout import look
from handlers.slack.posting import as_sent, post

NOWHERE = Declined(reason="the digest that it belongs to is not in Slack")
NOT_DRAWN = Declined(reason="the picture could not be drawn")
NOT_YET = Lost(error="the picture is not in the thread yet")
ALT = 1_000


class Letters:
    """`address`: where the lists behind a digest's figures are reached, if they are. Both of its
    pictures are drawn at once, and once for all who are told of that week.
    """

    def __init__(self, client: AsyncWebClient, address: str | None) -> None:
        self._client, self._address = client, address
        self._pictures = Pictures(dark=False)

    async def send(self, delivery: Delivery, letter: Letter, me: Identity) -> Outcome:
        if delivery.kind is DeliveryKind.DIGEST:
            drawn = draw_digest(digest(letter.report), self._address)
            return as_sent(await post(self._client, delivery, drawn, channel=letter.recipient), me)
        if delivery.kind is DeliveryKind.PICTURE and letter.thread:
            return await self._picture(delivery, letter, letter.thread, me)
        return NOWHERE

    async def look(
        self, delivery: Delivery, letter: Letter, me: Identity
    ) -> Sequence[Sent] | Outcome:
        """A message that somebody has deleted wants no pictures any more."""
        found = await look(self._client, delivery, letter, me)
        return NOWHERE if isinstance(found, Failed) and found.error == ROOT_GONE else found

    async def _picture(
        self, delivery: Delivery, letter: Letter, thread: Thread, me: Identity
    ) -> Outcome:
        """Looks before it uploads: under a message that is gone it would land in the channel
        (F24). Drawing comes first, as it may take its time.
        """
        shows = str(delivery.payload["shows"])
        png = await self._png(letter.report, shows)
        found = await self.look(delivery, letter, me)
        if isinstance(found, Lost):
            return Failed(error=found.error)  # nothing was sent
        if not isinstance(found, Sequence):
            return found
        if found:
            return found[0]
        return await self._upload(delivery, letter, thread, png, me) if png else NOT_DRAWN

    async def _upload(
        self, delivery: Delivery, letter: Letter, thread: Thread, png: bytes, me: Identity
    ) -> Outcome:
        shows = str(delivery.payload["shows"])
        words = in_words(letter.report, shows)
        answer = await ask(
            lambda: self._client.files_upload_v2(
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
        found = await self.look(delivery, letter, me)
        if isinstance(found, Sequence):
            return found[0] if found else NOT_YET
        return found if isinstance(found, Failed | Declined) else NOT_YET

    async def _png(self, report: Report, shows: str) -> bytes | None:
        drawn = await self._pictures.of(report)
        return next((each.light for each in drawn if each.name == shows), None)


def in_words(report: Report, shows: str) -> str:
    """For whoever cannot see it."""
    if shows == LOAD and report.load:
        return load_in_words(report.load)
    return volume_in_words(report.bars)
