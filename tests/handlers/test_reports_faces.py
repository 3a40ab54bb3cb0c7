"""One digest, several faces: none adds a number, none lets a name become markup or a formula."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from io import StringIO

import pytest

from bot.rules.calendars.week import Window
from bot.rules.weekly.content import Digest, Line, Section, Table
from bot.rules.weekly.digest import digest
from bot.rules.weekly.figures import Facts
from bot.rules.weekly.parts import Relay, Times
from bot.rules.weekly.report import Late, Report
from bot.rules.weekly.statistics import Measured, summarise
from handlers.gateway.report_shapes import WeekOut
from handlers.reports.links import where
from handlers.reports.numbers import as_json
from handlers.reports.page import as_page, attached, within
from handlers.reports.pictures import Picture, Pictures
from handlers.reports.plain import as_text
from handlers.reports.spreadsheet import COLUMNS, as_csv
from tests.handlers.a_week import BUSY, HOSTILE, LOAD, WEEK, a_report
from tests.makers import NINE

DIGEST = Digest(
    title=f"Escalations, {HOSTILE}",
    week=WEEK,
    headline=(Line("142 escalations", "/v1/escalations?queue=a%26b&status=open", notable=True),),
    sections=(
        Section(name="needs_you", title="Needs you", lines=(Line(HOSTILE, f"/{HOSTILE}"),)),
        Section(name="speed", title="Speed", table=Table(("", HOSTILE), ((HOSTILE, "≥ 4 m"),))),
    ),
    footer=(Line(HOSTILE),),
)


class Read(HTMLParser):
    """What a browser would make of a page: its tags, and its words outside of them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "srcset"}]

    def handle_data(self, data: str) -> None:
        self.words += data


def a_picture(name: str = "volume") -> Picture:
    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + (1200).to_bytes(4) + (736).to_bytes(4)
    return Picture(name=name, title="Volume", words=f'"{HOSTILE}', light=png, dark=png + b"dark")


def test_the_page_has_every_word_and_no_other_markup() -> None:
    read = Read(as_page(DIGEST, [within(a_picture())]))
    assert read.words.count(HOSTILE) == 6
    assert read.tags.count("img") == 1
    assert "script" not in read.tags


def test_the_page_needs_nothing_from_elsewhere() -> None:
    read = Read(as_page(DIGEST, [within(a_picture())]))
    assert {"/v1/escalations?queue=a%26b&status=open", f"/{HOSTILE}"} < set(read.links)
    others = [link for link in read.links if not link.startswith("/")]
    assert len(others) == 2
    assert all(link.startswith("data:image/png;base64,") for link in others)
    assert "link" not in read.tags


