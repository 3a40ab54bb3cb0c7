"""One Slack workspace in a box: its state, its clock, its post and its memory of what was said."""

from dataclasses import dataclass, field

from sandbox.cast import App, Cast
from sandbox.clock import Clock, SystemClock
from sandbox.courier import Courier
from sandbox.faults import Faults
from sandbox.journal import Journal
from sandbox.limits import Limits
from sandbox.model import Json
from sandbox.parcels import Parcel
from sandbox.post import Post
from sandbox.settings import Settings
from sandbox.signals import Signal
from sandbox.socket_mode import Sockets
from sandbox.team import Team


@dataclass
class Box:
    cast: Cast
    clock: Clock
    settings: Settings
    changed: Signal
    team: Team
    journal: Journal
    faults: Faults
    limits: Limits
    sockets: Sockets
    courier: Courier
    scopes: set[str]
    revoked: bool = False
    url: str = ""
    last_interaction: dict[str, Parcel] = field(default_factory=dict)

    @property
    def app(self) -> App:
        return self.cast.app

    def context(self) -> Json:
        """Which app, in which workspace: what views and payloads carry."""
        return {
            "team_id": self.cast.team_id,
            "app_id": self.app.id,
            "bot_id": self.app.bot_id,
            "user_id": self.app.user_id,
        }

    async def aclose(self) -> None:
        await self.courier.aclose()


def a_box(
    *,
    cast: Cast | None = None,
    settings: Settings | None = None,
    clock: Clock | None = None,
    signing_clock: Clock | None = None,
    rate_limits: bool = False,
    limits_scale: float = 1.0,
    retries_by_itself: bool | None = None,
) -> Box:
    cast, settings = cast or Cast(), settings or Settings()
    by_itself = not hasattr(clock, "wind") if retries_by_itself is None else retries_by_itself
    clock = clock or SystemClock()
    changed, faults = Signal(), Faults()
    journal = Journal(clock, changed)
    sockets = Sockets(settings, cast.app.id, changed)
    post = Post(settings, signing_clock or SystemClock())
    return Box(
        cast=cast,
        clock=clock,
        settings=settings,
        changed=changed,
        team=Team(cast, clock),
        journal=journal,
        faults=faults,
        limits=Limits(clock, on=rate_limits, scale=limits_scale),
        sockets=sockets,
        courier=Courier(post, sockets, journal, faults, clock, by_itself),
        scopes=set(cast.app.scopes),
    )
