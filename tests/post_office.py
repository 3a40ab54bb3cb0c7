"""A real SMTP server in the test's own loop: what it took, and what it says on bad days."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from handlers.mail.server import MailServer

USER, PASSWORD = "handrail", "correct horse"
HANG_UP = "hang up"


@dataclass
class PostOffice:
    """`says` is the answer to a command (`RCPT`, `DATA`) in place of the usual one; `hang up`
    takes the letter and loses the answer.
    """

    letters: list[EmailMessage] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)
    encrypted: list[bool] = field(default_factory=list)
    logged_in: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _: Any, envelope: Any, to: str, __: Any
    ) -> str:
        if "RCPT" in self.says:
            return self.says["RCPT"]
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Any
    ) -> str:
        if (answer := self.says.get("DATA", "")) not in {"", HANG_UP}:
            return answer
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        assert server.transport is not None
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        self.logged_in.append(bool(session.authenticated))
        if answer == HANG_UP:
            server.transport.abort()
        return "250 Taken"


def may_log_in(*asked: Any) -> AuthResult:
    data = asked[-1]
    known = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=data == known, handled=False)


@cache
def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The server's, and that of whoever trusts nobody but its authority."""
    authority = trustme.CA()
    inside = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(inside)
    outside = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(outside)
    return inside, outside


@asynccontextmanager
async def a_post_office(
    tls: str = "none", *, log_in: bool = False
) -> AsyncGenerator[tuple[PostOffice, MailServer]]:
    """The server, and the way to it as the settings would describe it."""
    office, callers = PostOffice(), list[SMTP]()
    inside, outside = contexts()

    def answering() -> SMTP:
        caller = SMTP(
            office,
            tls_context=inside if tls == "starttls" else None,
            require_starttls=tls == "starttls",
            authenticator=may_log_in if log_in else None,
            auth_exclude_mechanism=["LOGIN"],
            auth_require_tls=False,
            loop=asyncio.get_running_loop(),
        )
        callers.append(caller)
        return caller

    loop = asyncio.get_running_loop()
    context = inside if tls == "tls" else None
    server = await loop.create_server(answering, "localhost", 0, ssl=context)
    try:
        yield (
            office,
            MailServer(
                host="localhost",
                port=server.sockets[0].getsockname()[1],
                tls=tls,  # type: ignore[arg-type]
                user=USER if log_in else "",
                password=PASSWORD if log_in else "",
                trust=outside,
                seconds=5,
            ),
        )
    finally:
        server.close()
        for caller in callers:
            if caller.transport is not None:
                caller.transport.abort()
        await asyncio.sleep(0)
