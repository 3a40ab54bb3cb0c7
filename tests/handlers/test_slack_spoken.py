"""F13: what people format in Slack reaches the customer as they typed it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers.slack.emoji import from_code_points, glyph
from handlers.slack.names import Names, mentioned
from handlers.slack.spoken import spoken

NAMES = Names(users={"U0ADA": "Ada"}, channels={"C0HELP": "help"}, groups={"S0TEAM": "@support"})
CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "golden" / "spoken.yaml").read_text("utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[case["is"] for case in CASES])
def test_words_reach_the_customer_as_the_person_saw_them(case: dict[str, Any]) -> None:
    said = spoken(_event(case), NAMES)
    assert said.text == case["text"]
    assert said.markdown == case.get("markdown", case["text"])


def _event(case: dict[str, Any]) -> dict[str, Any]:
    event = {"text": case.get("said", "")}
    if rich := case.get("rich"):
        event["blocks"] = [{"type": "rich_text", "elements": rich}]
    return event


def test_the_ids_whose_names_are_needed_are_found_in_blocks_and_in_text() -> None:
    section = {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U1"}]}
    event: dict[str, Any] = {"blocks": [{"type": "rich_text", "elements": [section]}]}
    event["text"] = "<@U2|ada> <#C3|> <!subteam^S4|@x> <https://U5.example>"
    found = mentioned(event)
    assert found.users == {"U1", "U2"}
    assert found.channels == {"C3"}
    assert found.groups == {"S4"}


@pytest.mark.parametrize(
    ("name", "tone", "drawn"),
    [
        ("tada", 0, "🎉"),
        ("thumbsup", 0, "👍"),
        ("+1", 6, "👍🏿"),
        ("v", 2, "✌🏻"),
        ("tada", 4, "🎉"),
        ("+1", 9, "👍"),
        ("our_logo", 0, ""),
    ],
)
def test_emoji_have_slacks_names(name: str, tone: int, drawn: str) -> None:
    assert glyph(name, tone) == drawn


def test_code_points_that_are_none_draw_nothing() -> None:
    assert from_code_points("1f44d-1f3fd") == "👍🏽"
    assert [from_code_points(bad) for bad in ("", "xyz", "d83d", "110000", "0", "-1")] == [""] * 6
