"""What the bot asks of the world: a store that remembers, Slack, the agents, a clock."""

from bot.ports.desk import Desk
from bot.ports.memory import Memory
from bot.ports.records import (
    About,
    ApiKey,
    AuditLine,
    Card,
    Change,
    Claim,
    JudgedTurn,
    Letter,
    Tally,
    Told,
)
from bot.ports.sought import CorrectionFilter, Filter, Sought, TurnFilter
from bot.ports.store import Receipt, Store, StoredAnswer
from bot.ports.watching import Figures, NoFigures, NoTraces, Traces
from bot.ports.world import Clock, Files, Heard, NoMail, Outlet, People, Policies, Signals, Topic

__all__ = (
    "About",
    "ApiKey",
    "AuditLine",
    "Card",
    "Change",
    "Claim",
    "Clock",
    "CorrectionFilter",
    "Desk",
    "Figures",
    "Files",
    "Filter",
    "Heard",
    "JudgedTurn",
    "Letter",
    "Memory",
    "NoFigures",
    "NoMail",
    "NoTraces",
    "Outlet",
    "People",
    "Policies",
    "Receipt",
    "Signals",
    "Sought",
    "Store",
    "StoredAnswer",
    "Tally",
    "Told",
    "Topic",
    "Traces",
    "TurnFilter",
)
