from dataclasses import replace

import pytest

from bot.errors import HumanInControl, StaleEpoch
from bot.rules.conversation import Control, Conversation, Item, ItemState, ItemType, topic_of
from tests.makers import NINE

HERE = Conversation(workspace="default", id="conv-1", items=4)


def an_item(state: ItemState = ItemState.SENT, **changes: object) -> Item:
    item = Item(
        id="msg_1",
        workspace="default",
        conversation_id="conv-1",
        escalation_id="esc_1",
        type=ItemType.MESSAGE,
        at=NINE,
        state=state,
        text="Hello",
    )
    return replace(item, **changes)  # type: ignore[arg-type]


def test_the_epoch_grows_at_each_change_and_only_then() -> None:
    human = HERE.to_human()
    assert (human.control, human.epoch) == (Control.HUMAN, 1)
    assert human.to_human() is human
    agent = human.to_agent()
    assert (agent.control, agent.epoch) == (Control.AGENT, 2)
    assert agent.to_agent().epoch == 2


def test_the_agent_is_told_of_all_that_was_said_since_it_was_first_sent_away() -> None:
    twice = replace(HERE.to_human(), items=7).to_agent().to_human().to_agent()
    assert twice.away_from == 4
    assert twice.agent_told().away_from == -1


def test_an_agent_speaks_only_while_it_has_control() -> None:
    """F43: the agent talks over the human."""
    HERE.refuse_agent(None)
    HERE.refuse_agent(0)
    with pytest.raises(HumanInControl):
        HERE.to_human().refuse_agent(None)
    with pytest.raises(StaleEpoch):
        HERE.to_human().to_agent().refuse_agent(0)


@pytest.mark.parametrize(
    ("state", "receipts", "after"),
    [
        (ItemState.SENT, True, ItemState.HANDED),
        (ItemState.SENT, False, ItemState.DELIVERED),
        (ItemState.WAITING, True, ItemState.WAITING),
        (ItemState.FAILED, True, ItemState.FAILED),
        (ItemState.DELIVERED, True, ItemState.DELIVERED),
        (ItemState.WITHDRAWN, True, ItemState.WITHDRAWN),
    ],
)
def test_fetched_is_delivered_only_where_no_receipts_are_expected(
    state: ItemState, receipts: bool, after: ItemState
) -> None:
    assert an_item(state, receipts=receipts).handed().state is after


@pytest.mark.parametrize("state", list(ItemState))
def test_a_receipt_is_the_last_word_on_what_was_passed_on(state: ItemState) -> None:
    late = an_item(state).receipted(delivered=False, detail="gone").state
    counted = {ItemState.SENT, ItemState.HANDED, ItemState.FAILED}
    assert late is (ItemState.FAILED if state in counted else state)


def test_what_was_withdrawn_has_no_words_left() -> None:
    gone = an_item(markdown="Hello", files=({"id": "f"},)).withdrawn()
    assert (gone.text, gone.markdown, gone.files, gone.type) == ("", "", (), ItemType.WITHDRAWN)


def test_a_topic_is_one_word_whatever_the_id_and_differs_by_workspace() -> None:
    topic = topic_of("default", "a b\n\u2028")
    assert " " not in topic
    assert topic.isascii()
    assert topic != topic_of("other", "a b\n\u2028")
