"""The manifests fit the image, the settings and the way a desk stops."""

import inspect
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.commands.serve import GRACE
from bot.policy_file import Shelf
from bot.settings import load, names
from handlers.clock.courier import Couriers
from tests.handlers.gateway_world import a_gateway
from tests.makers import WindUpClock

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "deploy/kubernetes"
DOCKERFILE = (ROOT / "Dockerfile").read_text()
LABEL = {"app.kubernetes.io/name": "handrail"}


def manifest(name: str) -> dict[str, Any]:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text())


BASE = manifest("kustomization")
DEPLOYMENT = manifest("deployment")["spec"]
POD: dict[str, Any] = DEPLOYMENT["template"]["spec"]
DESK: dict[str, Any] = POD["containers"][0]
MIGRATION: dict[str, Any] = POD["initContainers"][0]
ENVIRONMENT = {each["name"]: each["value"] for each in DESK["env"]}


def test_the_base_takes_in_every_file_but_the_example_of_secrets() -> None:
    (policy,) = BASE["configMapGenerator"]
    taken = {*BASE["resources"], *policy["files"], "kustomization.yaml"}
    assert {file.name for file in FOLDER.iterdir()} - taken == {"secret.example.yaml"}
    assert policy["name"] == POD["volumes"][1]["configMap"]["name"]
    assert BASE["generatorOptions"]["disableNameSuffixHash"] is True


def test_the_policy_that_comes_with_it_is_one() -> None:
    assert Shelf(FOLDER / "handrail.yaml").current.queues


def test_only_settings_there_are_are_set_and_they_are_right() -> None:
    secret = manifest("secret.example")
    assert {*secret["stringData"], *ENVIRONMENT} <= names().keys()
    assert set(secret["stringData"].values()) == {""}
    for each in (DESK, MIGRATION):
        assert each["envFrom"] == [{"secretRef": {"name": secret["metadata"]["name"]}}]
    settings = load({**ENVIRONMENT, "HANDRAIL_DATABASE_URL": "postgresql://u:p@db/handrail"})
    assert settings.port == DESK["ports"][0]["containerPort"]
    assert f"EXPOSE {settings.port}\n" in DOCKERFILE
    assert settings.config.parent == Path(DESK["volumeMounts"][1]["mountPath"])
    assert settings.config.name in BASE["configMapGenerator"][0]["files"]


def test_the_service_does_not_put_its_own_port_into_our_settings() -> None:
    """A Service called `handrail` makes a HANDRAIL_PORT=tcp://… for every pod beside it."""
    assert manifest("service")["metadata"]["name"] == "handrail"
    assert POD["enableServiceLinks"] is False


async def test_the_probes_ask_what_is_there(tmp_path: Path, clock: WindUpClock) -> None:
    asked = {DESK[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "liveness")}
    ready = DESK["readinessProbe"]["httpGet"]["path"]
    told = DEPLOYMENT["template"]["metadata"]["annotations"]["prometheus.io/path"]
    assert (asked, ready, told) == ({"/healthz"}, "/readyz", "/metrics")
    async with a_gateway(tmp_path, clock) as gateway:
        for path in (*asked, ready, told):
            assert (await gateway.client.get(path)).status_code == 200
    ports = {
        DESK[f"{kind}Probe"]["httpGet"]["port"] for kind in ("startup", "liveness", "readiness")
    }
    assert ports == {
        DESK["ports"][0]["name"],
        manifest("service")["spec"]["ports"][0]["targetPort"],
    }


def test_a_desk_may_finish_before_it_is_killed() -> None:
    within = inspect.signature(Couriers.stop).parameters["within"].default
    (before,) = re.findall(
        r"time\.sleep\((\d+)\)", DESK["lifecycle"]["preStop"]["exec"]["command"][-1]
    )
    assert int(before) + GRACE + within + 2 <= POD["terminationGracePeriodSeconds"]


def test_nothing_runs_with_rights_or_writes_where_it_should_not() -> None:
    user = re.findall(r"useradd --system --uid (\d+)", DOCKERFILE)
    assert [str(POD["securityContext"]["runAsUser"])] == user
    assert POD["securityContext"]["runAsNonRoot"] is True
    assert POD["automountServiceAccountToken"] is False
    for each in (DESK, MIGRATION):
        assert each["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert each["resources"].keys() == {"requests", "limits"}


def test_the_tables_are_brought_up_to_date_before_a_replica_serves_and_one_goes_after_another() -> (
    None
):
    assert MIGRATION["args"] == ["migrate"]
    assert DESK["args"] == ["serve"]
    assert MIGRATION["image"] == DESK["image"]
    assert DEPLOYMENT["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert manifest("disruption")["spec"]["minAvailable"] < DEPLOYMENT["replicas"]


@pytest.mark.parametrize(
    "selector",
    [
        DEPLOYMENT["selector"]["matchLabels"],
        manifest("service")["spec"]["selector"],
        manifest("disruption")["spec"]["selector"]["matchLabels"],
        manifest("network")["spec"]["podSelector"]["matchLabels"],
    ],
)
def test_every_part_means_the_same_pods(selector: dict[str, str]) -> None:
    assert selector == LABEL == DEPLOYMENT["template"]["metadata"]["labels"]


def test_the_way_out_does_not_lead_into_private_networks() -> None:
    (outside,) = [
        each for each in manifest("network")["spec"]["egress"] if each["ports"] == [{"port": 443}]
    ]
    closed = [ip_network(each) for to in outside["to"] for each in to["ipBlock"]["except"]]
    for private in ("10.1.2.3", "172.20.0.1", "192.168.1.1", "169.254.169.254", "fd00::1"):
        family = ip_network(private).version
        assert any(
            each.supernet_of(ip_network(private)) for each in closed if each.version == family
        ), private
