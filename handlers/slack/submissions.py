"""A form was sent: what can be mended is said in the form, what cannot takes its place."""

from dataclasses import replace
from datetime import UTC, datetime

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BadInput, ForbiddenByPolicy, NotFound, Refused
from bot.flows.appraise import appraise
from bot.flows.decide import decide
from bot.flows.hand_back import hand_back
from bot.flows.keep import snooze
from bot.flows.prioritise import prioritise
from bot.flows.reply import reply
from bot.flows.transfer import assign, transfer
from bot.ports import Card, Desk
from bot.rules.json import Json, JsonValue
from bot.rules.policy import Priority
from bot.rules.press import Press
from handlers.slack.feedback import opinion_of
from handlers.slack.forms import Form, NotYet, choice_of, form_of, other_queues, transfer_form
from handlers.slack.modals import told_in_markup
from handlers.slack.presses import Pressed, form_submitted, values_of
from handlers.slack.refusals import sentence_of, tell_refusal
from handlers.slack.text import clean, shorten

CAN_BE_MENDED = (BadInput, ForbiddenByPolicy)
ERROR = 1_000


class Submissions:
    def __init__(self, desk: Desk, client: AsyncWebClient) -> None:
        self._desk = desk
        self._client = client

    async def submitted(self, body: Json, ack: AsyncAck) -> None:
        submitted = form_submitted(body)
        if submitted.verb == "page":
            await ack()
            return
        try:
            await self._decide(submitted, values_of(body))
            await ack()
        except NotYet as not_yet:
            await ack(response_action="errors", errors=not_yet.errors)
        except Refused as refusal:
            await tell_refusal(self._desk, self._client, submitted, refusal)
            await ack(response_action="update", view=told_in_markup(sentence_of(refusal)))

    async def _decide(self, submitted: Pressed, values: Json) -> None:
        press = submitted.press
        if press is None:
            raise NotFound
        card = await self._desk.store.read(lambda memory: memory.card(press.escalation_id))
        form = self._form(card, submitted.verb, press.version)
        read = form.read(values)
        try:
            match submitted.verb:
                case "reply":
                    await reply(self._desk, press, str(read.get("message") or ""))
                case "hand_back":
                    await hand_back(self._desk, press, str(read.get("message") or ""))
                case "feedback":
                    await appraise(self._desk, press, opinion_of(read))
                case "snooze":
                    await snooze(self._desk, press, _moment(read.get("until")))
                case "transfer":
                    await self._pass_on(press, read)
                case verb:
                    await decide(self._desk, press, choice_of(card, verb, read))
        except CAN_BE_MENDED as refusal:
            raise _at_its_field(form, refusal) from refusal

    def _form(self, card: Card, verb: str, version: int) -> Form:
        if verb == "transfer":
            queues = other_queues(card, self._desk.policies.current.queues)
            return transfer_form(card, version, queues)
        return form_of(card, verb, version)

    async def _pass_on(self, press: Press, read: Json) -> None:
        """How soon comes first: who is called then sees by when it is due."""
        priority, whose = read.get("priority"), {read.get("queue"), read.get("person")}
        if priority and None in whose:
            its = replace(press, key=f"{press.key}/priority")
            await prioritise(self._desk, its, Priority(str(priority)))
        if priority and whose == {None}:
            return
        words = str(read.get("message") or "").strip()
        match read:
            case {"queue": str(), "person": str()}:
                both = "Choose a person or a queue, not both."
                raise BadInput(both, fields={"queue": both})
            case {"queue": str(queue)}:
                await transfer(self._desk, press, queue, words)
            case {"person": str(user)}:
                await assign(self._desk, press, user, words)
            case _:
                none = "Choose a person, a queue or another priority."
                raise BadInput(none, fields={"person": none})


def _moment(seconds: JsonValue) -> datetime:
    """Slack's picker gives seconds; what is no moment is long over."""
    try:
        return datetime.fromtimestamp(float(seconds or 0), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _at_its_field(form: Form, refusal: Refused) -> Exception:
    """The sentence below the field it speaks of; the first field when it speaks of none."""
    blocks = form.blocks()
    if not blocks:
        return Refused(refusal.sentence)
    first = blocks[0]["block_id"]
    errors: dict[str, str] = {}
    for name, sentence in (refusal.fields or {"": refusal.sentence}).items():
        errors.setdefault(form.block_of(name) or first, shorten(clean(sentence), ERROR))
    return NotYet(errors)
