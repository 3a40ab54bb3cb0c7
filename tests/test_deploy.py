"""What watches a desk asks only for what a desk tells, and every alert says what to do."""

import json
import re
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from tests.handlers.gateway_world import a_body, a_gateway
from tests.makers import WindUpClock

ROOT = Path(__file__).parent.parent
RUNBOOKS = ROOT / "docs/runbooks"
BOARD: dict[str, Any] = json.loads((ROOT / "deploy/grafana.json").read_text())
ALERTS: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOT / "deploy/alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
PARTS = frozenset({"What people feel", "Look", "Do", "Afterwards"})

# What Prometheus adds by itself, and what Grafana fills in.
OF_PROMETHEUS = {"up": {"job", "instance"}}
OF_THE_SCRAPE = frozenset({"job", "instance"})
WORDS = frozenset(
    {"sum", "max", "min", "by", "rate", "absent", "or", "histogram_quantile", "label_values"}
)
HISTOGRAM = ("_bucket", "_count", "_sum")


@pytest.fixture
async def told(tmp_path: Path, clock: WindUpClock) -> AsyncGenerator[dict[str, set[str]]]:
    """Every series that a running desk tells, and the labels that it has."""
    async with a_gateway(tmp_path, clock) as gateway:
        await gateway.post(a_body())
        families = text_string_to_metric_families((await gateway.client.get("/metrics")).text)
        yield OF_PROMETHEUS | dict(pair for family in families for pair in series(family).items())


def series(family: Metric) -> dict[str, set[str]]:
    labels = {label for sample in family.samples for label in sample.labels} | OF_THE_SCRAPE
    return {sample.name: labels for sample in family.samples}


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
    told: dict[str, set[str]], title: str, asked: str
) -> None:
    selectors = list(selectors_of(asked))
    assert selectors
    for name, labels in selectors:
        assert name in told, name
        assert labels <= told[name], (name, labels - told[name])
    for label in re.findall(r"\bby \(([^)]*)\)", asked):
        names = {each.strip() for each in label.split(",")}
        assert any(names <= told[name] for name, _ in selectors), names


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
    told: dict[str, set[str]],
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


def test_the_series_that_pages_speak_of_are_told(told: dict[str, set[str]]) -> None:
    for page in [*RUNBOOKS.iterdir(), ROOT / "docs/operations.md"]:
        for name in re.findall(r"\bhandrail_[a-z_]+", page.read_text()):
            assert any(each == name or each.startswith(f"{name}_") for each in told), (page, name)


def selectors_of(asked: str) -> Iterator[tuple[str, set[str]]]:
    """Each series by its name, with the labels that it is asked by."""
    bare = re.sub(r"\bby \([^)]*\)", "", asked)
    bare = re.sub(r"label_values\((\w+), (\w+)\)", r"\1{\2=~''}", bare)
    for name, labels in re.findall(r"\b([a-z_]{2,})\b(?!\()(\{[^}]*\})?", _outside(bare)):
        if name not in WORDS:
            yield name, set(re.findall(r"(\w+)\s*[=!]", labels))


def _outside(asked: str) -> str:
    """Without the words in quotes and the spans in brackets, which are no series."""
    return re.sub(r"\[[^\]]*\]", "", re.sub(r"\"[^\"]*\"|'[^']*'", '""', asked))
