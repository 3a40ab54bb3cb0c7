"""How often the app may call: Slack's tiers, and about one message a second per channel."""

import math
from dataclasses import dataclass, field

from sandbox.clock import Clock

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}  # calls a minute
POSTS_A_MINUTE = 60  # in one channel
POSTS_AT_ONCE = 5
POSTS_EVERYWHERE = 600  # a minute, in the whole workspace


@dataclass
class Bucket:
    """Holds `size` drops and refills evenly within a minute at `per_minute`."""

    size: float
    per_minute: float
    level: float
    at: float

    def take(self, now: float) -> float:
        """Nought when a drop was there, else the seconds until one is."""
        self.level = min(self.size, self.level + (now - self.at) * self.per_minute / 60)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) * 60 / self.per_minute


@dataclass
class Limits:
    clock: Clock
    on: bool = False
    scale: float = 1.0  # 2 is twice as generous
    buckets: dict[str, Bucket] = field(default_factory=dict)

    def change(self, *, on: bool | None = None, scale: float | None = None) -> None:
        self.on = self.on if on is None else on
        self.scale = self.scale if scale is None else scale
        self.buckets.clear()

    def wait(self, method: str, tier: int | None, channel: str) -> int:
        """Nought when the call may go on, else the seconds of Retry-After."""
        if not self.on:
            return 0
        if method in {"chat.postMessage", "chat.postEphemeral"} and channel:
            seconds = self._take(f"post {channel}", POSTS_AT_ONCE, POSTS_A_MINUTE)
            seconds = seconds or self._take("post", POSTS_EVERYWHERE, POSTS_EVERYWHERE)
        elif tier is None:
            seconds = 0.0
        else:
            seconds = self._take(method, TIERS[tier], TIERS[tier])
        return math.ceil(seconds)

    def _take(self, name: str, size: float, per_minute: float) -> float:
        now = self.clock.now().timestamp()
        size, per_minute = max(1.0, size * self.scale), per_minute * self.scale
        bucket = self.buckets.setdefault(name, Bucket(size, per_minute, size, now))
        return bucket.take(now)
