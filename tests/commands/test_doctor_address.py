"""The doctor knocks at a real door, as Slack does when it verifies a Request URL."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.routing import Route
from typer.testing import CliRunner

from bot.commands.doctor.address import check_address, judge
from bot.commands.main import app
from bot.rules.finding import Finding, Level
from handlers.slack.door import PATH
from sandbox.hosting import Hosted
from tests.handlers.slack_world import SECRET, a_door, web_app
from tests.makers import WindUpClock


@pytest.fixture(autouse=True)
def no_proxy_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


async def knock(web: Starlette, clock: WindUpClock, secret: str = SECRET) -> Finding:
    async with Hosted(web) as host:
        finding = await check_address(f"{host.url}/", secret, clock)
    assert host.url + PATH in finding.words
    assert secret not in repr(finding)
    return finding


async def test_a_door_that_answers_lacks_only_its_tls(clock: WindUpClock) -> None:
    finding = await knock(web_app(a_door(clock)), clock)
    assert finding.level is Level.WRONG
    assert finding.words.endswith("answers, but Slack comes only by https.")


def test_with_tls_it_is_as_slack_wants_it() -> None:
    answer = httpx.Response(200, json={"challenge": "c1"})
    url = f"https://desk.example.org{PATH}"
    assert judge(url, answer, "c1").level is Level.OK
    assert judge(url, answer, "c2").level is Level.WRONG


@pytest.mark.parametrize(("secret", "late"), [("another secret", 0), (SECRET, 301)])
async def test_a_door_with_another_secret_or_time_is_not_ours(
    clock: WindUpClock, secret: str, late: int
) -> None:
    there = WindUpClock(clock.now())
    there.wind(seconds=late)
    finding = await knock(web_app(a_door(there)), clock, secret)
    assert finding.level is Level.WRONG
    assert "its SLACK_SIGNING_SECRET is another, or its clock" in finding.words


async def test_a_proxy_that_leads_elsewhere_is_told_by_its_answer(clock: WindUpClock) -> None:
    assert "answers 404, and not as Handrail does" in (await knock(Starlette(), clock)).words
    away = Route(PATH, lambda _: RedirectResponse("/login"), methods=["POST"])
    assert "answers 307" in (await knock(Starlette(routes=[away]), clock)).words


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "https://", "no address"])
async def test_nobody_there_is_wrong(clock: WindUpClock, address: str) -> None:
    finding = await check_address(address, SECRET, clock)
    assert finding.level is Level.WRONG
    assert "cannot be reached" in finding.words


def test_by_socket_mode_there_is_no_address_to_try() -> None:
    settings = {"SLACK_APP_TOKEN": "xapp-1-a"}
    done = CliRunner().invoke(
        app, ["doctor", "--address", "https://desk.example.org"], env=settings
    )
    assert done.exit_code == 2
    assert "Socket Mode" in done.stderr
