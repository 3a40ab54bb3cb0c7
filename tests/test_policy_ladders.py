"""What a ladder comes to at a moment, in words."""

import re
from datetime import datetime
from pathlib import Path

from bot.commands.policy_ladders import ladders
from bot.policy_file import load

DOCS = Path(__file__).parents[1] / "docs"
EXAMPLE = re.findall(r"```yaml\n(.*?)```", (DOCS / "policy.md").read_text(), re.DOTALL)[0]
MONDAY = datetime.fromisoformat("2026-11-23T09:00")


def test_what_the_page_says_is_what_the_check_says() -> None:
    """The example of the reference, on a Monday in Berlin."""
    told = list(ladders(load(EXAMPLE), MONDAY))
    assert len(told) == 2
    page = (DOCS / "clocks.md").read_text()
    assert [each for each in told if f"- {each}\n" not in page] == []


def test_whom_a_ladder_calls_while_the_team_is_away_waits_for_the_opening() -> None:
    friday = datetime.fromisoformat("2026-11-20T18:00")
    assert "while the team is away until Saturday 22:00" in next(ladders(load(EXAMPLE), friday))


def test_a_step_by_the_wall_clock_is_over_by_the_opening() -> None:
    at_once = EXAMPLE.replace("{after: 15m, notify", "{after: 15m, time: wall, notify")
    friday = datetime.fromisoformat("2026-11-20T18:00")
    told = next(ladders(load(at_once), friday))
    assert "calls S0123 on Saturday 22:00, whoever" in told
    assert "by the file) on Saturday 22:15" in told


def test_a_rota_without_people_says_so() -> None:
    nobody = EXAMPLE.replace("people: [U0456, U0789], ", "")
    told = list(ladders(load(nobody), MONDAY))
    assert "(nobody by the file)" in told[0]
    assert told[1].startswith("evenings: nobody is on call")
