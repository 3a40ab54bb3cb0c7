"""What watches a desk asks only for what a desk tells, and every alert says what to do."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from bot.commands.demo.scripts import BIG_REFUND
from tests.stories.test_decisions import a_turn
from tests.stories.world import a_world

ROOT = Path(__file__).parent.parent
RUNBOOKS = ROOT / "docs/runbooks"
BOARD: dict[str, Any] = json.loads((ROOT / "deploy/grafana.json").read_text())
ALERTS: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOT / "deploy/alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
Told = dict[str, dict[str, set[str]]]
MATCHER = re.compile(r'(\w+)\s*[=!]~?\s*"([^"]*)"')
PARTS = frozenset({"What people feel", "Look", "Do", "Afterwards"})

# What Prometheus adds by itself, and what Grafana fills in.
OF_THE_SCRAPE: dict[str, set[str]] = {"job": {"handrail"}, "instance": set()}
OF_PROMETHEUS = {"up": OF_THE_SCRAPE}
WORDS = frozenset(
    {"sum", "max", "min", "by", "rate", "absent", "or", "histogram_quantile", "label_values"}
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Every series that a running desk tells, with its labels and the values they have."""
    text = asyncio.run(metrics(tmp_path_factory.mktemp("desk")))
    families = text_string_to_metric_families(text)
    return OF_PROMETHEUS | {name: labels for each in families for name, labels in series(each)}


async def metrics(folder: Path) -> str:
    async with a_world(folder) as world:
        card = await world.card(await world.ask(a_turn(BIG_REFUND)))
        await world.slack.as_user("ana").click("approve", on=card)
        return (await world.agent.get("/metrics")).text


def series(family: Metric) -> Iterator[tuple[str, dict[str, set[str]]]]:
    labels = {label for sample in family.samples for label in sample.labels}
    values = {
        label: {sample.labels.get(label, "") for sample in family.samples} for label in labels
    }
    for sample in family.samples:
        yield sample.name, values | OF_THE_SCRAPE


def panels() -> Iterator[tuple[str, str]]:
    for panel in BOARD["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]
    for variable in BOARD["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["name"], variable["query"]["query"]


ASKED = [*panels(), *((rule["alert"], rule["expr"]) for rule in ALERTS)]


@pytest.mark.parametrize(("title", "asked"), ASKED, ids=[title for title, _ in ASKED])
def test_dashboards_and_alerts_ask_only_for_what_a_desk_tells(
    told: Told, title: str, asked: str
) -> None:
    selectors = list(selectors_of(asked))
    assert selectors
    for name, labels in selectors:
        assert name in told, name
        assert labels.keys() <= told[name].keys(), (name, labels.keys() - told[name].keys())
        for label, values in labels.items():
            assert values <= told[name][label], (name, label, values - told[name][label])
    for label in re.findall(r"\bby \(([^)]*)\)", asked):
        names = {each.strip() for each in label.split(",")}
        assert any(names <= told[name].keys() for name, _ in selectors), names


@pytest.mark.parametrize(("title", "asked"), ASKED, ids=[title for title, _ in ASKED])
def test_what_they_ask_is_closed_where_it_was_opened(title: str, asked: str) -> None:
    stack: list[str] = []
    for sign in re.sub(r'"[^"]*"', "", asked):
        if sign in "([{":
            stack.append({"(": ")", "[": "]", "{": "}"}[sign])
        elif sign in ")]}":
            assert stack, asked
            assert stack.pop() == sign, asked
    assert stack == []


def test_every_figure_of_a_desk_is_on_the_dashboard_and_in_the_words_for_operators(
    told: Told,
) -> None:
    shown = {name for _, asked in panels() for name, _ in selectors_of(asked)}
    words = (ROOT / "docs/operations.md").read_text()
    for name in told.keys() - OF_PROMETHEUS.keys():
        family = re.sub(r"_(bucket|count|sum|created)$", "", name)
        assert any(each.startswith(family.removesuffix("_total")) for each in shown), name
        assert f"`{family}" in words, name


def test_the_dashboard_can_be_imported_anywhere() -> None:
    assert BOARD["uid"] == "handrail"
    assert "id" not in BOARD
    ids = [panel["id"] for panel in BOARD["panels"]]
    assert len(ids) == len(set(ids))
    for panel in BOARD["panels"]:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24, panel["title"]
        if panel["type"] != "row":
            assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
            assert panel["description"].endswith("."), panel["title"]


def test_every_alert_has_its_page_and_every_page_its_alert() -> None:
    names = [rule["alert"] for rule in ALERTS]
    assert len(names) == len(set(names))
    assert {f"{name}.md" for name in names} | {"README.md"} == {
        page.name for page in RUNBOOKS.iterdir()
    }
    overview = (RUNBOOKS / "README.md").read_text()
    for rule in ALERTS:
        name = rule["alert"]
        assert rule["annotations"]["runbook_url"] == f"docs/runbooks/{name}.md"
        assert f"[{name}]({name}.md)" in overview
        assert rule["annotations"].keys() == {"summary", "description", "runbook_url"}
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert re.fullmatch(r"\d+m", rule["for"])


@pytest.mark.parametrize("name", [rule["alert"] for rule in ALERTS])
def test_a_page_says_what_people_feel_where_to_look_and_what_to_do(name: str) -> None:
    page = (RUNBOOKS / f"{name}.md").read_text()
    assert page.startswith(f"# {name}: ")
    assert set(re.findall(r"^## (.+)$", page, re.MULTILINE)) == PARTS


def test_the_series_that_pages_speak_of_are_told(told: Told) -> None:
    for page in [*RUNBOOKS.iterdir(), ROOT / "docs/operations.md"]:
        for name in re.findall(r"\bhandrail_[a-z_]+", page.read_text()):
            assert any(each == name or each.startswith(f"{name}_") for each in told), (page, name)


def selectors_of(asked: str) -> Iterator[tuple[str, dict[str, set[str]]]]:
    """Each series by its name, with the labels it is asked by and the words they should say."""
    bare = re.sub(r"\bby \([^)]*\)|\[[^\]]*\]", "", asked)
    bare = re.sub(r"label_values\((\w+), (\w+)\)", r'\1{\2=~"$\2"}', bare)
    for name, labels in re.findall(r"\b([a-z_]{2,})\b(?!\()(\{[^}]*\})?", bare):
        if name not in WORDS:
            yield name, {label: words_of(said) for label, said in MATCHER.findall(labels)}


def words_of(said: str) -> set[str]:
    """What a matcher names outright; a variable or a pattern names nothing."""
    return {word for word in said.split("|") if re.fullmatch(r"[\w/]+", word)}
