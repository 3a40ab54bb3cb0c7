"""What a work will ask next can be told from what it asks first: so it comes together with it.

Nothing but time is saved by this: what was not foreseen is asked when it is wanted.
"""

from bot.ports import JudgedTurn
from bot.rules.escalation import Escalation
from bot.rules.turn import TurnKey
from store.audit import Audit
from store.cards import Cards
from store.claims import Claims
from store.escalations import by_id, last_with_digest, open_in_conversation
from store.lines import waiting_of
from store.tables import audit_heads, conversations, lines
from store.turns import of_key

USUAL_TARGETS = ("slack", "webhook")


class Foresight(Cards, Claims, Audit):
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

    def escalation(self, id: str, *, workspace: str | None = None) -> Escalation:
        """Whoever changes it redraws its card, tells the agent and writes it down."""
        its = {"escalation_id": id}
        self.driver.foresee(
            by_id(id),
            self.driver.holding(audit_heads, its),
            waiting_of(id),
            *(self.driver.holding(lines, {**its, "target": each}) for each in USUAL_TARGETS),
        )
        return super().escalation(id, workspace=workspace)
