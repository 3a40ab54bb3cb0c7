"""The customer wrote: into the thread while people have the conversation or are asked for it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.ports import Desk, Memory
from bot.rules.approvers import Actor
from bot.rules.conversation import Control, Conversation, CustomerMessage
from bot.rules.customer_files import as_shown, owed_files
from bot.rules.escalation import Escalation
from bot.rules.files import Wanted, in_words
from bot.rules.owing import words
from bot.rules.turn import Turn
from bot.steps.answered import heard_customer
from bot.steps.assigned import Staff, staff_of
from bot.steps.customer_files import customer_name
from bot.steps.handoff import ask_for_person
from bot.steps.moved import customer_wrote
from bot.steps.request import Request, turn_for

QUIET = timedelta(minutes=2)  # after that, the owner is called once when the customer writes again


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """`at` is the customer's own clock; empty `text` with `deleted` takes the message back."""

    id: str
    text: str
    at: datetime | None = None
    deleted: bool = False
    files: tuple[Wanted, ...] = ()


async def customer_says(
    desk: Desk, conversation_id: str, said: Said, *, workspace: str, by: Actor
) -> Conversation:
    """The same message again changes nothing; other words or files under the same id are an edit.
    Words that ask for a person are a request for one.
    """
    staff = await staff_of(desk)
    id, trace = desk.new_id("esc"), desk.traces.here()

    def record(memory: Memory) -> Conversation:
        now = desk.clock.now()
        was = memory.conversation(workspace, conversation_id)
        known = memory.customer_message(workspace, conversation_id, said.id)
        if known and _as_heard(known) == _as_heard(said):
            return was
        wrote_at = min(said.at or now, now)
        before = memory.customer_messages(workspace, conversation_id, now - QUIET)
        message = CustomerMessage(
            workspace=workspace,
            conversation_id=conversation_id,
            id=said.id,
            text=said.text,
            at=known.at if known else now,
            wrote_at=known.wrote_at if known else wrote_at,
            deleted=said.deleted,
            files=said.files,
        )
        memory.save_customer_message(message)
        shown = as_shown(message, desk.policies.current.redact)
        words_of = in_words(shown.text, (file.name for file in shown.files))
        customer_wrote(memory, was, said.id, words_of, now)
        conversation = replace(was, customer_mark=said.id)
        handoff = _open_handoff(memory, conversation)
        if handoff is None and (turn := _asked(memory, desk, conversation, said, id=id)):
            conversation = _hand_off(
                memory, desk, conversation, turn, id=id, by=by, trace=trace, staff=staff
            )
        memory.save_conversation(conversation)
        if handoff:
            if known is None:
                heard_customer(memory, handoff, wrote_at, now)
            change = "" if known is None else "deleted" if said.deleted else "edited"
            mention = "" if before or known else _owner(handoff)
            name = customer_name(memory, handoff)
            memory.owe(
                *words(handoff, shown, name=name, mention=mention, change=change),
                *owed_files(handoff, shown, by=name),
            )
        return conversation

    return await desk.store.write(record)


def _as_heard(message: CustomerMessage | Said) -> tuple[str, bool, tuple[str, ...]]:
    """A file is known by its name: its address may be signed anew each time."""
    return message.text, message.deleted, tuple(file.name for file in message.files)


def _asked(
    memory: Memory, desk: Desk, conversation: Conversation, said: Said, *, id: str
) -> Turn | None:
    """What a person is handed, if these words ask for one."""
    is_silent = said.deleted or not said.text.strip()
    if is_silent or conversation.control is Control.HUMAN:
        return None
    request = Request(message=said.text, message_id=said.id)
    turn = turn_for(memory, conversation, request, id=id)
    return turn if desk.policies.current.customer_asks(turn) else None


def _hand_off(
    memory: Memory,
    desk: Desk,
    conversation: Conversation,
    turn: Turn,
    *,
    id: str,
    by: Actor,
    trace: str,
    staff: Staff,
) -> Conversation:
    asked = ask_for_person(
        memory,
        desk,
        conversation,
        turn=turn,
        judgement=desk.policies.current.handoff(turn, conversation.past),
        id=id,
        by=by,
        trace=trace,
        staff=staff,
    )
    is_new = asked.escalation.id == id
    return replace(asked.conversation, escalations=asked.conversation.escalations + is_new)


def _open_handoff(memory: Memory, conversation: Conversation) -> Escalation | None:
    if not conversation.handoff:
        return None
    escalation = memory.escalation(conversation.handoff)
    return escalation if escalation.is_open else None


def _owner(escalation: Escalation) -> str:
    """The Slack user who is live; nobody is called while nobody is."""
    owner = escalation.assignee if escalation.is_live else None
    return owner.slack_user if owner else ""
