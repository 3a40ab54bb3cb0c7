"""A digest in a real channel and in a direct message: its shape, its pictures, its doubts."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flows.post_digests import post_digests
from bot.ports import Filter
from bot.rules.edition import Edition, Schedule
from bot.rules.json import Json
from bot.rules.weekly.content import Line
from bot.rules.weekly.digest import digest
from bot.rules.weekly.parts import Burden
from bot.rules.weekly.pictures import Load
from bot.rules.weekly.report import Late
from bot.rules.weekly.statistics import Rate
from handlers.reports import studio
from handlers.reports.drawing import DARK, draw_load, draw_volume
from handlers.slack.blocks import text_size
from handlers.slack.digest import MOST_BLOCKS, MOST_TEXT, draw_digest
from sandbox.things import Message
from tests.handlers.slack_world import Office, an_office
from tests.makers import a_refund
from tests.rules.test_weekly import BUSY, a_report, facts

CHANNEL, MIA = "C0REFUNDS", "U0MIA"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncGenerator[Office]:
    async with an_office(tmp_path) as office:
        yield office


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures that nobody looks at are not drawn."""

    async def blank(*wanted: object) -> list[bytes]:
        return [draw_volume(())] * len(wanted)

    monkeypatch.setattr(studio, "together", blank)


async def a_monday(office: Office, *to: str) -> None:
    """A week in which somebody had to be asked is over, and its digest is owed."""
    office.policy.editions = (Edition(queue="refunds", zone="UTC", schedule=Schedule(), to=to),)
    await office.ask(a_refund())
    office.clock.wind(days=7, minutes=1)
    assert await post_digests(office.desk) == len(to)


async def digests_in(office: Office, channel: str) -> list[Message]:
    posted = await office.slack.messages(channel)
    return [each for each in posted if "Escalations, refunds" in each.text]


async def test_it_stands_in_the_channel_with_its_pictures_below(office: Office) -> None:
    await a_monday(office, CHANNEL)
    await office.settle(2)
    (message,) = await digests_in(office, CHANNEL)
    assert "week 47" in message.text
    assert "Needs you" in message.words
    pictures = [file for each in await office.slack.thread(message) for file in each.files]
    assert [each["name"].partition("-")[0] for each in pictures] == ["volume", "load"]
    assert {each["mimetype"] for each in pictures} == {"image/png"}
    asked = await office.slack.journal.calls("files.getUploadURLExternal")
    told = [str(call) for call in asked]
    assert "Escalations a week, and how long half of the customers waited" in told[0]
    assert "Escalations by weekday and hour, 1 in all. Busiest: Mon 09:00 (1)" in told[1]


async def test_a_handful_of_cases_leads_to_their_cards(office: Office, quickly: None) -> None:
    """Nothing of what they say is told: Slack shows a card to whoever may see it."""
    await a_monday(office, CHANNEL)
    await office.drain()
    (message,) = await digests_in(office, CHANNEL)
    (case,) = await office.store.read(lambda m: m.list_escalations(Filter(workspace="default")))
    assert case.thread
    assert case.thread.permalink.startswith("http")
    assert ("1", case.thread.permalink) in links_of(message.blocks)


async def test_one_person_gets_it_as_a_direct_message_and_in_doubt_only_once(
    office: Office, quickly: None
) -> None:
    """F75: what was posted is found again where it was posted, also between two."""
    await a_monday(office, MIA)
    await office.slack.faults.add("drop", method="chat.postMessage", times=1)
    await office.settle(4)
    opened = await office.side.client.conversations_open(users=MIA)
    direct = await office.slack.messages(opened["channel"]["id"])
    assert len([each for each in direct if "Escalations, refunds" in each.text]) == 1


async def test_a_digest_that_was_deleted_wants_no_picture(office: Office, quickly: None) -> None:
    await a_monday(office, CHANNEL)
    await office.slack.faults.add(
        "refuse", method="files.getUploadURLExternal", error="internal_error"
    )
    await office.drain()
    (message,) = await digests_in(office, CHANNEL)
    await office.side.client.chat_delete(channel=CHANNEL, ts=message.ts)
    await office.settle(3)
    posted = await office.slack.messages(CHANNEL)
    assert [each for each in posted if each.files] == []


async def test_pictures_are_drawn_by_a_program_of_their_own() -> None:
    """And are the same that this one would draw."""
    empty = Load(counts=((0,) * 24,) * 7, is_open=((True,) * 24,) * 7)
    assert await studio.together(studio.of_load(empty, dark=True)) == [draw_load(empty, DARK)]


async def test_a_picture_that_cannot_be_drawn_holds_up_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(studio.sys, "executable", "/bin/false")
    assert await studio.together(studio.of_volume(())) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(facts, min_size=1, max_size=3), st.integers(0, 5), st.text(max_size=200))
