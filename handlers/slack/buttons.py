"""A button was pressed: decide, claim, let go, or open the form that decides."""

import asyncio
import re
from collections.abc import Awaitable, Callable

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BadInput, NotAnApprover, NotFound, Refused
from bot.flows.appraise import click
from bot.flows.claim import claim, release
from bot.flows.decide import decide
from bot.flows.hand_back import resolve
from bot.flows.keep import keep, no_reply_needed, third_party_acted, wait_elsewhere
from bot.flows.send_held import send_held
from bot.flows.take_over import take_over
from bot.ports import Card, Desk
from bot.rules.approvers import Actor, may_decide
from bot.rules.deciding import after_choice
from bot.rules.decision import Approve, Choice, Edit, Reject, Respond, TakeAlternative
from bot.rules.feedback import Answer
from bot.rules.json import Json
from bot.rules.press import Press
from bot.rules.turn import Alternative
from handlers.slack.answers import ask
from handlers.slack.feedback import CLICKS
from handlers.slack.forms import other_queues
from handlers.slack.modals import (
    conversation_page,
    form_modal,
    how_page,
    link_page,
    transfer_modal,
)
from handlers.slack.presses import Pressed, button_pressed
from handlers.slack.proposal import ALTERNATIVE, alternative_of, fits
from handlers.slack.refusals import tell_refusal

OPENING = 2.0
PEEK = 0.7
_ALTERNATIVE = re.compile(r"alternative_([0-9]{1,3})")
_HELD = re.compile(r"(send_without_files|try_files_again):([A-Za-z0-9_-]{1,80})")
_SOMEBODY = Actor(type="human", id="somebody")


class NotOpened(Refused):
    """Slack could not open the form just now. Nothing was decided; press again."""

    slug = "not-opened"


