"""The demo's past: lived through for real, spread over workdays, and all of it over."""

import random
from datetime import UTC, datetime, timedelta

from bot.commands.demo.history import Past, moments
from bot.commands.demo.house import open_house

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)  # a Wednesday


def test_customers_came_on_workdays_before_today() -> None:
    came = moments(NOW, 3, random.Random(1))
    assert came == sorted(came)
    assert {moment.weekday() for moment in came} == set(range(5))
    assert NOW - timedelta(weeks=3, days=1) < came[0]
    assert came[-1].date() < NOW.date()


async def test_a_past_week_is_in_the_workspace_and_nothing_of_it_waits() -> None:
    async with open_house() as house:
        past = Past(house.app.desk, house.agent, house.workspace, house.clock)
        days = past.days(1)
        for moment in days:
            await past.live(moment)
        house.clock.be_on_time()
        listed = await house.agent.client.get("/v1/escalations", params={"limit": 200})
        found = listed.json()["items"]
        assert len(found) >= 5
        assert all(each["closed_at"] for each in found)
        assert len({each["status"] for each in found}) >= 3
        created = {each["created_at"][:10] for each in found}
        assert created <= {moment.date().isoformat() for moment in days}
        assert len(created) >= 3
        posted = [
            datetime.fromtimestamp(float(message.ts), UTC).date().isoformat()
            for channel in {each["slack"]["channel"] for each in found}
            for message in await house.workspace.messages(channel)
        ]
        assert set(posted) <= created
        assert await house.workspace.complaints() == []
