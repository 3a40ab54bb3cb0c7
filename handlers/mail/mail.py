"""A letter as bytes: words for every program, a page for most, its pictures inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import format_datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """A picture that the page names as `cid:<name>`."""

    name: str
    png: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """`id` is the delivery's: whoever gets a letter twice, after a lost answer, has the same
    Message-ID twice, and mail programs show it once.
    """

    id: str
    sender: str
    to: str
    subject: str
    text: str
    html: str
    at: datetime
    pictures: Sequence[Inline] = ()


def message_id(mail: Mail) -> str:
    return f"<{mail.id}@{mail.sender.rpartition('@')[2]}>"


def as_message(mail: Mail) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = mail.sender
    message["To"] = mail.to
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = message_id(mail)
    message["Auto-Submitted"] = "auto-generated"  # nobody's absence note answers it
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    page = message.get_payload(1)
    assert isinstance(page, MIMEPart)  # noqa: S101  # the alternative that was just added
    for picture in mail.pictures:
        cid, file = f"<{picture.name}>", f"{picture.name}.png"
        page.add_related(picture.png, "image", "png", cid=cid, filename=file, disposition="inline")
    return message
