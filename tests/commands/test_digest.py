"""`handrail digest`: one week in every face, from a record that is only read; trouble is a sentence."""

import asyncio
import csv
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from bot.commands.digest_preview import preview
from bot.commands.main import app
from bot.ports import Letter
from bot.rules.weekly.content import Digest, Line, Section, Table
from tests.databases import sqlite_store
from tests.handlers.a_week import BUSY, WEEK, a_report
from tests.makers import NINE, WindUpClock, a_refund, an_escalation

POLICY = """\
queues:
  refunds: {channel: C0REFUNDS, approvers: {any_of: [{user: U0ANA}]}}
default: pass
"""


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One week that was sent, and one case in the week after it."""
    asyncio.run(_fill(tmp_path))
    (tmp_path / "handrail.yaml").write_text(POLICY)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HANDRAIL_SECRET", "s" * 32)
    monkeypatch.setenv("HANDRAIL_DATABASE_URL", "sqlite:///handrail.db")


async def _fill(folder: Path) -> None:
    letter = Letter(
        id="dig_1",
        workspace="default",
        recipient="C0REFUNDS",
        report=a_report(BUSY, queue="refunds"),
        created_at=NINE,
    )
    case = an_escalation(created_at=NINE + timedelta(hours=1))
    async with sqlite_store(folder, WindUpClock()) as store:
        await store.write(lambda memory: memory.add_letter(letter))
        await store.write(lambda memory: memory.add(case, turn=a_refund()))


def digest(*words: str) -> Result:
    return CliRunner().invoke(app, ["digest", *words])


def test_what_was_sent_is_shown_as_it_was() -> None:
    shown = digest("--week", "2026-W46", "--queue", "refunds", "--preview")
    assert shown.exit_code == 0, shown.output
    assert "142 escalations" in shown.stdout
    assert "Time to claim" in shown.stdout
    assert "may still change" not in shown.stdout
    assert shown.stdout == digest("--week", "2026-W46", "--queue", "refunds").stdout


def test_what_was_not_sent_is_counted_and_says_so() -> None:
    shown = digest("--week", "2026-W47")
    assert "1 escalation" in shown.stdout
    assert "may still change" in shown.stdout


def test_numbers_are_for_programs() -> None:
    told = json.loads(digest("--week", "2026-W46", "--queue", "refunds", "--json").stdout)
    assert (told["frozen"], told["figures"]["counts"]["cases"]) == (True, 142)
    rows = list(csv.DictReader(StringIO(digest("--week", "2026-W47", "--csv").stdout)))
    assert next(row for row in rows if row["name"] == "cases")["value"] == "1"


def test_the_page_is_a_new_file_and_never_written_over_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.reports.studio.sys.executable", "/bin/false")
    done = digest("--week", "2026-W46", "--queue", "refunds", "--html", "week.html")
    assert done.exit_code == 0, done.output
    page = (tmp_path / "week.html").read_text()
    assert "142 escalations" in page
    assert "<a " not in page
    again = digest("--week", "2026-W46", "--queue", "refunds", "--html", "week.html")
    assert again.exit_code == 2
    assert "cannot be written" in again.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--week", "46"], "--week: a week is written as 2026-W47."),
        (["--week", "9000-W01"], "--week: This week has not begun."),
        (["--queue", "refund"], "--queue: The policy has no such queue. It has refunds."),
        (["--workspace", "acne"], "--workspace: Nothing is known of it. There is default."),
        (["--json", "--csv"], "Choose one of --preview, --html, --json and --csv."),
    ],
)
def test_what_cannot_be_meant_is_refused(words: list[str], sentence: str) -> None:
    refused = digest(*words)
    assert refused.exit_code == 2
    assert sentence in " ".join(refused.stderr.split())


def test_words_are_no_orders_to_a_terminal() -> None:
    hostile = "\x1b[2J[bold]\x07refunds"
    section = Section(
        name="x", title=hostile, lines=(Line(hostile, notable=True),),
        table=Table(("", hostile), ((hostile, hostile),)),
    )  # fmt: skip
    told = Digest(
        title=hostile, week=WEEK, headline=(Line(hostile),), sections=(section,), footer=()
    )
    into = StringIO()
    Console(file=into, width=100, color_system=None).print(preview(told))
    assert "\x1b" not in into.getvalue()
    assert "\x07" not in into.getvalue()
    assert into.getvalue().count("[bold]") == 7
