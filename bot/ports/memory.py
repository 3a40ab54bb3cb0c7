"""The record inside one transaction, all of it."""

from typing import Protocol

from bot.ports.escalations import Escalations
from bot.ports.keys import Keys
from bot.ports.outbox import Outbox
from bot.ports.relay import Relay
from bot.ports.team import Team
from bot.ports.timetable import Timetable
from bot.ports.turns import Turns
from bot.ports.weeks import Weeks


class Memory(Turns, Escalations, Relay, Timetable, Outbox, Team, Weeks, Keys, Protocol):
    """The record inside one transaction. Synchronous on purpose: a transaction cannot await, so it
    can never be held across the network.
    """
