"""A person takes the conversation: from now on their words in the thread go to the customer."""

from bot.errors import Refused
from bot.ports import Desk, Memory
from bot.rules.approvers import actor_of, refuse_others
from bot.rules.conversation import Conversation
from bot.rules.delivery import Owed
from bot.rules.escalation import Escalation
from bot.rules.notices import taken_over
from bot.rules.owing import redraw, webhook, whisper
from bot.rules.press import Press
from bot.steps.audited import in_slack
from bot.steps.control import to_human
from bot.steps.customer_files import early_files
from bot.steps.notice import in_their_language
from bot.steps.once import is_first
from bot.steps.pressed import who_pressed
from bot.steps.stream import pass_on


class AnotherCard(Refused):
    """This conversation is already on another card. Take it over there."""

    slug = "another-card"


async def take_over(desk: Desk, press: Press) -> Escalation:
    """The record afterwards. Pressed twice, it counts once; who was live before is not any more."""
    seen, person = await who_pressed(desk, press)
    by, now = actor_of(person), desk.clock.now()

    def record(memory: Memory) -> Escalation:
        conversation = memory.conversation(seen.workspace, seen.conversation_id)
        was = memory.escalation(press.escalation_id)
        if not is_first(memory, press, now):
            return was
        refuse_others(was.promise.approvers, person)
        _refuse_second_card(memory, conversation, was)
        taken = was.take_over(by, now, since=press.at or f"{now.timestamp():.6f}")
        if taken is was:
            return was
        conversation = pass_on(memory, conversation, now, all_of_it=True)
        memory.save(taken, was=was, change="taken_over", at=now)
        notice = in_their_language(memory, desk, taken, taken_over(by.name))
        memory.save_conversation(to_human(memory, desk, conversation, taken, notice=notice))
        memory.owe(redraw(taken), _you_are_live(taken, memory, press))
        memory.owe(*early_files(memory, desk, taken))
        memory.owe(*webhook(taken, "escalation.claimed"))
        memory.note(in_slack(was.id, by, now, "taken over"))
        return taken

    with desk.traces.step("press", of=seen.trace, escalation=seen.id):
        return await desk.store.write(record)


def _refuse_second_card(memory: Memory, conversation: Conversation, was: Escalation) -> None:
    """One open handoff for each conversation."""
    if conversation.handoff in ("", was.id):
        return
    other = memory.escalation(conversation.handoff)
    if other.is_open:
        link = other.thread.permalink if other.thread else ""
        where = f": {link}" if link else ""
        raise AnotherCard(
            f"This conversation is already on another card. Take it over there{where}."
        )


def _you_are_live(taken: Escalation, memory: Memory, press: Press) -> Owed:
    turn = memory.card(taken.id).turn
    name = turn.customer.name if turn.customer and turn.customer.name else "the customer"
    return whisper(
        taken,
        user=press.user,
        channel=taken.thread.channel if taken.thread else press.channel,
        thread_ts=taken.thread.root_ts if taken.thread else "",
        text=f"You are live: what you write in this thread goes to {name}. Begin with `note:` to "
        "keep words inside. Press *Hand back* on the card when you are done.",
        once=f"live:{taken.id}:{taken.version}",
    )
