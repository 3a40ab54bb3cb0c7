"""What holds for every policy and every turn, whoever wrote them."""

import math
from dataclasses import replace
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.policy_file import PolicyErrors, load
from bot.rules.condition import Unknown
from bot.rules.facts import Facts
from bot.rules.judging import ASKS, RulePolicy
from bot.rules.policy import PastConversation, Verdict
from bot.rules.turn import ActionRequest, Agent, Customer, PolicyCheck, Reply, Turn

HEAD = """\
queues:
  support: {channel: C0123, approvers: {any_of: [{user: U0123}]}}
  refunds: {channel: C0456, approvers: {any_of: [{usergroup: S0123}]}}
rules:
"""
CONDITIONS = (
    "true",
    "false",
    "turn.confidence < 0.7",
    "has(turn.confidence) && turn.confidence < 0.3",
    "turn.action.name == 'issue_refund' && turn.action.args.amount > 100.0",
    "turn.action.args.amount * 2.0 > 100",
    "turn.attributes.amount > turn.metadata.limit",
    "turn.customer.attributes.tier in ['gold', 'silver']",
    "turn.policy_checks.exists(check, !check.passed)",
    "turn.attributes.tags.exists(tag, tag == 'vip')",
    "turn.topic.matches('^re') || turn.topic == ''",
    "turn.attributes.vip",
    "turn[turn.topic] == 'a'",
    "turn.conversation.turns > 3",
    "size(turn.question) > 0",
)
THEN = {
    "pass": "then: pass",
    "block": "then: block",
    "hold": "then: hold, queue: support",
    "handoff": "then: handoff, queue: refunds",
    "answer": "then: answer, reply: no",
    "sample": "then: sample, rate: 30%",
}
TEXT = HEAD + (
    "  - {name: a, when: 'turn.confidence < 0.5', then: hold, queue: support, timeout: 5m}\n"
    "  - {name: b, when: 'true', then: sample, rate: 2%, queue: refunds}\n"
    "calendars:\n  c: {timezone: UTC, hours: {mon-fri: ['09:00-17:00']}}\n"
)

rules = st.tuples(st.sampled_from(CONDITIONS), st.sampled_from(sorted(THEN)))
json_values: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=9,
)
facts = st.dictionaries(
    st.sampled_from(("amount", "limit", "tier", "tags", "vip", "x")) | st.text(max_size=5),
    json_values,
    max_size=5,
)
turns = st.builds(
    Turn,
    conversation_id=st.text(max_size=5),
    turn_id=st.text(max_size=5),
    agent=st.builds(Agent, id=st.text(max_size=5)),
    customer=st.none() | st.builds(Customer, id=st.text(max_size=5), attributes=facts),
    topic=st.sampled_from(("", "refund", "a", "attributes")) | st.text(max_size=9),
    reply=st.none() | st.builds(Reply, text=st.text(max_size=9)),
    action_request=st.none()
    | st.builds(ActionRequest, name=st.sampled_from(("issue_refund", "x")), args=facts),
    question=st.none() | st.text(max_size=9),
    confidence=st.none() | st.floats(min_value=0, max_value=1),
    policy_checks=st.lists(
        st.builds(PolicyCheck, name=st.text(max_size=5), passed=st.booleans()), max_size=3
    ).map(tuple),
    attributes=facts,
    metadata=facts,
)
dice = st.floats(min_value=0, max_value=1, exclude_max=True)
past = st.builds(PastConversation, turns=st.integers(0, 9), escalations=st.integers(0, 9))


def policy_of(written: list[tuple[str, str]]) -> RulePolicy:
    return load(
        HEAD
        + "  []\n" * (not written)
        + "".join(
            f'  - {{name: r{number}, when: "{condition}", {THEN[then]}}}\n'
            for number, (condition, then) in enumerate(written)
        )
    )


policies = st.lists(rules, max_size=6).map(policy_of)


@given(policies, turns, past, dice)
@settings(deadline=None, max_examples=80)
def test_a_policy_that_loads_judges_every_turn_and_always_the_same(
    policy: RulePolicy, turn: Turn, before: PastConversation, chance: float
) -> None:
    judged = policy.judge(turn, before, dice=chance)
    assert judged == policy.judge(turn, before, dice=chance)
    assert (judged.verdict not in ASKS) or judged.queue is not None
    assert judged.rule in {"default", "agent asks", *(rule.name for rule in policy.rules)}


