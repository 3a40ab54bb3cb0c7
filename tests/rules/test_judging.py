from dataclasses import replace
from typing import Any

import pytest

from bot.rules.condition import Condition
from bot.rules.judging import Rule, RulePolicy
from bot.rules.policy import OnTimeout, PastConversation, Reason, Stakes, Verdict
from bot.rules.turn import Turn
from tests.makers import a_queue, a_refund, a_turn

PAST = PastConversation()
QUEUES = {name: a_queue(name=name) for name in ("first", "second", "third")}


def a_rule(when: str = "true", then: Verdict = Verdict.HOLD, **changes: Any) -> Rule:
    given = {"name": "the rule", "when": Condition(when), "then": then, **changes}
    return Rule(**given)


def a_policy(*rules: Rule, **changes: Any) -> RulePolicy:
    return RulePolicy(version="v1", queues=QUEUES, rules=rules, **changes)


def a_question() -> Turn:
    return a_turn(reply=None, question="Which order?")


@pytest.mark.parametrize("default", [Verdict.PASS, Verdict.BLOCK])
def test_what_no_rule_matches_gets_the_default(default: Verdict) -> None:
    judged = a_policy(a_rule("false"), default=default).judge(a_turn(), PAST, dice=0.0)
    assert (judged.verdict, judged.rule, judged.queue) == (default, "default", None)


@pytest.mark.parametrize(
    ("rule", "changes", "queue"),
    [
        (a_rule(queue="second"), {}, "second"),
        (a_rule(), {}, "first"),
        (a_rule(), {"handoff_queue": "third"}, "third"),
        (a_rule(then=Verdict.HANDOFF), {"handoff_queue": "third"}, "third"),
    ],
)
def test_a_rule_without_a_queue_asks_the_hand_offs_queue_or_the_first(
    rule: Rule, changes: dict[str, Any], queue: str
) -> None:
    judged = a_policy(rule, **changes).judge(a_turn(), PAST, dice=0.0)
    assert judged.queue == QUEUES[queue]


@pytest.mark.parametrize(
    ("changes", "queue"), [({}, "first"), ({"input_queue": "second"}, "second")]
)
def test_a_question_passes_every_rule_that_asks_nobody(changes: dict[str, Any], queue: str) -> None:
    silent = [a_rule(then=then) for then in (Verdict.PASS, Verdict.BLOCK, Verdict.SAMPLE)]
    judged = a_policy(*silent, **changes).judge(a_question(), PAST, dice=0.0)
    assert (judged.verdict, judged.reason) == (Verdict.HOLD, Reason.AGENT_REQUEST)
    assert judged.queue == QUEUES[queue]


def test_a_question_is_held_by_the_first_rule_that_asks() -> None:
    policy = a_policy(a_rule(then=Verdict.BLOCK), a_rule(name="ask", queue="third"))
    assert policy.judge(a_question(), PAST, dice=0.0).rule == "ask"


def test_the_agents_question_is_why_a_human_is_asked_whatever_rule_holds_it() -> None:
    unsure = a_rule("turn.confidence < 0.7", stakes=Stakes.HIGH)
    question = replace(a_question(), confidence=None)
    assert a_policy(unsure).judge(question, PAST, dice=0.0).reason is Reason.AGENT_REQUEST
    named = replace(unsure, reason=Reason.REPEATED_FAILURE)
    assert a_policy(named).judge(question, PAST, dice=0.0).reason is Reason.REPEATED_FAILURE


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (a_rule(), Reason.POLICY),
        (a_rule("turn.confidence < 0.7"), Reason.LOW_CONFIDENCE),
        (a_rule("turn.confidence < 0.7", stakes=Stakes.HIGH), Reason.HIGH_STAKES),
        (a_rule(then=Verdict.SAMPLE), Reason.SAMPLED),
        (a_rule(stakes=Stakes.HIGH, reason=Reason.REPEATED_FAILURE), Reason.REPEATED_FAILURE),
    ],
)
def test_why_a_human_is_asked_comes_from_the_rule(rule: Rule, reason: Reason) -> None:
    assert a_policy(rule).judge(a_turn(), PAST, dice=0.0).reason is reason


@pytest.mark.parametrize(
    ("rule", "on_timeout"),
    [(a_rule(), OnTimeout.REJECT), (a_rule(on_timeout=OnTimeout.ESCALATE), OnTimeout.ESCALATE)],
)
def test_the_rules_word_on_silence_beats_the_queues(rule: Rule, on_timeout: OnTimeout) -> None:
    assert a_policy(rule).judge(a_turn(), PAST, dice=0.0).on_timeout is on_timeout


def test_a_sample_that_is_not_picked_goes_on_to_the_next_rule() -> None:
    policy = a_policy(
        a_rule(name="sample", then=Verdict.SAMPLE, rate=0.1),
        a_rule(name="stop", then=Verdict.BLOCK),
    )
    assert policy.judge(a_turn(), PAST, dice=0.09).rule == "sample"
    assert policy.judge(a_turn(), PAST, dice=0.1).rule == "stop"


def test_an_answer_carries_its_words_and_nothing_else_does() -> None:
    answer = a_policy(a_rule(then=Verdict.ANSWER, reply="No.")).judge(a_turn(), PAST, dice=0.0)
    block = a_policy(a_rule(then=Verdict.BLOCK, reply="No.")).judge(a_turn(), PAST, dice=0.0)
    assert answer.reply is not None
    assert (answer.reply.text, block.reply) == ("No.", None)


def test_what_cannot_be_evaluated_is_told_with_the_rules_name() -> None:
    policy = a_policy(a_rule("turn.attributes.amount > 1.0", name="money"))
    assert policy.judge(a_refund(), PAST, dice=0.0).because == (
        "The rule “money” could not be evaluated: the turn has no `attributes.amount`."
    )


@pytest.mark.parametrize(
    ("parts", "looks"),
    [(None, True), (frozenset({"topic"}), False), (frozenset({"conversation"}), True)],
)
def test_the_past_is_only_looked_up_for_policies_that_look_at_it(
    parts: frozenset[str] | None, looks: bool
) -> None:
    assert a_policy(parts=parts).looks_at_conversation is looks
