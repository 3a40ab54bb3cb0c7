"""Letters, handed to a real SMTP server: read by every program, and never lost without a word."""

import socket
from dataclasses import replace
from typing import Any

import pytest

from bot.rules.delivery import Failed, Lost, Outcome, Sent
from handlers.mail.mail import Inline, Mail, as_message, message_id
from handlers.mail.post import hand_in
from handlers.mail.server import MailServer
from tests.makers import NINE
from tests.post_office import HANG_UP, a_post_office

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
LETTER = Mail(
    id="dlv_1",
    sender="handrail@example.com",
    to="mia@example.com",
    subject="Escalations — wörter 12",
    text="Zwölf Fälle.\n" + "A long line. " * 200 + "\n",
    html="<p>Zwölf <b>Fälle</b>. <img src='cid:volume' alt='none'></p>",
    at=NINE,
    pictures=(Inline(name="volume", png=PNG),),
)


def test_words_a_page_and_its_pictures_are_in_one_letter() -> None:
    message = as_message(LETTER)
    text, page = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert page is not None
    assert text.get_content() == LETTER.text
    assert page.get_content().strip() == LETTER.html
    (picture,) = [each for each in message.walk() if each.get_content_type() == "image/png"]
    assert picture.get_content() == PNG
    assert picture["Content-ID"] == "<volume>"
    assert message.get_content_type() == "multipart/alternative"


def test_a_letter_is_known_by_its_delivery() -> None:
    assert message_id(LETTER) == "<dlv_1@example.com>"
    assert as_message(LETTER)["Message-ID"] == "<dlv_1@example.com>"
    assert as_message(LETTER)["Date"] == "Mon, 16 Nov 2026 09:00:00 +0000"
    assert as_message(LETTER)["Auto-Submitted"] == "auto-generated"


def test_no_words_make_a_header_of_their_own() -> None:
    message = as_message(replace(LETTER, subject="Week 12\r\nBcc: thief@example.com"))
    assert message["Subject"] == "Week 12 Bcc: thief@example.com"
    assert message["Bcc"] is None


def test_no_line_is_longer_than_a_server_takes() -> None:
    assert max(map(len, as_message(LETTER).as_bytes().split(b"\r\n"))) < 998


@pytest.mark.parametrize("log_in", [False, True], ids=["open", "with a log-in"])
@pytest.mark.parametrize("tls", ["none", "starttls", "tls"])
async def test_a_letter_arrives_by_each_way(tls: str, log_in: bool) -> None:
    async with a_post_office(tls, log_in=log_in) as (office, server):
        assert await hand_in(server, LETTER) == Sent()
    (letter,) = office.letters
    assert letter["Subject"] == LETTER.subject
    assert letter["To"] == LETTER.to
    assert office.encrypted == [tls != "none"]
    assert office.logged_in == [log_in]


@pytest.mark.parametrize(
    ("command", "answer", "becomes"),
    [
        ("DATA", "451 Try later", Failed(error="the mail server refuses the letter (451)")),
        ("DATA", "554 Spam", Failed(error="the mail server refuses the letter (554)", final=True)),
        ("RCPT", "450 Busy", Failed(error="the mail server refuses the address (450)")),
        ("RCPT", "550 mia@example.com is gone",
         Failed(error="the mail server refuses the address (550)", final=True)),
        ("DATA", HANG_UP, Lost(error="no answer of the mail server (SMTPServerDisconnected)")),
    ],
    ids=["letter later", "letter never", "address later", "address never", "lost"],
)  # fmt: skip
async def test_each_answer_is_sorted(command: str, answer: str, becomes: Outcome) -> None:
    async with a_post_office() as (office, server):
        office.says[command] = answer
        assert await hand_in(server, LETTER) == becomes


@pytest.mark.parametrize(
    ("changes", "becomes"),
    [
        ({"password": "wrong"}, "the mail server refuses the log-in (535)"),
        ({"trust": None}, "the mail server's certificate or encryption does not fit"),
        ({"tls": "tls"}, "the mail server's certificate or encryption does not fit"),
    ],
    ids=["another password", "an unknown certificate", "another encryption"],
)
async def test_what_an_operator_must_mend_is_tried_again(
    changes: dict[str, Any], becomes: str
) -> None:
    async with a_post_office("starttls", log_in=True) as (office, server):
        outcome = await hand_in(_changed(server, changes), LETTER)
    assert outcome == Failed(error=becomes)
    assert office.letters == []


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    async with a_post_office() as (_, server):
        pass
    outcome = await hand_in(server, LETTER)
    assert outcome == Failed(error="no connection to the mail server (ConnectionRefusedError)")


async def test_a_server_without_encryption_is_not_told_the_letter() -> None:
    async with a_post_office("none") as (office, server):
        outcome = await hand_in(replace(server, tls="starttls"), LETTER)
    assert outcome == Failed(error="the mail server offers no such encryption or log-in")
    assert office.letters == []


async def test_a_silent_server_does_not_keep_us() -> None:
    with socket.create_server(("localhost", 0)) as silence:
        port = silence.getsockname()[1]
        server = MailServer(host="localhost", port=port, tls="none", seconds=0.05)
        outcome = await hand_in(server, LETTER)
    assert outcome == Lost(error="no answer of the mail server (SMTPServerDisconnected)")


def test_the_password_is_in_no_words_about_the_server() -> None:
    server = MailServer(host="h", port=1, tls="none", user="u", password="hunter2")
    assert "hunter2" not in repr(server)


def _changed(server: MailServer, changes: dict[str, Any]) -> MailServer:
    if "trust" in changes:
        return MailServer(host=server.host, port=server.port, tls=server.tls, seconds=5)
    return replace(server, **changes)
