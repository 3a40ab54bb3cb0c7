"""The demo's past: lived through for real, spread over workdays, and all but one of it over."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from bot.commands.demo.command import live_through
from bot.commands.demo.history import moments
from bot.commands.demo.house import House, open_house
from bot.commands.main import app as handrail
from bot.rules.json import Json

DIGEST = "Escalations, "
NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)  # a Wednesday


def test_customers_came_on_workdays_before_today() -> None:
    came = moments(NOW, 3, random.Random(1))
    assert came == sorted(came)
    assert {moment.weekday() for moment in came} == set(range(5))
    assert came[0].date() == NOW.date() - timedelta(weeks=3, days=2)  # three Mondays before this
    assert came[-1].date() < NOW.date()


def test_a_story_that_is_played_by_itself_has_no_past_and_says_so() -> None:
    refused = CliRunner().invoke(handrail, ["demo", "--headless", "--with-history"])
    assert refused.exit_code == 2
    assert "leave out --with-history" in refused.output


async def test_the_past_is_in_the_workspace_with_its_digest_and_one_of_it_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("handlers.reports.studio.sys.executable", "/bin/false")
    async with open_house() as house:
        now = house.clock.now()
        await live_through(house, 2)
        await _its_digest_is_there_once(house)
        listed = await house.agent.client.get("/v1/escalations", params={"limit": 200})
        found = listed.json()["items"]
        assert len(found) >= 5
        (waits,) = [each for each in found if each["closed_at"] is None]
        assert (waits["kind"], waits["queue"]) == ("handoff", "support")
        late = await house.agent.client.get("/v1/escalations", params={"past_due": "true"})
        assert [each["id"] for each in late.json()["items"]] == [waits["id"]]
        assert len({each["status"] for each in found}) >= 3
        created = {each["created_at"][:10] for each in found}
        assert created <= {str((now - timedelta(days=back)).date()) for back in range(1, 21)}
        assert len(created) >= 3
        posted = {
            datetime.fromtimestamp(float(message.ts), UTC).date().isoformat()
            for channel in {each["slack"]["channel"] for each in found}
            for message in await house.workspace.messages(channel)
            if not message.text.startswith(DIGEST)
            and message.root_ts != waits["slack"]["thread_ts"]
        }
        assert posted <= created
        assert await house.workspace.complaints() == []


async def _its_digest_is_there_once(house: House) -> None:
    """Of each queue, and at once: nobody waits for a Monday to see one."""
    for channel, queue in (("C0SUPPORT", "support"), ("C0REFUNDS", "refunds")):
        words = f"{DIGEST}{queue}, week"
        told = await house.workspace.wait_for_message(channel, containing=words, within=30)
        found = await house.workspace.messages(channel)
        assert [each.ts for each in found if each.text.startswith(DIGEST)] == [told.ts]
    week = await house.agent.client.get("/v1/reports/week")
    assert week.json()["frozen"] is True
    _there_is_something_to_read(week.json())


def _there_is_something_to_read(week: Json) -> None:
    """In each part, and a week before to compare with."""
    names = [each["name"] for each in week["digest"]["sections"]]
    assert names == ["needs_you", "speed", "sla", "why", "right", "load", "system"]
    figures, before = week["figures"], week["weeks_before"][0]
    assert min(figures["counts"]["cases"], before["counts"]["cases"]) >= 5
    assert figures["rates"]["feedback"]["part"]
    assert figures["rates"]["downstream_accuracy"]["whole"]
    assert figures["promises"]["decision"]["attainment"]["whole"] >= 5
    words = [line["text"] for each in week["digest"]["sections"] for line in each["lines"]]
    for part in (
        "SEPA mandate",
        "past due now",
        "Nobody was on call for 3 h of open hours: Thu",
        "called or reminded",
        "Ladders: ",
        "customers together waited",
        "Slack limited us",
        "put to use",
    ):
        assert [each for each in words if part in each], part
    assert figures["counts"]["people"] == 2
    assert week["target"] == 0.95