def test_every_digest_fits_into_one_message(weeks: list, late: int, words: str) -> None:
    named = tuple(
        Late(
            queue=words,
            reason="high_stakes",
            seconds=9e9,
            permalink="https://a.example/" + "x" * 900,
        )
        for _ in range(late)
    )
    report = replace(a_report(*weeks), late=named, late_in_all=late and 10**9, queue=words or None)
    threads = dict.fromkeys(("cases", "expired", "unsafe"), ("https://a.example/" + "x" * 900,) * 5)
    drawn = draw_digest(digest(replace(report, threads=threads)), "https://desk.example.com")
    assert len(drawn.blocks) <= MOST_BLOCKS
    assert text_size(drawn.blocks) <= MOST_TEXT
    assert drawn.text


def links_of(value: object) -> list[tuple[str, str]]:
    match value:
        case {"type": "link", "url": str(url), "text": str(words)}:
            return [(words, url)]
        case dict():
            return [each for inner in value.values() for each in links_of(inner)]
        case list():
            return [each for inner in value for each in links_of(inner)]
        case _:
            return []


def test_lists_are_linked_where_they_can_be_reached_and_handfuls_lead_to_their_cards() -> None:
    threads = {"unsafe": ("https://slack.example/p1", "https://slack.example/p2")}
    told = digest(replace(a_report(BUSY, BUSY), threads=threads))
    cards = [("1", "https://slack.example/p1"), ("2", "https://slack.example/p2")]
    assert links_of(draw_digest(told).blocks) == cards
    found = links_of(draw_digest(told, "https://desk.example.com").blocks)
    assert [each for each in found if each in cards] == cards
    lists = [each for each in found if each not in cards and "/v1/escalations" in each[1]]
    assert len(lists) >= 8
    assert all(url.startswith("https://desk.example.com/v1/escalations?") for _, url in lists)
    assert "3 approvals expired with nobody's answer" in dict(lists)
    assert "Speed (median / nine in ten)" in dict(lists)


def test_links_within_a_sentence_leave_its_words_as_they_are() -> None:
    topics = {"SEPA mandate": 14, "invoice": 11}
    asked = replace(BUSY, topics=topics, of_turns_by_topic={"SEPA mandate": Rate(14, 40)})
    told = digest(a_report(asked, BUSY))
    drawn = draw_digest(told, "https://desk.example.com")
    sentences = {
        "".join(run.get("text", "") for run in each["elements"])
        for block in drawn.blocks
        for each in elements_of(block)
        if each["type"] == "rich_text_section"
    }
    in_pieces = {line.text for each in told.sections for line in each.lines if line.pieces}
    assert any("14 (35 % of 40 turns)" in each for each in in_pieces)
    assert in_pieces <= sentences


def test_what_figures_mean_is_linked_from_its_foot_where_it_can_be_reached() -> None:
    told = digest(a_report(BUSY))
    words = "Each figure is explained at /definitions of the gateway."
    assert words in str(draw_digest(told).blocks[-1])
    foot = draw_digest(told, "https://desk.example.com").blocks[-2:]
    assert (words, "https://desk.example.com/definitions") in links_of(foot)
    assert len(links_of(foot)) == 3
    assert words not in str(foot[-1])
    assert "Europe/Berlin" in str(foot[-1])


def test_whom_a_managers_copy_names_slack_shows_by_name() -> None:
    told = a_report(replace(BUSY, burden=Burden(by_person={"slack:T1/U0ANA": 34})))
    assert "U0ANA" not in str(draw_digest(digest(told)).blocks)
    copy = draw_digest(digest(replace(told, people={"slack:T1/U0BEN": 3, "slack:T1/U0ANA": 34})))
    named = [{"type": "user", "user_id": each} for each in ("U0ANA", "U0BEN")]
    runs = [run for block in copy.blocks for run in elements_of(block)]
    assert [each for each in runs if each["type"] == "user"] == named
    assert "34 cases" in str(copy.blocks)


def elements_of(block: Json) -> list[Json]:
    """All the way down."""
    inner = block.get("elements", [])
    return [*inner, *(each for one in inner for each in elements_of(one))]


def test_a_sentence_too_long_for_a_link_is_told_whole_and_its_list_stands_behind_it() -> None:
    words = "First reply in time, " * 12
    told = replace(digest(a_report(BUSY)), headline=(Line(words, "/v1/escalations?queue=a"),))
    drawn = draw_digest(told, "https://desk.example.com")
    assert words.strip() in str(drawn.blocks[1])
    assert links_of(drawn.blocks[1]) == [
        ("list", "https://desk.example.com/v1/escalations?queue=a")
    ]


def test_it_begins_with_the_headline_and_has_words_for_the_bell() -> None:
    drawn = draw_digest(digest(a_report(BUSY, BUSY)))
    assert drawn.text.startswith("Escalations, support, week 47")
    assert "142 escalations" in drawn.text
    assert [each["type"] for each in drawn.blocks[:2]] == ["header", "rich_text"]
    assert drawn.blocks[-1]["type"] == "context"
