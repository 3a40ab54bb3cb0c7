"""Where letters are handed in: the settings of an SMTP server, which a desk can do without."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from bot.rules.address import ADDRESS
from bot.setting import NOTHING, like, setting


class MailSettings(BaseSettings):
    """Nothing is mailed while there is no host."""

    smtp_host: Annotated[str, like(r"[A-Za-z0-9_.:-]+")] = setting(
        "HANDRAIL_SMTP_HOST",
        "",
        "The mail server that the weekly digest is handed to. Without it nothing is mailed.",
        put="the mail server's name, such as smtp.example.com",
    )
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = setting(
        "HANDRAIL_SMTP_PORT",
        587,
        "Its port.",
        put="a port number from 1 to 65535, mostly 587 (starttls) or 465 (tls)",
    )
    smtp_tls: Literal["starttls", "tls", "none"] = setting(
        "HANDRAIL_SMTP_TLS",
        "starttls",
        "How the way there is encrypted: from the first greeting on, from the start, not at all.",
        put="starttls, tls or none",
    )
    smtp_user: Annotated[str, like(r"\S+")] = setting(
        "HANDRAIL_SMTP_USER",
        "",
        "Who logs in there, if anybody has to.",
        put="the user name that the mail server knows",
    )
    smtp_password: Annotated[SecretStr, like(r"[^\r\n]+")] = setting(
        "HANDRAIL_SMTP_PASSWORD",
        NOTHING,
        "That user's password.",
        put="the password of HANDRAIL_SMTP_USER",
    )
    smtp_from: Annotated[str, like(ADDRESS)] = setting(
        "HANDRAIL_SMTP_FROM",
        "",
        "The address that letters come from.",
        put="an address such as handrail@example.com",
    )

    @property
    def sends_mail(self) -> bool:
        return any((self.smtp_host, self.smtp_user, self.smtp_password, self.smtp_from))

    @property
    def mail_needs(self) -> tuple[str, ...]:
        """Once anything of it is set; who logs in needs a password, and the other way round."""
        log_in = ("smtp_user", "smtp_password") if self.smtp_user or self.smtp_password else ()
        return ("smtp_host", "smtp_from", *log_in)
