"""For whoever watches the desk at work. It never refuses, and nobody need watch."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from bot.rules.delivery import Delivery, Outcome
from bot.rules.phases import Reached


class Figures(Protocol):
    """Counts what happens, as it happens, for whoever watches the desk. It never refuses."""

    def wrote(self, seconds: float) -> None:
        """A write is durable; this long after it was asked for."""
        ...

    def tried(self, delivery: Delivery, outcome: Outcome) -> None:
        """One attempt or look, and the delivery as it is after it."""
        ...

    def card_posted(self, seconds: float) -> None:
        """The first card of an escalation hangs in Slack; this long after the escalation began."""
        ...

    def reached(self, what: Reached) -> None:
        """People have got one step further with an escalation; it is in the record by now."""
        ...

    def time_mended(self, count: int) -> None:
        """So many open escalations had lost the moment at which time looks at them."""
        ...


class NoFigures:
    """Nobody watches."""

    def wrote(self, seconds: float) -> None: ...
    def tried(self, delivery: Delivery, outcome: Outcome) -> None: ...
    def card_posted(self, seconds: float) -> None: ...
    def reached(self, what: Reached) -> None: ...
    def time_mended(self, count: int) -> None: ...


class Traces(Protocol):
    """A turn's way through the desk, for whoever follows it through several programs."""

    def step(self, name: str, *, of: str = "", **ids: str) -> AbstractContextManager[None]:
        """A step of what is traced here, or `of` an earlier trace. Ids only, never words."""
        ...

    def here(self) -> str:
        """A `traceparent` from which to go on elsewhere or later; empty where nothing is traced."""
        ...


class NoTraces:
    """Nobody follows."""

    def step(self, name: str, *, of: str = "", **ids: str) -> AbstractContextManager[None]:
        del name, of, ids
        return nullcontext()

    def here(self) -> str:
        return ""
