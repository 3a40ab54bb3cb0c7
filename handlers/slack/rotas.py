"""A manager sets who is on call: the form is opened, read, and answered with what is wrong."""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.errors import BadInput, Refused
from bot.flows.on_call import NotAManager, covers, set_rota
from bot.ports import Desk
from bot.rules.json import Json
from bot.rules.rota import in_turn
from handlers.slack.modals import told
from handlers.slack.on_call import cover_blocks, rota_form
from handlers.slack.on_call_chosen import chosen_rota
from handlers.slack.presses import at, team_of, user_of


class Rotas:
    def __init__(self, desk: Desk, workspace: str) -> None:
        self._desk = desk
        self._workspace = workspace

    async def blocks(self, team: str, user: str) -> list[Json]:
        return cover_blocks(await covers(self._desk, self._workspace, team, user))

    async def form(self, body: Json) -> Json:
        """What is opened for this press: only managers get the form."""
        name, now = at(body, "actions", 0, "value"), self._desk.clock.now()
        for cover in await covers(self._desk, self._workspace, team_of(body), user_of(body)):
            if cover.rota.name == name and cover.may_set:
                return rota_form(cover, in_turn(cover.rota, now), now)
        return told(NotAManager().sentence)

    async def submitted(self, body: Json, ack: AsyncAck) -> bool:
        """Whether it was set; `ack` has said why not."""
        wish, seen, missing = chosen_rota(body)
        try:
            if missing:
                raise BadInput(fields=missing)
            await set_rota(
                self._desk, self._workspace, team_of(body), user_of(body), wish, seen=seen
            )
        except BadInput as refusal:
            await ack(response_action="errors", errors=refusal.fields)
            return False
        except Refused as refusal:
            await ack(response_action="update", view=told(refusal.sentence))
            return False
        return True
