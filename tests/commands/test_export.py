"""`handrail export`: every correction once, in the form that was asked for; trouble is a sentence."""

import asyncio
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.commands import export as command
from bot.commands.main import app
from bot.rules.approvers import Actor
from bot.rules.deciding import after_choice
from bot.rules.decision import Approve, Edit, Reject
from bot.rules.feedback import Answer, Opinion, appraisal_of
from bot.rules.turn import Reply
from tests.databases import sqlite_store
from tests.makers import NINE, WindUpClock, a_turn, an_escalation

ANA_DID = Actor(type="human", id="slack:T0SANDBOX/U0ANA", name="Ana")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five edits, a day apart; one rejection and one approval after them."""
    asyncio.run(_fill(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HANDRAIL_SECRET", "s" * 32)
    monkeypatch.setenv("HANDRAIL_DATABASE_URL", "sqlite:///handrail.db")


async def _fill(folder: Path) -> None:
    edits = [Edit(reply=Reply(text=f"Refunded €{number}.")) for number in range(5)]
    async with sqlite_store(folder, WindUpClock()) as store:
        for number, choice in enumerate([*edits, Reject(reason="Too much"), Approve()]):
            at = NINE + timedelta(days=number)
            opened = an_escalation(
                a_turn(f"t-{number}"), id=f"esc_{number}", expires_at=at + timedelta(days=9)
            )
            decided = after_choice(opened, choice, ANA_DID, at, seen=1)
            turn = a_turn(f"t-{number}")
            await store.write(lambda memory, it=decided, of=turn: memory.add(it, turn=of))


def export(*words: str) -> Result:
    return CliRunner().invoke(app, ["export", *words])


def lines(done: Result) -> list[Any]:
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.usefixtures("desk")
def test_whoever_has_read_enough_is_told_of_no_trouble() -> None:
    """As `handrail export | head -1` does."""
    reads, writes = os.pipe()
    os.close(reads)
    handrail = [sys.executable, "-c", "from bot.commands.main import main; main()", "export"]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(handrail, stdout=writes, stderr=subprocess.PIPE, env=paths, check=False)
    os.close(writes)
    assert done.returncode == 0
    assert b"Pipe" not in done.stderr
    assert b"does not answer" not in done.stderr


@pytest.mark.usefixtures("desk")
def test_every_correction_is_told_once_however_the_pages_fall(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(command, "PAGE", 2)
    assert [each["id"] for each in lines(export())] == [f"cor_{number}" for number in range(6)]


@pytest.mark.usefixtures("desk")
def test_what_was_approved_and_found_wrong_afterwards_is_told_with_that(tmp_path: Path) -> None:
    asyncio.run(_find_wrong(tmp_path, "esc_6"))
    told = lines(export())[-1]
    assert (told["id"], told["decision"]) == ("cor_6", "approve")
    assert told["appraisal"] == {"answer": "wrong", "needed": None, "words": "Not this order."}
    assert len(lines(export("--format", "preference"))) == 5


async def _find_wrong(folder: Path, id: str) -> None:
    async with sqlite_store(folder, WindUpClock()) as store:
        case = await store.read(lambda memory: memory.escalation(id))
        said = Opinion(answer=Answer.WRONG, words="Not this order.")
        found = appraisal_of(case, said, ANA_DID, NINE)
        await store.write(lambda memory: memory.save_appraisal(found))


@pytest.mark.usefixtures("desk")
def test_chats_and_pairs_are_of_edits_alone() -> None:
    chats = lines(export("--format", "chat"))
    assert [each["messages"][-1]["content"] for each in chats] == [
        f"Refunded €{number}." for number in range(5)
    ]
    pairs = lines(export("--format", "preference", "--since", "2026-11-19"))
    assert [each["chosen"][0]["content"] for each in pairs] == ["Refunded €3.", "Refunded €4."]


@pytest.mark.usefixtures("desk")
def test_since_is_a_moment_and_belongs_to_what_follows() -> None:
    assert len(lines(export("--since", "2026-11-20T09:00:00Z"))) == 2
    assert len(lines(export("--since", "2026-11-20T09:00:01+00:00"))) == 1
    assert lines(export("--since", "2027-01-01")) == []


@pytest.mark.usefixtures("desk")
def test_a_file_is_written_once_and_never_over_another(tmp_path: Path) -> None:
    done = export("--output", "lessons.jsonl")
    assert done.exit_code == 0
    assert done.stdout == ""
    assert len((tmp_path / "lessons.jsonl").read_text("utf-8").splitlines()) == 6
    again = export("--output", "lessons.jsonl")
    assert again.exit_code == 2
    assert "cannot be written" in again.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--since", "soon"], "--since is a date or a time"),
        (["--redact", "names"], "--redact knows emails and phones, not names."),
    ],
)
def test_what_cannot_be_meant_is_refused(words: list[str], sentence: str) -> None:
    refused = export(*words)
    assert refused.exit_code == 2
    assert sentence in " ".join(refused.stderr.split())
