"""No secret is ever printed, whoever logs it and however deep it lies."""

import io
import json
import logging
import string
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.serve import quickest_loop
from bot.logs import LIBRARIES, masking, set_up_logs, trouble

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """What `set_up_logs` changes is the process's own, so it is put back."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in LIBRARIES}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)
    structlog.reset_defaults()


@pytest.fixture
def printed() -> io.StringIO:
    stream = io.StringIO()
    set_up_logs("INFO", secrets=[SIGNING_SECRET], stream=stream)
    return stream


def lines(printed: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.getvalue().splitlines()]


def masked(value: Any) -> Any:
    return masking([SIGNING_SECRET])(None, "info", {"value": value})["value"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("xoxb-1-2-abc", "xoxb-***"),
        ("xoxp-1-2-abc was refused", "xoxp-*** was refused"),
        ("xoxe.xoxb-1-abc", "xoxe.xoxb-***"),
        ("xoxe-1-abc", "xoxe-***"),
        ("token=xoxb-1-2-abc&x=1", "token=xoxb-***&x=1"),
        ("xapp-1-A1-2-abc", "xapp-***"),
        ("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "whsec_***"),
        ("hrk_AbC-123_x", "hrk_***"),
        ("exe_sZ7x06Q6rL9MS6Y3YoBIMiU9AgKnMcw0vSy7-A3OmBE", "exe_***"),
        ("Authorization: Bearer hrk_AbC-123_x", "Authorization: Bearer ***"),
        ("{'authorization': 'bearer eyJh.eyJz.c2ln'}", "{'authorization': 'bearer ***'}"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ***"),
        ("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", "v0=***"),
        ("https://hooks.slack.com/actions/T1/2/abc", "https://hooks.slack.com/***"),
        ("postgresql://me:p4ss:w0rd@db:5432/handrail", "postgresql://me:***@db:5432/handrail"),
        (f"compared with {SIGNING_SECRET}.", "compared with ***."),
        (b"xoxb-1-2-abc", "xoxb-***"),
        ({"deep": [("xoxb-1-2-abc",)]}, {"deep": [["xoxb-***"]]}),
        ({"signing_secret": "anything"}, {"signing_secret": "***"}),
        ({"Authorization": "Token abc"}, {"Authorization": "***"}),
        ({"token": ["one", "two"]}, {"token": "***"}),
        ({"xoxb-1-2-abc": 1}, {"xoxb-***": 1}),
        (ValueError("xoxb-1-2-abc"), "ValueError('xoxb-***')"),
    ],
)
def test_what_looks_like_a_secret_is_masked(said: Any, shown: Any) -> None:
    assert masked(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "esc_01JCXYZ was decided",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "https://desk.example.com/v1/turns?limit=5",
        "the bearer of bad news",
        {"tokens": 17, "escalation_id": "esc_1", "api_key_id": "key_1", "done": None},
        3.5,
        True,
    ],
)
def test_what_is_no_secret_stays(said: Any) -> None:
    assert masked(said) == said


NO_DIGITS = st.text(st.characters(blacklist_categories=["N", "Cs"]))


@given(
    prefix=st.sampled_from(["xoxb-", "xoxp-", "xoxe.xoxp-", "xapp-", "whsec_", "hrk_", "Bearer "]),
    digits=st.text(string.digits, min_size=8, max_size=60),
    before=NO_DIGITS,
    after=NO_DIGITS,
)
def test_no_secret_survives_whatever_stands_around_it(
    prefix: str, digits: str, before: str, after: str
) -> None:
    shown = masked(before + prefix + digits + after)
    assert not set(shown) & set(string.digits)


@given(
    secret=st.text(st.characters(blacklist_categories=["Cs"]), min_size=8),
    before=st.text(),
    after=st.text(),
)
def test_no_known_secret_survives_whatever_it_looks_like(
    secret: str, before: str, after: str
) -> None:
    shown = masking([secret])(None, "info", {"event": before + secret + after})["event"]
    assert secret not in shown.replace("***", "\x00")


def test_a_fact_is_one_line_of_json_with_its_time_in_utc(printed: io.StringIO) -> None:
    structlog.get_logger("bot.flows").info("escalation opened", escalation_id="esc_1", text="a\nb")

    (line,) = lines(printed)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "escalation opened",
        "level": "info",
        "logger": "bot.flows",
        "escalation_id": "esc_1",
        "text": "a\nb",
    }


@pytest.mark.parametrize("library", LIBRARIES)
def test_libraries_speak_through_the_same_pipe_from_warning_on(
    printed: io.StringIO, library: str
) -> None:
    log = logging.getLogger(f"{library}.inner")
    log.info("not shown")
    log.warning("token %s", "xoxb-1-2-abc")

    (line,) = lines(printed)
    assert line["event"] == "token xoxb-***"
    assert line["logger"] == f"{library}.inner"


def test_our_own_words_have_their_level(printed: io.StringIO) -> None:
    log = logging.getLogger("store.sqlite")
    log.debug("not shown")
    log.info("shown")

    assert [line["event"] for line in lines(printed)] == ["shown"]


@pytest.mark.parametrize("who", ["ours", "a library"])
def test_a_traceback_is_masked_too(printed: io.StringIO, who: str) -> None:
    try:
        raise RuntimeError("Slack refused xoxb-1-2-abc")
    except RuntimeError:
        if who == "ours":
            structlog.get_logger("bot").exception("it broke")
        else:
            logging.getLogger("slack_sdk").exception("it broke")
        assert "xoxb-1-2-abc" in traceback.format_exc()

    (line,) = lines(printed)
    assert "Slack refused xoxb-***" in line["exception"]
    assert "xoxb-1-2-abc" not in printed.getvalue()


def test_at_a_terminal_lines_are_for_people_and_masked_all_the_same() -> None:
    stream = io.StringIO()
    set_up_logs("INFO", stream=stream, pretty=True)
    try:
        raise RuntimeError("hrk_abc")
    except RuntimeError:
        structlog.get_logger("bot").exception("key hrk_abc", key="hrk_abc")

    assert "***" in stream.getvalue()
    assert "hrk_abc" not in stream.getvalue()


def test_setting_up_twice_prints_once(printed: io.StringIO) -> None:
    again = io.StringIO()
    set_up_logs("INFO", stream=again)
    logging.getLogger("bot").info("once")

    assert len(lines(again)) == 1
    assert lines(printed) == []


def test_trouble_says_what_and_where_and_quotes_nobody(printed: io.StringIO) -> None:
    try:
        raise ValueError("my card is 4111 1111 1111 1111")
    except ValueError as error:
        structlog.get_logger("bot").error("tick failed", **trouble(error))
    line = json.loads(printed.getvalue())
    assert line["error"] == "ValueError"
    assert line["at"].startswith("test_logs.py:")
    assert "4111" not in printed.getvalue()


def test_choosing_the_loop_leaves_the_servers_lines_to_us(printed: io.StringIO) -> None:
    quickest_loop()
    logging.getLogger("uvicorn.error").error("the port is taken; Bearer hrk_0123456789abcdef")
    line = json.loads(printed.getvalue())
    assert line["event"] == "the port is taken; Bearer ***"
