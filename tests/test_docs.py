"""The words keep up with the code: settings, routes, commands, links, and Slack's manifest."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from typer.testing import CliRunner

from bot.settings import names

ROOT = Path(__file__).parent.parent
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
CONFIGURATION = (ROOT / "docs/configuration.md").read_text()
MANIFEST = ROOT / "manifest.yml"

# What each method of Slack's Web API needs, and what each event that we listen to needs.
SCOPES = {
    "apps_connections_open": set(),
    "auth_test": set(),
    "bots_info": {"users:read"},
    "chat_delete": {"chat:write"},
    "chat_getPermalink": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"channels:history", "groups:history"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_open": {"im:write"},
    "conversations_replies": {"channels:history", "groups:history"},
    "files_upload_v2": {"files:write"},
    "reactions_add": {"reactions:write"},
    "reactions_remove": {"reactions:write"},
    "usergroups_list": {"usergroups:read"},
    "usergroups_users_list": {"usergroups:read"},
    "users_info": {"users:read"},
    "views_open": set(),
    "views_publish": set(),
    "views_push": set(),
    "views_update": set(),
}
EVENTS = {
    "app_home_opened": {"app_home_opened"},
    "message": {"message.channels", "message.groups"},
}


FAMILIES = "|".join(sorted({method.split("_")[0] for method in SCOPES} | {"pins", "team", "files"}))
CLI = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]["handrail"].split(
    ":"
)[0]
WHOLE = all((ROOT / path).exists() for path in ("bot/commands/serve.py", "handlers/gateway/app.py"))


@pytest.mark.parametrize("name", names())
def test_every_setting_is_in_the_configuration_page(name: str) -> None:
    assert f"`{name}`" in CONFIGURATION


def test_the_configuration_page_tells_the_true_defaults() -> None:
    for name, field in names().items():
        row = re.search(
            rf"^\|[^|]*`{name}`[^|]*\| (?P<default>[^|]*?) \|", CONFIGURATION, re.MULTILINE
        )
        assert row, name
        default = f"`{field.default}`" if field.default and str(field.default) else "none"
        assert row["default"] == ("none" if isinstance(field.default, frozenset) else default), name


def test_no_page_names_a_setting_that_is_not_read() -> None:
    known = {*names(), "HANDRAIL_CI_RUN"}
    for page in PAGES:
        told = set(re.findall(r"\b(?:HANDRAIL|SLACK)_[A-Z_]+[A-Z]\b", page.read_text()))
        assert told <= known, page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", page.read_text())
    dead = {link for link in links if not (page.parent / link).exists()}
    assert dead <= (set() if WHOLE else {"api.md", "docs/api.md", "manifest.yml"})


def test_every_page_is_reachable_from_the_overview() -> None:
    overviews = "".join(
        (ROOT / "docs" / name).read_text()
        for name in ("README.md", "adr/README.md", "runbooks/README.md")
    )
    pages = {page.name for page in (ROOT / "docs").rglob("*.md")} - {"README.md"}
    assert {name for name in pages if f"({name})" not in overviews} == set()


def test_every_route_is_in_the_api_page() -> None:
    page = (ROOT / "docs/api.md").read_text() if (ROOT / "docs/api.md").exists() else ""
    missing = [f"{verb} {path}" for verb, path in routes() if told_as(verb, path) not in bare(page)]
    assert missing == []


def test_every_command_is_told() -> None:
    told = "\n".join(page.read_text() for page in PAGES)
    assert [command for command in commands() if f"handrail {command}" not in told] == []


def test_the_manifest_has_every_scope_that_the_code_needs() -> None:
    called = set(methods())
    assert called <= set(SCOPES), "say in SCOPES what the new methods need"
    needed = set[str]().union(*(SCOPES[method] for method in called))
    if MANIFEST.exists():
        assert needed <= set(manifest()["oauth_config"]["scopes"]["bot"])


def test_the_manifest_has_every_event_that_the_code_hears() -> None:
    heard = set(events())
    assert heard <= set(EVENTS), "say in EVENTS what the new events are called in a manifest"
    needed = set[str]().union(*(EVENTS[event] for event in heard))
    if MANIFEST.exists():
        assert needed <= set(manifest()["settings"]["event_subscriptions"]["bot_events"])


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text()


def routes() -> Iterator[tuple[str, str]]:
    """As `handrail openapi` prints them: of the real app."""
    if not WHOLE:
        return
    done = CliRunner().invoke(import_module(CLI).app, ["openapi"])
    assert done.exit_code == 0, done.output
    for path, verbs in json.loads(done.stdout)["paths"].items():
        for verb in verbs:
            yield verb.upper(), path


def told_as(verb: str, path: str) -> str:
    return bare(f"{verb} {path}")


def bare(text: str) -> str:
    """`{escalation_id}` and `{id}` are the same to a reader."""
    return re.sub(r"\{[a-z_]+\}", "{}", text)


def commands() -> Iterator[str]:
    if WHOLE:
        top = typer.main.get_command(import_module(CLI).app)
        yield from leaves(top, ())


def leaves(command: Any, path: tuple[str, ...]) -> Iterator[str]:
    inner = getattr(command, "commands", {})
    if not inner:
        yield " ".join(path)
    for name, each in inner.items():
        yield from leaves(each, (*path, name))


def methods() -> Iterator[str]:
    """Calls like `client.chat_postMessage(…)` and `api_call("chat.postMessage", …)`."""
    for node in nodes():
        match node:
            case ast.Attribute(attr=name, value=ast.Name(id=owner) | ast.Attribute(attr=owner)):
                if owner.endswith("client") and re.fullmatch(rf"({FAMILIES})_\w+", name):
                    yield name
            case ast.Call(
                func=ast.Attribute(attr="api_call"), args=[ast.Constant(value=str(name)), *_]
            ):
                yield name.replace(".", "_")


def events() -> Iterator[str]:
    """`app.event("name")`, and the cases of a match on `… "event", "type" …`."""
    for node in nodes():
        match node:
            case ast.Call(func=ast.Attribute(attr="event"), args=[ast.Constant(value=str(name))]):
                yield name
            case ast.Match(subject=subject, cases=cases) if {"event", "type"} <= constants(subject):
                yield from (
                    name for case in cases for name in constants(case.pattern) if case.pattern
                )


def constants(node: ast.AST) -> set[str]:
    return {
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def nodes() -> Iterator[ast.AST]:
    for file in (ROOT / "handlers/slack").glob("*.py"):
        yield from ast.walk(ast.parse(file.read_text()))


def manifest() -> dict[str, Any]:
    return yaml.safe_load(MANIFEST.read_text())
