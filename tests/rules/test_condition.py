from typing import Any

import pytest

from bot.rules.condition import Condition, NotCel, Unknown
from bot.rules.expression import bare, named
from bot.rules.facts import LONGEST_LIST, Facts
from bot.rules.policy import PastConversation
from bot.rules.turn import Turn
from tests.makers import a_refund, a_turn


def holds(source: str, turn: Turn | None = None, **past: Any) -> bool | str:
    condition = Condition(source)
    facts = Facts(turn or a_refund(), PastConversation(**past), condition.parts)
    result = condition.holds(facts)
    return result.why if isinstance(result, Unknown) else result


@pytest.mark.parametrize(
    "condition",
    [
        'turn.topic == "refund"',
        'turn.action.name == "issue_refund" && turn.action.args.amount > 100',
        'turn.action.args["amount"] == 129.0',
        "turn.action.args.notify",
        'turn.customer.name == "Ada" && turn.customer.attributes == {}',
        'turn.agent.id == "support-bot" && turn.agent.version == ""',
        'turn.reply.text == "" && turn.question == ""',
        'turn.requested_by.id == "" && turn.requested_by.slack_user == ""',
        "turn.conversation.turns == 3 && turn.conversation.escalations == 1",
        'turn.conversation.last_rejection == "too much"',
        "turn.policy_checks.size() == 0 && turn.evidence.size() == 0",
        "turn.confidence == 0.42 && type(turn.confidence) == double",
        "type(turn.conversation.turns) == double",
        "'topic' in turn",
        "turn.topic == 'x' || turn.confidence < 0.5",
        "turn.nothing.amount > 1.0 || turn.confidence < 0.5",
    ],
)
def test_a_condition_knows_everything_of_a_turn_but_its_transcript(condition: str) -> None:
    assert holds(condition, turns=3, escalations=1, last_rejection="too much") is True
    assert holds("'messages' in turn") is False


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ("turn.attributes.amount > 100.0", "the turn has no `attributes.amount`"),
        ("turn.action.args.ammount > 100.0", "the turn has no `action.args.ammount`"),
        (
            "turn.policy_checks[0].passed",
            "a list in the turn is shorter than the condition expects",
        ),
        ("turn.action.args.order > 5.0", "it does not fit what the turn holds"),
        ("turn.action.args.order", "it is neither true nor false"),
        ("1 / 0 == 1", "it does not fit what the turn holds"),
        ("turn[turn.topic] == 1", "the turn does not have what the condition looks up"),
    ],
)
def test_what_cannot_be_evaluated_is_unknown_and_says_why(condition: str, why: str) -> None:
    assert holds(condition) == why


def test_a_turn_without_confidence_is_unknown_unless_the_condition_asks() -> None:
    turn = a_turn(confidence=None)
    assert holds("turn.confidence < 0.7", turn) == "the turn has no `confidence`"
    assert holds("has(turn.confidence) && turn.confidence < 0.7", turn) is False


@pytest.mark.parametrize(
    "value",
    [
        [0.0] * (LONGEST_LIST + 1),
        {str(number): number for number in range(LONGEST_LIST + 1)},
        [[[0.0] * 100] * 100] * 2,
        10**400,
        float("nan"),
        float("inf"),
    ],
    ids=["long list", "many names", "many values", "huge", "nan", "inf"],
)
def test_what_is_too_large_to_look_into_is_unknown_and_the_rest_is_not(value: Any) -> None:
    turn = a_turn(attributes={"big": value, "small": 1})
    assert holds("turn.attributes.big == 1", turn) == (
        "`big` is too large to look into, or not a number"
    )
    assert holds("turn.attributes.small == 1", turn) is True


def test_what_is_too_deep_to_look_into_is_unknown() -> None:
    deep: Any = 1.0
    for _ in range(200):
        deep = {"a": deep}
    turn = a_turn(attributes={"deep": [deep]})
    assert "too large to look into" in str(holds("turn.attributes.deep.size() > 0", turn))


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("turn.confidence < 0.7", {"confidence"}),
        ("turn.action.args.amount > 1.0 && turn.topic == 'a'", {"action.args.amount", "topic"}),
        ("turn['action'].name == 'turn.wrong'", {"action.name"}),
        ("turn . topic . contains('x') // turn.wrong", {"topic"}),
        ("turn.policy_checks.exists(c, c.turn.wrong == 1)", {"policy_checks"}),
        ("size(turn) > 3", {""}),
        ("myturn.topic", set()),
    ],
)
def test_what_a_condition_looks_at_is_read_from_its_source(condition: str, names: set[str]) -> None:
    assert {each.path for each in named(condition)} == names
    assert len(bare(condition)) == len(condition)


def test_only_the_parts_that_a_condition_needs_are_read() -> None:
    assert Condition("turn.action.args.amount > 1.0 || turn.topic == 'a'").parts == {
        "action",
        "topic",
    }
    assert Condition("true").parts == frozenset()
    assert Condition("'topic' in turn").parts is None


@pytest.mark.parametrize(
    ("condition", "unknown"),
    [
        ("turn.confidence < 0.7", ["confidence"]),
        ("has(turn.confidence) && turn.confidence < 0.7", []),
        ("turn.topic == 'a' && turn.action.name == 'b' && turn.conversation.turns > 3", []),
        ("turn.metadata.a == turn.action.args.b.c", ["action.args.b.c", "metadata.a"]),
        ("size(turn.attributes) > 0", []),
    ],
)
def test_what_a_turn_may_come_without_is_known(condition: str, unknown: list[str]) -> None:
    assert Condition(condition).may_be_unknown == unknown


def test_always_is_told_from_its_source() -> None:
    assert Condition(" true // whatever ").always
    assert not Condition("'true'").always
    assert not Condition("true || false").always


def test_what_is_not_cel_says_at_which_character() -> None:
    with pytest.raises(NotCel, match="compare with `==`") as mistake:
        Condition('turn.topic ==\n  "a" && turn.topic = "b"')
    assert mistake.value.at == len('turn.topic ==\n  "a" && turn.topic ')
