"""An SMTP server as a desk uses it: one connection a letter, encrypted unless told otherwise."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Literal

SECONDS = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """`trust` is whose certificates are believed: those that the machine believes, by default."""

    host: str
    port: int
    tls: Literal["starttls", "tls", "none"]
    user: str = ""
    password: str = field(default="", repr=False)
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)
    seconds: float = SECONDS

    def take(self, message: EmailMessage) -> None:
        """Returns once the server has said that the letter is its own from now on."""
        with self._connected() as server:
            server.send_message(message)

    def greet(self) -> None:
        """As far as a letter would come before it is shown: connected, encrypted, logged in."""
        with self._connected() as server:
            server.noop()

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """What goes wrong with saying goodbye undoes nothing that was said before."""
        server = self._open()
        try:
            if self.tls == "starttls":
                server.starttls(context=self.trust)
            if self.user:
                server.login(self.user, self.password)
            yield server
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()

    def _open(self) -> smtplib.SMTP:
        if self.tls == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=self.trust)
        return smtplib.SMTP(self.host, self.port, timeout=self.seconds)