class Buttons:
    def __init__(self, desk: Desk, client: AsyncWebClient) -> None:
        self._desk = desk
        self._client = client
        self._verbs: dict[str, Callable[[Pressed, Press], Awaitable[None]]] = {
            "approve": self._approve,
            "claim": self._claim,
            "release": self._release,
            "take_over": self._take_over,
            "resolve": self._resolve,
            "keep": self._keep,
            "no_reply_needed": self._no_reply_needed,
            "third_party": self._wait_elsewhere,
            "third_party_acted": self._third_party_acted,
            "snooze": self._open_snooze,
            "reply": self._open_talk,
            "hand_back": self._open_talk,
            "transfer": self._open_transfer,
            "edit": self._open_form,
            "reject": self._open_form,
            "respond": self._open_form,
            **{str(each): self._appraise for each in CLICKS},
            "feedback": self._open_feedback,
            "conversation": self._open_conversation,
            "link": self._open_link,
            "how": self._open_how,
        }

    async def pressed(self, body: Json, ack: AsyncAck) -> None:
        """`ack` comes last: what Slack is told was done has been done."""
        pressed = button_pressed(body)
        try:
            await self._do(pressed)
        except Refused as refusal:
            await tell_refusal(self._desk, self._client, pressed, refusal)
        await ack()

    async def _do(self, pressed: Pressed) -> None:
        if pressed.press is None:
            raise NotFound
        if found := _ALTERNATIVE.fullmatch(pressed.verb):
            await self._take_alternative(pressed, pressed.press, int(found[1]))
        elif found := _HELD.fullmatch(pressed.verb):
            with_files = found[1] == "try_files_again"
            await send_held(self._desk, pressed.press, found[2], with_files=with_files)
        elif pressed.verb in self._verbs:
            await self._verbs[pressed.verb](pressed, pressed.press)
        else:
            raise NotFound

    async def _approve(self, _: Pressed, press: Press) -> None:
        await decide(self._desk, press, Approve())

    async def _claim(self, _: Pressed, press: Press) -> None:
        await claim(self._desk, press)

    async def _release(self, _: Pressed, press: Press) -> None:
        await release(self._desk, press)

    async def _take_over(self, _: Pressed, press: Press) -> None:
        await take_over(self._desk, press)

    async def _resolve(self, _: Pressed, press: Press) -> None:
        await resolve(self._desk, press)

    async def _appraise(self, pressed: Pressed, press: Press) -> None:
        await click(self._desk, press, Answer(pressed.verb))

    async def _open_feedback(self, pressed: Pressed, press: Press) -> None:
        card = await self._card(press)
        await self._refuse_others_early(card, press)
        await self._open(pressed, form_modal(card, pressed.verb, press.version))

    async def _keep(self, _: Pressed, press: Press) -> None:
        await keep(self._desk, press)

    async def _no_reply_needed(self, _: Pressed, press: Press) -> None:
        await no_reply_needed(self._desk, press)

    async def _wait_elsewhere(self, _: Pressed, press: Press) -> None:
        await wait_elsewhere(self._desk, press)

    async def _third_party_acted(self, _: Pressed, press: Press) -> None:
        await third_party_acted(self._desk, press)

    async def _open_snooze(self, pressed: Pressed, press: Press) -> None:
        card = await self._card(press)
        card.escalation.refuse_closed()
        await self._open(pressed, form_modal(card, "snooze", press.version))

    async def _open_talk(self, pressed: Pressed, press: Press) -> None:
        """Reply and Hand back ask for words; a closed conversation is refused before that."""
        card = await self._card(press)
        card.escalation.refuse_closed()
        await self._refuse_others_early(card, press)
        await self._open(pressed, form_modal(card, pressed.verb, press.version))

    async def _open_transfer(self, pressed: Pressed, press: Press) -> None:
        card = await self._card(press)
        card.escalation.refuse_closed()
        await self._refuse_others_early(card, press)
        queues = other_queues(card, self._desk.policies.current.queues)
        await self._open(pressed, transfer_modal(card, press.version, queues))

    async def _take_alternative(self, pressed: Pressed, press: Press, index: int) -> None:
        """At once when the card could show all of it; else it is shown first."""
        card = await self._card(press)
        others: tuple[Alternative, ...] = card.escalation.alternatives
        if index < len(others) and not fits(alternative_of(others[index]), ALTERNATIVE):
            await self._open_form(pressed, press)
        else:
            await decide(self._desk, press, TakeAlternative(index=index))

    async def _open_form(self, pressed: Pressed, press: Press) -> None:
        """Refused before anybody has typed, where it is certain already that it would be after."""
        card = await self._card(press)
        _rehearse(card, pressed.verb, press, self._desk)
        await self._refuse_others_early(card, press)
        await self._open(pressed, form_modal(card, pressed.verb, press.version))

    async def _open_conversation(self, pressed: Pressed, press: Press) -> None:
        await self._open(pressed, conversation_page(await self._card(press)))

    async def _open_link(self, pressed: Pressed, press: Press) -> None:
        await self._open(pressed, link_page(await self._card(press)))

    async def _open_how(self, pressed: Pressed, _: Press) -> None:
        await self._open(pressed, how_page())

    async def _open(self, pressed: Pressed, view: Json) -> None:
        answer = await ask(
            lambda: self._client.views_open(trigger_id=pressed.trigger, view=view),
            seconds=OPENING,
        )
        if not isinstance(answer, dict):
            raise NotOpened

    async def _card(self, press: Press) -> Card:
        return await self._desk.store.read(lambda memory: memory.card(press.escalation_id))

    async def _refuse_others_early(self, card: Card, press: Press) -> None:
        """Only when Slack says quickly who this is; the submission asks again in any case."""
        approvers = card.escalation.promise.approvers
        try:
            async with asyncio.timeout(PEEK):
                person = await self._desk.people.person(press.team, press.user, approvers.groups)
        except TimeoutError:
            return
        refusal = may_decide(approvers, person, requester_slack_user=card.escalation.requester)
        if refusal and person.groups_known:
            raise NotAnApprover(refusal.sentence)


def _rehearse(card: Card, verb: str, press: Press, desk: Desk) -> None:
    """What the decision would be refused for, were it made now with nothing typed yet."""
    try:
        after_choice(
            card.escalation, _blank(card, verb), _SOMEBODY, desk.clock.now(), seen=press.version
        )
    except BadInput:
        return  # that is what the form is for


def _blank(card: Card, verb: str) -> Choice:
    proposal = card.escalation.proposal
    if found := _ALTERNATIVE.fullmatch(verb):
        return TakeAlternative(index=int(found[1]))
    match verb:
        case "edit" if proposal.action:
            return Edit(args=proposal.action.args)
        case "edit":
            return Edit(reply=proposal.reply)
        case "reject":
            return Reject()
        case _:
            return Respond()
