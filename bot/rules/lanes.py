"""Lanes: how fast Slack and the agents' ends let us go. One row a lane, shared by every replica."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.rules.delivery import DeliveryKind

KINDS = ("post", "update", "whisper", "webhook")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds between two sends in a lane, and how many may go at once after a quiet time.

    Defaults from Slack's published limits: one message a second and channel with short bursts;
    `chat.update` and `reactions.add` 50, `chat.postEphemeral` 100 a minute and workspace.
    """

    post: float = 1.0
    post_burst: int = 3
    update: float = 1.2
    update_burst: int = 10
    whisper: float = 0.6
    whisper_burst: int = 10
    webhook: float = 0.0
    webhook_burst: int = 1

    def of(self, lane: str) -> tuple[float, int]:
        match lane.partition(":")[0]:
            case "post":
                return self.post, self.post_burst
            case "update":
                return self.update, self.update_burst
            case "whisper" | "mark":
                return self.whisper, self.whisper_burst
            case _:
                return self.webhook, self.webhook_burst


def lane_of(kind: DeliveryKind, *, channel: str = "", url: str = "") -> str:
    match kind:
        case DeliveryKind.WEBHOOK:
            return f"webhook:{urlsplit(url).hostname or ''}"
        case DeliveryKind.REDRAW | DeliveryKind.FAREWELL | DeliveryKind.CORRECTION:
            return "update"
        case DeliveryKind.WHISPER:
            return "whisper"
        case DeliveryKind.MAIL:
            return "mail"
        case DeliveryKind.MARK:
            return "mark"
        case _:
            return f"post:{channel}"
