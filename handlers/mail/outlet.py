"""The way out by mail: one letter for one delivery, made from the digest as it froze."""

from collections.abc import Sequence

from bot.ports import About, Clock, Letter
from bot.rules.delivery import Delivery, Failed, Outcome, Sent
from bot.rules.weekly.digest import digest
from handlers.mail.mail import Inline, Mail
from handlers.mail.post import hand_in
from handlers.mail.server import MailServer
from handlers.reports.page import as_page, attached
from handlers.reports.pictures import Picture, Pictures
from handlers.reports.plain import as_text

NO_LETTER = Failed(error="only digests are mailed", final=True)


class MailOutlet:
    def __init__(self, server: MailServer, *, sender: str, clock: Clock, address: str = "") -> None:
        """`address`: where the lists behind the figures are reached, if they are."""
        self._server, self._sender, self._clock = server, sender, clock
        self._address = address or None
        self._pictures = Pictures(dark=False)

    async def send(self, delivery: Delivery, about: About) -> Outcome:
        if not isinstance(about, Letter):
            return NO_LETTER
        drawn = await self._pictures.of(about.report)
        return await hand_in(self._server, self._mail(delivery, about, drawn))

    async def look(self, delivery: Delivery, about: About) -> Sequence[Sent] | Outcome:
        """Nobody can look into another's letter box: it is sent again, with the same Message-ID."""
        del delivery, about
        return []

    async def remove(self, about: About, sent: Sent) -> None:
        """What was mailed stays mailed."""

    def _mail(self, delivery: Delivery, letter: Letter, drawn: Sequence[Picture]) -> Mail:
        told = digest(letter.report)
        return Mail(
            id=delivery.id,
            sender=self._sender,
            to=letter.recipient,
            subject=told.title,
            text=as_text(told, address=self._address),
            html=as_page(told, [attached(each) for each in drawn], address=self._address),
            at=self._clock.now(),
            pictures=[Inline(name=each.name, png=each.light) for each in drawn],
        )
