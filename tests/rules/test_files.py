"""Which files pass, and which are named with the reason."""

import pytest

from bot.rules.files import MOST_BYTES, UNKNOWN, Fetched, Wanted, is_page, kind_of, misfit

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def a_file(name: str = "a.bin", mimetype: str = UNKNOWN, size: int = 0) -> Wanted:
    return Wanted(id="F1", name=name, mimetype=mimetype, url="https://files.slack.com/x", size=size)


@pytest.mark.parametrize(
    ("name", "mimetype", "content"),
    [
        ("a.png", "image/png", b"\x89PNG\r\n\x1a\nrest"),
        ("a.jpg", "image/jpeg", b"\xff\xd8\xff\xe0"),
        ("a.webp", "image/webp", b"RIFF\x00\x00\x00\x00WEBPVP8 "),
        ("a.pdf", "application/pdf", b"%PDF-1.4"),
        ("a.txt", "text/plain; charset=utf-8", "Grüße".encode()),
        ("a.txt", "text/plain", "Grüße".encode("utf-16")),
        ("a.docx", DOCX, b"PK\x03\x04"),
        ("a.sketch", "application/x-sketch", b"anything \x00 at all"),
        ("full.bin", UNKNOWN, bytes(MOST_BYTES)),
    ],
)
def test_what_is_as_it_is_called_passes(name: str, mimetype: str, content: bytes) -> None:
    assert misfit(a_file(name, mimetype), content) == ""


@pytest.mark.parametrize(
    ("name", "mimetype", "content", "why"),
    [
        ("a.png", "image/png", b"%PDF-1.4", "not what it is called"),
        ("a.webp", "image/webp", b"RIFF\x00\x00\x00\x00AVI LIST", "not what it is called"),
        ("a.txt", "text/plain", b"a\x00b", "not what it is called"),
        ("a.docx", DOCX, b"plain words", "not what it is called"),
        ("a.png", "image/png", b"", "empty"),
        ("a.bin", UNKNOWN, bytes(MOST_BYTES + 1), "larger than 10 MiB"),
        ("photo.png", UNKNOWN, b"MZ\x90\x00", "program"),
        ("tool", UNKNOWN, b"\x7fELF\x02", "program"),
        ("run.sh", "text/plain", b"echo hello", "program"),
        ("bill.pdf.EXE", UNKNOWN, b"words", "program"),
        ("bill.exe. ", UNKNOWN, b"words", "program"),
    ],
)
def test_what_does_not_pass_is_told_why(name: str, mimetype: str, content: bytes, why: str) -> None:
    assert why in misfit(a_file(name, mimetype), content)


def test_a_file_that_was_cut_off_on_its_way_does_not_pass() -> None:
    assert misfit(a_file(size=11), b"ten bytes.") == "it has 10 bytes instead of 11"


def test_a_kind_that_is_not_looked_into_is_promised_to_nobody() -> None:
    assert kind_of("image/svg+xml") == UNKNOWN
    assert kind_of("text/html") == UNKNOWN
    assert kind_of("IMAGE/PNG; x=y") == "image/png"


@pytest.mark.parametrize(
    "fetched",
    [
        Fetched(content=b"words", content_type="text/html; charset=utf-8"),
        Fetched(content=b"\xef\xbb\xbf\n <!DOCTYPE html><title>Sign in", content_type=UNKNOWN),
        Fetched(content=b"<HTML lang=en>", content_type="image/png"),
    ],
)
def test_a_page_is_known_by_what_it_is_called_or_how_it_begins(fetched: Fetched) -> None:
    """F14: HTML sign-in page stored as the attachment."""
    assert is_page(fetched)


def test_words_about_pages_are_no_page() -> None:
    assert not is_page(Fetched(content=b"see <html> in chapter 3", content_type="text/plain"))
