"""Everything a flow needs, in one argument."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.ports.store import Store
from bot.ports.watching import Figures, NoFigures, NoTraces, Traces
from bot.ports.world import Clock, NoMail, Outlet, People, Policies, Signals
from bot.rules.lanes import Pace


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything a flow needs, in one argument."""

    policies: Policies
    store: Store
    clock: Clock
    signals: Signals
    slack: Outlet
    webhooks: Outlet
    people: People
    new_id: Callable[[str], str]
    new_token: Callable[[], str]
    dice: Callable[[], float]
    pace: Pace = field(default_factory=Pace)
    mail: Outlet = field(default_factory=NoMail)
    ops_channel: str = ""
    ops_webhook: str = ""
    figures: Figures = field(default_factory=NoFigures)
    traces: Traces = field(default_factory=NoTraces)
