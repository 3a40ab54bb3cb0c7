"""The Slack app as `manifest.yml` describes it: the one place that says what it may do."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

MANIFEST = Path(__file__).parent / "manifest.yml"
NEW_APP = "https://api.slack.com/apps?new_app=1&manifest_yaml="


def manifest(request_url: str = "") -> dict[str, Any]:
    """For Socket Mode, as the file has it; with a `request_url`, for HTTP."""
    app: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    if request_url:
        settings = app["settings"]
        settings["socket_mode_enabled"] = False
        spoken_to = [settings["event_subscriptions"], settings["interactivity"]]
        for each in spoken_to:
            each["request_url"] = request_url
        for command in app["features"]["slash_commands"]:
            command["url"] = request_url
    return app


def bot_scopes() -> frozenset[str]:
    return frozenset(manifest()["oauth_config"]["scopes"]["bot"])


def bot_name() -> str:
    return manifest()["features"]["bot_user"]["display_name"]


def as_yaml(app: dict[str, Any]) -> str:
    return yaml.safe_dump(app, sort_keys=False, allow_unicode=True, width=70)


def link(app: dict[str, Any]) -> str:
    """Opens Slack's form for a new app with everything filled in."""
    return NEW_APP + quote(as_yaml(app), safe="")
