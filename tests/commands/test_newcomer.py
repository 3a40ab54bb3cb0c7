"""The whole way of a newcomer: init, paste, doctor, a key, serve, and a first card in Slack."""

import asyncio
import json
import re
import subprocess
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from bot.app import running
from bot.commands.init.envfile import LOAD
from bot.commands.main import app
from bot.settings import Settings, load, names
from sandbox import Sandbox, Workspace
from sandbox.hosting import Hosted

BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-pasted", "xapp-pasted", "signing-secret-pasted"
CHOICES = ("--channel", "C0REFUNDS", "--approvers", "S0REFUNDS")
TURN = {
    "conversation_id": "conv-1",
    "turn_id": "t-1",
    "agent": {"id": "support-bot"},
    "action_request": {"name": "issue_refund", "args": {"order": "A1", "amount": 129.0}},
    "confidence": 0.42,
}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Types commands in an empty folder, in a shell that knows nothing of Handrail yet."""

    folder: Path
    api_url: str

    async def type(self, *words: str, code: int = 0, loaded: bool = True) -> str:
        variables = self.shell() if loaded else dict.fromkeys(names())
        done = await asyncio.to_thread(CliRunner().invoke, app, words, env=variables)
        assert done.exit_code == code, done.output
        return done.stdout

    async def ask_the_doctor(self, *, code: int = 0, loaded: bool = True) -> dict[str, Any]:
        told = json.loads(await self.type("doctor", "--json", code=code, loaded=loaded))
        return {each["name"]: each for each in told["findings"]}

    def paste(self, name: str, value: str) -> None:
        file = self.folder / ".env"
        text, count = re.subn(
            rf"^{name}=$", f"{name}={value}", file.read_text(), flags=re.MULTILINE
        )
        assert count == 1, f"there is no empty {name}"
        file.write_text(text)

    def shell(self) -> dict[str, str | None]:
        """What a real shell has after the line that `handrail init` says to type."""
        told = subprocess.run(
            ["bash", "-c", f"{LOAD}; env -0"],
            cwd=self.folder,
            env={},
            capture_output=True,
            check=True,
        )
        pairs = (pair.split("=", 1) for pair in told.stdout.decode().split("\0") if pair)
        held = {name: value for name, value in pairs if name in names()}
        return dict.fromkeys(names()) | held | {"HANDRAIL_SLACK_API_URL": self.api_url}

    def settings(self) -> Settings:
        return load({name: value for name, value in self.shell().items() if value})


@pytest.fixture
async def slack() -> AsyncGenerator[Workspace]:
    async with Sandbox.serve(
        bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret=SIGNING_SECRET
    ) as workspace:
        yield workspace
        assert await workspace.complaints() == []


@pytest.fixture
def newcomer(tmp_path: Path, slack: Workspace, monkeypatch: pytest.MonkeyPatch) -> Newcomer:
    monkeypatch.chdir(tmp_path)
    return Newcomer(tmp_path, slack.api_url)


@pytest.mark.parametrize(
    ("reach", "pasted"),
    [
        ((), {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}),
        (
            ("--address", "https://desk.example.org"),
            {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SIGNING_SECRET},
        ),
    ],
    ids=["socket", "http"],
)
async def test_from_an_empty_folder_to_the_first_card(
    newcomer: Newcomer, slack: Workspace, reach: tuple[str, ...], pasted: dict[str, str]
) -> None:
    await newcomer.type("init", "--yes", *CHOICES, *reach, loaded=False)
    await newcomer.type("policy", "check", "handrail.yaml", loaded=False)
    forgot = await newcomer.ask_the_doctor(code=1, loaded=False)
    assert forgot[".env"]["remedy"] == f"Run: {LOAD}"

    missing = await newcomer.ask_the_doctor(code=1)
    wrong = [name for name, each in missing.items() if each["level"] == "wrong"]
    assert wrong == ["SLACK_BOT_TOKEN", "way in"]

    for name, value in pasted.items():
        newcomer.paste(name, value)
    well = await newcomer.ask_the_doctor()
    assert faults(well) == {}
    assert list(well)[-4:] == [
        "scopes",
        "channel C0REFUNDS",
        "user group S0REFUNDS",
        "way in" if reach else "Socket Mode",
    ]

    key = (
        await newcomer.type("keys", "create", "--name", "bot", "--scopes", "turns:write")
    ).split()[-1]
    async with running(newcomer.settings()) as desk, Hosted(desk.web, lifespan="off") as host:
        await slack.deliver_to(f"{host.url}/slack/events")
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=host.url, headers=headers, trust_env=False) as agent:
            assert (await agent.get("/readyz")).status_code == 200
            held = await agent.post("/v1/turns", json=TURN)
            assert held.json()["escalation"]["queue"] == "reviews"
        card = await slack.wait_for_message("C0REFUNDS", "issue_refund")
        await slack.as_user("ana").click("claim", on=card)
        await slack.wait_until(card, shows="Ana")
        beside = await newcomer.ask_the_doctor()
        assert faults(beside) == {}
        assert beside["deliveries"]["level"] == "ok"


async def test_nothing_that_is_secret_is_ever_shown(newcomer: Newcomer) -> None:
    shown = await newcomer.type("init", "--yes", loaded=False)
    for name, value in (("SLACK_BOT_TOKEN", "xoxb-not-known"), ("SLACK_APP_TOKEN", APP_TOKEN)):
        newcomer.paste(name, value)
    shown += await newcomer.type("doctor", code=1)
    shown += await newcomer.type("doctor", "--json", code=1)
    assert "invalid_auth" in shown
    held = [value for value in newcomer.settings().secret_values if value in shown]
    assert held == []


def faults(findings: dict[str, Any]) -> dict[str, Any]:
    """SQLite's version is the machine's own."""
    return {
        name: each for name, each in findings.items() if each["level"] != "ok" and name != "SQLite"
    }