@given(policies, turns, past, dice)
@settings(deadline=None, max_examples=80)
def test_the_first_match_wins_whatever_stands_below_it(
    policy: RulePolicy, turn: Turn, before: PastConversation, chance: float
) -> None:
    judged = policy.judge(turn, before, dice=chance)
    names = [rule.name for rule in policy.rules]
    assume(judged.rule in names)
    until = replace(policy, rules=policy.rules[: names.index(judged.rule) + 1])
    assert until.judge(turn, before, dice=chance) == judged
    above = replace(policy, rules=policy.rules[: names.index(judged.rule)])
    assert above.judge(turn, before, dice=chance).rule in ("default", "agent asks")


@given(st.sampled_from(CONDITIONS), turns, past, dice)
@settings(deadline=None, max_examples=80)
def test_unknown_never_passes_a_hold_and_never_matches_anything_else(
    condition: str, turn: Turn, before: PastConversation, chance: float
) -> None:
    holds = policy_of([(condition, "hold"), ("true", "pass")])
    known = holds.rules[0].when.holds(Facts(turn, before))
    held = holds.judge(turn, before, dice=chance)
    if known is not False:
        assert (held.verdict, held.rule) == (Verdict.HOLD, "r0")
        assert bool(held.because) == isinstance(known, Unknown)
    if isinstance(known, Unknown):
        for then in ("pass", "block", "answer", "sample"):
            judged = policy_of([(condition, then)]).judge(turn, before, dice=0.0)
            assert judged.rule in ("default", "agent asks")


@given(policies, turns, past, dice)
@settings(deadline=None, max_examples=50)
def test_a_question_always_reaches_a_person(
    policy: RulePolicy, turn: Turn, before: PastConversation, chance: float
) -> None:
    asking = replace(turn, question="Which one?", reply=None, action_request=None)
    judged = policy.judge(asking, before, dice=chance)
    assert judged.verdict in ASKS
    assert judged.queue is not None


@given(policies, turns, past)
@settings(deadline=None, max_examples=80)
def test_the_parts_that_a_policy_needs_are_all_that_it_looks_at(
    policy: RulePolicy, turn: Turn, before: PastConversation
) -> None:
    everything = replace(policy, parts=None)
    assert everything.judge(turn, before, dice=0.5) == policy.judge(turn, before, dice=0.5)


@given(turns, st.text(min_size=8, max_size=40))
@settings(deadline=None, max_examples=50)
def test_why_something_is_unknown_never_repeats_what_the_customer_or_agent_wrote(
    turn: Turn, secret: str
) -> None:
    assume(not any(part in secret for part in ("turn", "topic")))
    told = replace(turn, topic=secret, question=None, attributes={secret: secret})
    for condition in ("turn[turn.topic] == 1", "turn.attributes[turn.topic] > 1.0"):
        policy = policy_of([(condition, "hold")])
        because = policy.judge(told, PastConversation(), dice=0.5).because
        assert secret not in because


@given(
    st.lists(
        st.tuples(st.integers(0, len(TEXT)), st.integers(0, 9), st.text(max_size=4)), max_size=4
    )
)
@settings(deadline=None, max_examples=150)
def test_every_scribble_on_a_policy_loads_or_is_told_with_its_lines(
    scribbles: list[tuple[int, int, str]],
) -> None:
    text = TEXT
    for at, gone, put in scribbles:
        text = text[:at] + put + text[at + gone :]
    try:
        policy = load(text)
    except PolicyErrors as errors:
        lines = sum(text.count(sign) for sign in "\n\r\x85\u2028\u2029") + 2
        assert errors.problems
        assert all(1 <= each.line <= lines and each.sentence for each in errors.problems)
    else:
        assert policy.queues


@given(st.floats() | st.integers())
@settings(deadline=None)
def test_a_number_that_is_none_is_unknown_and_so_held(amount: float) -> None:
    policy = policy_of([("turn.action.args.amount > 100.0", "hold"), ("true", "pass")])
    turn = Turn(
        conversation_id="c",
        turn_id="t",
        agent=Agent(id="a"),
        action_request=ActionRequest(name="x", args={"amount": amount}),
    )
    judged = policy.judge(turn, PastConversation(), dice=0.5)
    try:
        too_much = not math.isfinite(float(amount)) or amount > 100
    except OverflowError:
        too_much = True
    assert judged.verdict == ("hold" if too_much else "pass")
