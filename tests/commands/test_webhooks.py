"""`handrail webhooks`: what an operator sees of agents' ends, and telling them again."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.commands.main import app
from bot.rules.delivery import Delivery, DeliveryKind, Failed, Sent
from bot.rules.endpoint import GONE, endpoint_of, tried
from store.store import SqlStore
from tests.databases import sqlite_store
from tests.makers import WindUpClock
from tests.store.world import claim, must_claim, opened, owe, owed, settle

HERE = "https://agent.example.com/hook"
THERE = "https://agent.example.com/other"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_desk_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HANDRAIL_SECRET", "s" * 32)
    monkeypatch.setenv("HANDRAIL_DATABASE_URL", "sqlite:///handrail.db")


@pytest.fixture
def clock() -> WindUpClock:
    return WindUpClock(NOW)


@pytest.fixture
async def told(tmp_path: Path, clock: WindUpClock) -> list[Delivery]:
    """At ten one arrived here, at eleven one died there, which is disabled since."""
    async with sqlite_store(tmp_path, clock) as store:
        await opened(store)
        sent = await _tell(store, clock, HERE, Sent())
        dead = await _tell(store, clock, THERE, Failed(error=GONE, final=True))
    return [sent, dead]


async def _tell(store: SqlStore, clock: WindUpClock, url: str, outcome: Sent | Failed) -> Delivery:
    payload = {"type": "escalation.decided", "url": f"{url}?conversation=7"}
    await owe(store, owed(kind=DeliveryKind.WEBHOOK, lane="webhook:x", payload=payload))
    clock.wind(hours=1)
    taken = await must_claim(store, clock)
    await settle(store, clock, taken, outcome)
    now_is = tried(endpoint_of("default", url), outcome, clock.now())
    await store.write(lambda memory: memory.save_endpoint(now_is))
    return taken.delivery


def webhooks(*words: str) -> Result:
    return CliRunner().invoke(app, ["webhooks", *words])


async def still_owed(tmp_path: Path, clock: WindUpClock) -> list[str]:
    ids = []
    clock.wind(days=400)
    async with sqlite_store(tmp_path, clock) as store:
        while taken := await claim(store, clock):
            ids.append(taken.delivery.id)
            await settle(store, clock, taken, Sent())
    return ids


def test_every_endpoint_is_listed_with_its_state(told: list[Delivery]) -> None:
    here, there = webhooks("list").stdout.splitlines()
    assert here == (
        f"{HERE}  [default]  enabled  last success 2026-11-20 10:00,  last failure never"
    )
    assert there == (
        f"{THERE}  [default]  disabled 2026-11-20 11:00 (410 Gone)  last success never,"
        "  last failure 2026-11-20 11:00  (410 Gone)"
    )


@pytest.mark.parametrize(
    ("span", "which"),
    [
        (["--since", "2026-11-20T10:00"], [0, 1]),
        (["--since", "2026-11-20T11:00+01:00"], [0, 1]),
        (["--since", "2026-11-20T10:30"], [1]),
        (["--since", "2026-11-20", "--until", "2026-11-20T11:00"], [0]),
        (["--since", "2026-11-20", "--url", f"{THERE}?conversation=8"], [1]),
        (["--since", "2026-11-20", "--url", "https://elsewhere.example.com/"], []),
    ],
)
async def test_what_lies_in_the_span_is_told_again_under_its_own_id(
    span: list[str], which: list[int], told: list[Delivery], tmp_path: Path, clock: WindUpClock
) -> None:
    wanted = [told[number].id for number in which]
    assert await in_thread("redeliver", *span) == f"{len(wanted)} owed again.\n"
    assert await still_owed(tmp_path, clock) == wanted


async def test_a_dry_run_says_what_it_would_be_and_owes_nothing(
    told: list[Delivery], tmp_path: Path, clock: WindUpClock
) -> None:
    said = await in_thread("redeliver", "--since", "2026-11-20", "--dry-run")
    assert said.endswith("2 would be owed again.\n")
    assert await still_owed(tmp_path, clock) == []
    assert "disabled" in await in_thread("list")


@pytest.mark.parametrize("since", ["2026-11-20", "2026-11-20T12:00"])
async def test_whoever_is_named_is_enabled_even_when_nothing_is_to_be_told(
    since: str, told: list[Delivery]
) -> None:
    await in_thread("redeliver", "--since", since, "--url", THERE)
    assert "disabled" not in await in_thread("list")


async def test_of_an_end_that_was_not_named_nothing_changes(told: list[Delivery]) -> None:
    await in_thread("redeliver", "--since", "2026-11-20", "--url", HERE)
    assert "disabled" in await in_thread("list")


@pytest.mark.parametrize("since", ["yesterday", "", "2026-13-01", "99999d", "-2h"])
def test_a_time_that_is_none_is_refused_by_name(since: str, told: list[Delivery]) -> None:
    refused = webhooks("redeliver", "--since", since)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("--since is wrong: put a time such as 2026-11-20T10:00")


def test_a_span_that_ends_before_it_begins_is_refused(told: list[Delivery]) -> None:
    refused = webhooks("redeliver", "--since", "1h", "--until", "2h")
    assert refused.exit_code == 2
    assert "--since must be before --until." in refused.stderr


def test_a_receiver_gets_the_secret_of_the_newest_key_or_of_the_one_it_asks_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def secret(*words: str) -> str:
        return CliRunner().invoke(app, ["keys", "webhook-secret", *words]).stdout.strip()

    first = secret()
    monkeypatch.setenv("HANDRAIL_WEBHOOK_KEYS", "2, 1")
    second = secret()
    assert first.startswith("whsec_")
    assert second.startswith("whsec_")
    assert first != second
    assert (secret("--key", "1"), secret("--key", "2")) == (first, second)
    assert secret("--workspace", "other") != second


async def in_thread(*words: str) -> str:
    """A command runs an event loop of its own."""
    done = await asyncio.to_thread(webhooks, *words)
    assert done.exit_code == 0, done.output
    return done.stdout
