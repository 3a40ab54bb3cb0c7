"""Words held for want of a file: whoever wrote them lets them go without, or tries again."""

from bot.errors import BadInput, NotAnApprover, NotFound, Refused
from bot.ports import Desk, Memory
from bot.rules.approvers import Person, actor_of, refuse_others
from bot.rules.conversation import Item, ItemState
from bot.rules.escalation import Escalation
from bot.rules.owing import mark
from bot.rules.press import Press
from bot.steps.audited import in_slack
from bot.steps.once import is_first
from bot.steps.pressed import who_pressed
from bot.steps.written import wrote

NO_WORDS = "There are no words to send without the files."
NOT_YOURS = "Only whoever wrote these words decides whether they are sent."


class NotHeld(Refused):
    """These words are not held any more: they were sent, taken back, or are on their way."""

    slug = "not-held"


async def send_held(desk: Desk, press: Press, item_id: str, *, with_files: bool) -> None:
    """Pressed twice, they are sent once."""
    seen, person = await who_pressed(desk, press)
    by, now = actor_of(person), desk.clock.now()

    def record(memory: Memory) -> None:
        memory.conversation(seen.workspace, seen.conversation_id)
        escalation = memory.escalation(press.escalation_id)
        if not is_first(memory, press, now):
            return
        item = _theirs(memory.item(item_id), escalation, person)
        escalation.refuse_closed()
        _refuse_unsendable(item, with_files=with_files)
        if not with_files:
            memory.drop_files(item.id)
        going = item.let_go(now, with_files=with_files)
        memory.save_item(going)
        memory.owe(*mark(escalation, going))
        wrote(memory, escalation, going, now)
        memory.note(
            in_slack(
                escalation.id,
                by,
                now,
                "tried the files again" if with_files else "sent without the files",
                {"message": item.id},
            )
        )

    await desk.store.write(record)


def _theirs(item: Item | None, escalation: Escalation, person: Person) -> Item:
    if item is None or item.escalation_id != escalation.id:
        raise NotFound
    if item.author is None or item.author.id != person.id:
        raise NotAnApprover(NOT_YOURS)
    refuse_others(escalation.promise.approvers, person)
    return item


def _refuse_unsendable(item: Item, *, with_files: bool) -> None:
    if item.state is not ItemState.HELD:
        raise NotHeld
    if not with_files and not item.text.strip():
        raise BadInput(NO_WORDS)