@pytest.mark.parametrize(
    ("link", "address", "leads"),
    [
        ("/v1/escalations?a=b", "", "/v1/escalations?a=b"),
        ("/v1/escalations?a=b", "https://desk", "https://desk/v1/escalations?a=b"),
        ("/v1/escalations?a=b", None, ""),
        ("https://shop.slack.com/archives/C1/p1", None, "https://shop.slack.com/archives/C1/p1"),
        ("https://shop.slack.com/archives/C1/p1", "https://desk",
         "https://shop.slack.com/archives/C1/p1"),
        ("javascript:alert(1)", "", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_links_lead_to_slack_or_to_lists(link: str, address: str | None, leads: str) -> None:
    assert where(Line("x", link), address) == leads


def test_where_nobody_could_follow_there_are_no_links() -> None:
    assert Read(as_page(DIGEST, address=None)).links == []
    begun = Read(as_page(DIGEST, address="https://desk.example.com")).links
    assert all(link.startswith("https://desk.example.com/") for link in begun)


def test_a_handful_of_cases_is_linked_card_by_card_also_where_no_list_can_be_had() -> None:
    links = {"unsafe": ("https://slack.example/p1", "javascript:alert(1)")}
    told = digest(a_report(threads=links))
    assert Read(as_page(told, address=None)).links == ["https://slack.example/p1"]
    assert "found unsafe [1]\n" in as_text(told)
    assert as_text(told).endswith("\n[1] https://slack.example/p1\n")
    assert "javascript" not in as_text(told) + as_page(told)


def test_a_letters_page_names_the_pictures_that_come_with_it() -> None:
    assert Read(as_page(DIGEST, [attached(a_picture())], address=None)).links == ["cid:volume"]


def test_a_notable_change_is_told_by_more_than_its_colour() -> None:
    assert "142 escalations notable" in Read(as_page(DIGEST)).words
    assert "142 escalations (!)" in as_text(DIGEST)


def test_text_stands_in_columns_and_has_links_only_with_an_address() -> None:
    told = digest(a_report())
    text = as_text(told)
    assert text.startswith(f"{told.title}\n{'=' * len(told.title)}\n")
    assert "/v1/escalations" not in text
    table = next(each.table for each in told.sections if each.table)
    for row in table.rows:
        assert re.search(r"\s{2,}".join(map(re.escape, row)), text)


def test_links_of_a_text_stand_at_its_end_and_each_of_them_once() -> None:
    told, address = digest(a_report()), "https://desk.example.com"
    words, _, notes = as_text(told, address=address).rpartition("\n\n")
    assert address not in words
    assert "This week as a page [" in words
    links = [each.partition(" ") for each in notes.splitlines()]
    assert all(link.startswith(f"{address}/") for _, _, link in links)
    assert len({link for _, _, link in links}) == len(links) >= 8
    assert all(words.count(number) >= 1 for number, _, _ in links)


@pytest.mark.parametrize("report", [a_report(), a_report(Facts())], ids=["busy", "quiet"])
def test_json_tells_the_same_numbers_as_the_words(report: Report) -> None:
    told = json.loads(json.dumps(as_json(report, digest(report), frozen=True)))
    WeekOut.model_validate(told)  # as the OpenAPI document says, and nothing beside it
    assert told["week"] == "2026-W46"
    assert told["frozen"] is True
    assert (told["begins_at"], told["ends_at"]) == ("2026-11-08T23:00:00Z", "2026-11-15T23:00:00Z")
    assert told["figures"]["counts"]["cases"] == report.this.cases
    assert len(told["weeks_before"]) == len(report.before)
    headline = told["digest"]["headline"][-1 if report.this.cases else 0]["text"]
    assert headline == digest(report).headline[-1 if report.this.cases else 0].text


def test_what_is_not_known_is_null_and_empty_and_never_a_nought() -> None:
    """F72: neither in JSON nor in a spreadsheet."""
    report = a_report(Facts())
    told = as_json(report, digest(report), frozen=False)["figures"]
    assert told["rates"]["as_is"] == {"part": 0, "whole": 0, "value": None}
    assert told["times"]["claim"]["median"] is None
    rows = list(csv.DictReader(StringIO(as_csv(report))))
    assert {row["value"] for row in rows if row["kind"] == "rate"} == {""}
    assert {row["median_seconds"] for row in rows if row["kind"] == "time"} == {""}


def test_csv_has_means_and_says_what_can_only_be_longer() -> None:
    rows = list(csv.DictReader(StringIO(as_csv(a_report()))))
    claim = next(row for row in rows if row["name"] == "claim")
    assert tuple(claim) == COLUMNS
    assert (claim["week"], claim["n"], claim["going_on"]) == ("2026-W46", "142", "2")
    assert (claim["median_seconds"], claim["median_at_least"]) == ("4260.0", "false")
    assert (claim["mean_seconds"], claim["mean_at_least"]) == ("4290.0", "true")
    assert {row["week"] for row in rows} == {f"2026-W{number}" for number in range(42, 47)}
    assert "mean" not in json.dumps(as_json(a_report(), digest(a_report()), frozen=False))


def test_promises_are_told_with_what_was_broken_and_by_how_much() -> None:
    told = as_json(a_report(), digest(a_report()), frozen=True)["figures"]
    promise = told["promises"]["decision"]
    assert (promise["met"], promise["broken"], promise["late"]) == (40, 2, 1)
    assert promise["attainment"] == {"part": 40, "whole": 42, "value": 40 / 42}
    assert told["worst"][0]["by"] == {"seconds": 7_200.0, "at_least": True}
    rows = list(csv.DictReader(StringIO(as_csv(a_report()))))
    broken = next(row for row in rows if row["kind"] == "promise_broken")
    assert (broken["name"], broken["value"]) == ("decision", "2")
    overrun = next(row for row in rows if row["name"] == "overrun_decision")
    assert (overrun["max_seconds"], overrun["max_at_least"]) == ("7200.0", "true")


def test_certainty_and_edits_are_told_in_shares() -> None:
    report = a_report()
    told = as_json(report, digest(report), frozen=True)["figures"]
    assert told["bands"]["0.6"]["as_is"] == {"part": 5, "whole": 7, "value": 5 / 7}
    assert told["edit_share"] == {"n": 6, "median": 0.18, "p90": None, "max": 0.9}
    rows = list(csv.DictReader(StringIO(as_csv(report))))
    band = next(row for row in rows if row["name"] == "as_is 0.6")
    assert (band["kind"], band["part"], band["whole"]) == ("band", "5", "7")


def numbers_in(told: object) -> Iterator[float]:
    match told:
        case bool():
            return
        case int() | float():
            yield round(float(told), 3)
        case dict():
            for each in told.values():
                yield from numbers_in(each)
        case list() | tuple():
            for each in told:
                yield from numbers_in(each)


def test_programs_and_spreadsheets_are_told_when_nobody_was_on_call() -> None:
    span = Window(NINE, NINE + timedelta(hours=4))
    facts = replace(BUSY, uncovered_seconds=14_400.0, uncovered=(span,), waited_uncovered=(9,))
    report = a_report(facts)
    told = as_json(report, digest(report), frozen=True)["figures"]["uncovered"]
    begins, ends = "2026-11-16T09:00:00Z", "2026-11-16T13:00:00Z"
    assert told == [{"begins_at": begins, "ends_at": ends, "waited": 9}]
    rows = csv.DictReader(StringIO(as_csv(report)))
    assert [(row["name"], row["value"]) for row in rows if row["kind"] == "uncovered"] == [
        ("2026-11-16T09:00:00+00:00", "2026-11-16T13:00:00+00:00")
    ]


def test_a_spreadsheet_has_every_number_that_programs_are_told() -> None:
    few = replace(BUSY, claims=summarise((Measured(7.0), Measured(11.5, at_least=True))))
    relay = Relay(attempted=9, delivered=8, failed=1, lag_p95=Measured(1.84))
    facts = replace(few, relay=relay, times=Times(notified_p99=Measured(4.5)))
    late = (Late(queue="=support", reason="policy", seconds=77.0),)
    report = a_report(facts, load=LOAD, target=0.95, late=late)
    told = as_json(report, digest(report), frozen=True)
    rows = list(csv.DictReader(StringIO(as_csv(report))))
    cells = {cell for row in rows if row["week"] == "2026-W46" for cell in row.values()}
    assert {"2026-11-08T23:00:00+00:00", "Europe/Berlin", "'=support"} < cells
    known = {round(float(cell), 3) for cell in cells if re.fullmatch(r"\d+(\.\d+)?", cell)}
    wanted = {*numbers_in(told["figures"]), *numbers_in(told["load"]), 0.95, 77.0}
    assert len(wanted) > 40
    assert wanted - known == set()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_name_is_a_formula_in_a_spreadsheet(start: str) -> None:
    report = a_report(replace(BUSY, began={f"{start}cmd()": 1}), queue=f"{start}HYPERLINK(1)")
    rows = list(csv.DictReader(StringIO(as_csv(report))))
    assert {row["queue"] for row in rows} == {f"'{start}HYPERLINK(1)"}
    assert f"'{start}cmd()" in {row["name"] for row in rows}


async def test_pictures_are_drawn_once_for_light_and_for_dark() -> None:
    pictures, report = Pictures(), a_report(load=LOAD)
    volume, load = await pictures.of(report)
    assert [each.light[:8] for each in (volume, load)] == [b"\x89PNG\r\n\x1a\n"] * 2
    assert volume.light != volume.dark
    assert "2026-W46: 142" in volume.words
    assert "Outside open hours" in load.words
    assert (await pictures.of(report))[0] is volume


async def test_figures_are_told_without_pictures_that_cannot_be_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("handlers.reports.studio.sys.executable", "/bin/false")
    assert await Pictures().of(a_report()) == ()
