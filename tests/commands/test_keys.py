"""`handrail keys`: made once, shown once, revoked at once; trouble is one sentence."""

from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.commands.main import app


@pytest.fixture(autouse=True)
def a_desk_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HANDRAIL_SECRET", "s" * 32)
    monkeypatch.setenv("HANDRAIL_DATABASE_URL", "sqlite:///handrail.db")


def keys(*words: str) -> Result:
    return CliRunner().invoke(app, ["keys", *words])


def create(*more: str) -> Result:
    return keys("create", "--name", "bot", "--scopes", "turns:write,escalations:read", *more)


def test_the_key_alone_is_the_last_line() -> None:
    made = create("--expires", "90d")
    assert made.exit_code == 0
    assert made.stdout.splitlines()[-1].startswith("hrk_")
    assert made.stdout.splitlines()[-1] not in keys("list").stdout


def test_a_revoked_key_is_not_revoked_again() -> None:
    id = create().stdout.split()[1]
    assert keys("revoke", id).exit_code == 0
    again = keys("revoke", id)
    assert again.exit_code == 1
    assert f"There is no live key {id}" in again.stderr


@pytest.mark.parametrize("expires", ["soon", "0d", "-3d", "99999d"])
def test_an_end_that_is_no_duration_is_refused_by_name(expires: str) -> None:
    made = create("--expires", expires)
    assert made.exit_code == 2
    assert made.stderr.startswith("--expires is wrong: a duration is")


@pytest.mark.parametrize("words", [["keys", "revoke", "key_1"], ["migrate"]])
def test_beside_a_serving_handrail_one_sentence_says_why_not(words: list[str]) -> None:
    with Path("handrail.db.lock").open("wb") as lock:
        flock(lock, LOCK_EX)
        refused = CliRunner().invoke(app, words)
    assert refused.exit_code == 1
    assert "One SQLite file takes one process" in " ".join(refused.stderr.split())


def test_a_database_that_does_not_answer_is_one_sentence() -> None:
    refused = keys("list")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("The database does not answer (OperationalError).")
