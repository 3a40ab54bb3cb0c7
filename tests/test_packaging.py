"""What is shipped is whole: locks, the wheel, the image and the compose file fit the code."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.settings import load, names

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "sandbox", "store")
LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yml").read_text())
EXAMPLE = (ROOT / ".env.example").read_text()


def pins(lock: str) -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)==(\S+) \\$", (ROOT / lock).read_text(), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-build.lock", PROJECT["build-system"]["requires"]),
        (
            "requirements-dev.lock",
            [
                *PROJECT["project"]["dependencies"],
                *PROJECT["project"]["optional-dependencies"]["dev"],
                *PROJECT["project"]["optional-dependencies"]["otel"],
                *PROJECT["build-system"]["requires"],
            ],
        ),
    ],
)
def test_the_lock_holds_what_pyproject_asks_for(lock: str, wanted: list[str]) -> None:
    pinned = pins(lock)
    for requirement in map(Requirement, wanted):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in {lock}: run `make lock`"
        assert requirement.specifier.contains(version, prereleases=True), f"{lock}: `make lock`"


def test_what_is_tested_is_what_runs() -> None:
    tested = pins("requirements-dev.lock")
    for lock in LOCKS:
        assert pins(lock).items() <= tested.items(), lock


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes_and_names_no_place(lock: str) -> None:
    text = re.sub(r"^( *#.*)?\n", "", (ROOT / lock).read_text(), flags=re.MULTILINE)
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert re.fullmatch(r"\S+==\S+ \\(\n    --hash=sha256:[0-9a-f]{64}( \\)?)+", block), block


def test_the_wheel_has_every_file_of_the_packages(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__", "*.db*", "*.md")
        shutil.copytree(ROOT / package, source / package, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    command = [sys.executable, "-m", "pip", "wheel", "-qq", "--no-deps", "--no-build-isolation"]
    subprocess.run(
        [*command, "--no-index", "--wheel-dir", str(tmp_path), str(source)],
        check=True,
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    (wheel,) = tmp_path.glob("handrail-*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if not name.endswith("/")}

    here = {
        path.relative_to(source).as_posix()
        for package in PACKAGES
        for path in (source / package).rglob("*")
        if path.is_file()
    }
    assert here - packed == set(), "name them in pyproject.toml: tool.setuptools.package-data"


def test_the_image_copies_what_is_there_and_what_docker_may_see() -> None:
    seen = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    copied = {
        source
        for sources in re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE)
        for source in sources.split()
    }
    assert copied == seen
    assert {source for source in copied if not (ROOT / source).exists()} == set()
    assert set(PACKAGES) <= copied


def test_the_image_runs_without_rights_checks_hashes_and_its_health() -> None:
    last = DOCKERFILE.split("\nFROM ")[-1]
    assert re.search(r"^USER (?!root|0)\w+$", last, re.MULTILINE)
    assert "/healthz" in last.split("HEALTHCHECK")[1]
    installs = re.findall(r"pip install (?P<options>.*)", DOCKERFILE)
    assert all("--require-hashes" in options or "--no-index" in options for options in installs)
    assert "sqlite_version_info >= (3, 51, 3)" in last


def test_the_image_sets_only_settings_there_are_and_they_are_right() -> None:
    told = dict(re.findall(r"\b(HANDRAIL_\w+)=(\S+)", DOCKERFILE))
    assert told
    assert told.keys() <= names().keys()
    assert load(told).database_url.startswith("sqlite:////var/lib/handrail/")


def test_the_compose_file_starts_in_order_and_knows_who_is_well() -> None:
    services = COMPOSE["services"]
    assert services["db"]["image"] == "postgres:18"
    assert "pg_isready" in services["db"]["healthcheck"]["test"]
    assert services["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert services["migrate"]["command"] == ["migrate"]
    assert services["handrail"]["depends_on"] == {
        "migrate": {"condition": "service_completed_successfully"}
    }
    assert "/healthz" in services["handrail"]["healthcheck"]["test"][-1]
    assert all(port.startswith("127.0.0.1:") for port in services["handrail"]["ports"])


def test_the_compose_file_sets_only_settings_there_are_and_no_secret() -> None:
    told = COMPOSE["services"]["handrail"]["environment"]
    assert told.keys() <= names().keys()
    assert load({**told, "HANDRAIL_DATABASE_URL": "postgresql://u:p@db/handrail"}).host == "0.0.0.0"
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "compose.yml").read_text()))
    assert asked == {"POSTGRES_PASSWORD"}
    assert re.search(r"^POSTGRES_PASSWORD=$", EXAMPLE, re.MULTILINE)


def test_the_example_of_secrets_has_none_and_the_real_one_is_ignored() -> None:
    filled = dict(re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    assert filled.keys() - {"POSTGRES_PASSWORD"} <= names().keys()
    assert not [
        name for name in filled if re.search("SECRET|TOKEN|PASSWORD", name) and filled[name]
    ]
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()


def test_every_target_of_make_tells_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    told = set(re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE))
    phony = set(re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[0].split())
    assert targets == told == phony


@pytest.mark.parametrize(
    "script", [ROOT / ".ci/run", *(ROOT / "scripts").iterdir()], ids=lambda path: path.name
)
def test_scripts_can_be_run_and_stop_at_what_they_do_not_know(script: Path) -> None:
    text = script.read_text()
    assert os.access(script, os.X_OK)
    assert text.startswith("#!/usr/bin/env bash\n# ")
    assert re.search(r"^set -e?uo pipefail$", text, re.MULTILINE)
    subprocess.run(["bash", "-n", str(script)], check=True)
