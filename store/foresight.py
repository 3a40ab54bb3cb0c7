"""What a work will ask next can be told from what it asks first: so it comes together with it.

Nothing but time is saved by this: what was not foreseen is asked when it is wanted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from bot.ports import JudgedTurn
from bot.rules.conversation import Conversation
from bot.rules.escalation import Escalation
from bot.rules.turn import TurnKey
from store.audit import Audit
from store.cards import Cards
from store.claims import Claims
from store.driver import Question
from store.escalations import by_id, last_with_digest, open_in_conversation
from store.lines import waiting_of
from store.tables import audit_heads, conversations, lines
from store.turns import of_key

USUAL_TARGETS = ("slack", "webhook")


@dataclass(kw_only=True)
class Foresight(Cards, Claims, Audit):
    """`ahead` is what stands in the lines of escalations that are about to be changed. It holds as
    long as one hopes: then a line is written only if it is as it was.
    """

    ahead: dict[str, list[Row[Any]]] = field(default_factory=dict)

    def turn(self, key: TurnKey, *, proposes: str = "") -> JudgedTurn | None:
        """A turn is judged in its conversation, and may supersede what is open there."""
        where = (key.workspace, key.conversation_id)
        self.driver.foresee(
            of_key(key),
            self.driver.holding(conversations, {"workspace": where[0], "id": where[1]}),
            open_in_conversation(*where),
            *([last_with_digest(*where, proposes)] if proposes else []),
        )
        return super().turn(key)

    def look_ahead(self, ids: Sequence[str]) -> None:
        """What each of them is asked for, and then what their conversations are."""
        if not self.driver.hopeful:
            return
        self.driver.foresee(*(each for id in ids for each in self._of_escalation(id)))
        self.ahead = {
            id: self._all(waiting, **of) for id in ids for waiting, of in [waiting_of(id)]
        }
        belongings = [self.belongs_to(id) for id in ids]
        self.driver.foresee(
            *(
                self.driver.holding(conversations, {"workspace": workspace, "id": id})
                for workspace, id in belongings
            )
        )

    def escalation(self, id: str, *, workspace: str | None = None) -> Escalation:
        """Whoever changes it redraws its card, tells the agent and writes it down."""
        self.driver.foresee(*self._of_escalation(id))
        return super().escalation(id, workspace=workspace)

    def conversation_of(self, escalation_id: str) -> Conversation:
        self.driver.foresee(*self._of_escalation(escalation_id))
        return self.conversation(*self.belongs_to(escalation_id))

    def _of_escalation(self, id: str) -> Sequence[Question]:
        its = {"escalation_id": id}
        return (
            by_id(id),
            self.driver.holding(audit_heads, its),
            waiting_of(id),
            *(self.driver.holding(lines, {**its, "target": each}) for each in USUAL_TARGETS),
        )

    def _standing(self, escalation_id: str) -> list[Row[Any]]:
        if self.driver.hopeful and escalation_id in self.ahead:
            return self.ahead[escalation_id]
        return super()._standing(escalation_id)
