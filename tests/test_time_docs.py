"""The page about time says what is counted."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.commands.policy_promises import promises
from bot.policy_file import examine
from bot.rules.calendars.open_time import due
from bot.rules.durations import parse_duration

PAGE = (Path(__file__).parents[1] / "docs" / "time.md").read_text()
[EXAMPLE] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
ROWS = re.findall(r"\| \w{3} ([-\d]+ [:\d]+) \| (\d+\w) \| (\w{3} [-\d]+ [:\d]+) \|", PAGE)


@pytest.mark.parametrize(("opened", "after", "then"), ROWS)
def test_each_row_of_the_table_is_what_the_example_gives(
    opened: str, after: str, then: str
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    [calendar] = examine(EXAMPLE).policy.calendars.values()
    start = datetime.fromisoformat(opened).replace(tzinfo=zone)
    found = due(calendar, start, parse_duration(after)).astimezone(zone)
    assert f"{found:%a %Y-%m-%d %H:%M}" == then


def test_the_promise_on_the_page_is_what_the_check_says() -> None:
    moment, told = re.findall(r"--at ([-\dT:]+)\n…\n- (.*)\n", PAGE)[0]
    policy = examine(EXAMPLE).policy
    assert told in list(promises(policy, datetime.fromisoformat(moment)))


def test_the_page_has_a_table_of_due_times() -> None:
    assert len(ROWS) == 6
