"""Records to JSON and back: frozen dataclasses in, the same frozen dataclasses out."""

from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from bot.rules.approvers import Actor
from bot.rules.budget import Budget
from bot.rules.calling import Call
from bot.rules.conversation import CustomerMessage, Item
from bot.rules.correction import Applied
from bot.rules.edition import OwnTime
from bot.rules.escalation import Escalation
from bot.rules.execution import Execution
from bot.rules.feedback import Appraisal, Rating
from bot.rules.json import Json
from bot.rules.rota import Rota
from bot.rules.turn import Reply, Turn
from bot.rules.weekly.report import Report

T = TypeVar("T")


class Record(Generic[T]):
    def __init__(self, type_: type[T] | Any) -> None:
        self._adapter: TypeAdapter[T] = TypeAdapter(type_)

    def dump(self, value: T) -> str:
        return self._adapter.dump_json(value).decode()

    def load(self, text: str) -> T:
        return self._adapter.validate_json(text)

    def plain(self, value: T) -> Any:
        """As JSON would give it back: dicts, lists, text and numbers."""
        return self._adapter.dump_python(value, mode="json")


ESCALATION: Record[Escalation] = Record(Escalation)
EXECUTION: Record[Execution] = Record(Execution)
TURN: Record[Turn] = Record(Turn)
APPRAISAL: Record[Appraisal] = Record(Appraisal)
APPLIED: Record[Applied] = Record(Applied)
RATING: Record[Rating] = Record(Rating)
REPORT: Record[Report] = Record(Report)
OWN_TIME: Record[OwnTime] = Record(OwnTime)
ITEM: Record[Item] = Record(Item)
CUSTOMER_MESSAGE: Record[CustomerMessage] = Record(CustomerMessage)
REPLY: Record[Reply] = Record(Reply)
BUDGET: Record[Budget] = Record(Budget)
CALL: Record[Call] = Record(Call)
ACTOR: Record[Actor] = Record(Actor)
ROTA: Record[Rota] = Record(Rota)
JSON: Record[Json] = Record(Json)
HEADERS: Record[dict[str, str]] = Record(dict[str, str])
SCOPES: Record[frozenset[str]] = Record(frozenset[str])
