"""How one sandbox behaves: the app's addresses and secrets, and what Slack leaves unsaid."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

DeletedRoot = Literal["channel", "thread", "refuse"]


@dataclass(slots=True, kw_only=True)
class Settings:
    app_url: str = ""
    command_url: str = ""  # empty: as app_url
    interactivity_url: str = ""  # empty: as app_url
    signing_secret: str = "sandbox-signing-secret"
    bot_token: str = "xoxb-sandbox"
    app_token: str = "xapp-sandbox"
    verification_token: str = "sandbox-verification-token"
    answer_within: float = 3.0  # seconds that Slack waits for the app
    trigger_lives: float = 3.0  # seconds in which a trigger_id opens a modal
    deleted_root: DeletedRoot = "channel"  # where a reply to a deleted root goes
    block_text_limit: int = 13_200
    metadata_limit: int = 16_000  # bytes of JSON; Slack names no figure
    edit_window_minutes: int | None = None  # the workspace's limit on editing; None is none
    hints: Sequence[str] = ()  # what the page tells newcomers, as mrkdwn
    shortcuts: Sequence[dict[str, Any]] = ()  # as in a manifest: name, callback_id, type
