"""A mistake in a condition is told where it stands in the file, and what was probably meant."""

import pytest

from bot.policy_file import PolicyErrors, load

QUEUES = """\
queues:
  support: {channel: C0123, approvers: {any_of: [{user: U0123}]}}
rules:
"""


def told(rules: str) -> list[tuple[int, int, str]]:
    with pytest.raises(PolicyErrors) as errors:
        load(QUEUES + rules)
    return [(each.line, each.column, each.sentence) for each in errors.value.problems]


def told_of(condition: str) -> str:
    [(_, _, sentence)] = told(f"  - name: r\n    then: hold\n    when: |\n      {condition}\n")
    return sentence


@pytest.mark.parametrize(
    "rule",
    [
        "  - {name: r, then: hold, when: turn.topic == 'ä' && turn.WRONG == 1}",
        "  - {name: r, then: hold, when: 'turn.topic == ''ä'' && turn.WRONG == 1'}",
        '  - {name: r, then: hold, when: "turn.topic == \\"\\u00e4\\" && turn.WRONG == 1"}',
        "  - name: r\n    then: hold\n    when: turn.topic == 'ä'\n      && turn.WRONG == 1",
        "  - name: r\n    then: hold\n    when: |\n      turn.topic == 'ä'\n        && turn.WRONG == 1",
        "  - name: r\n    then: hold\n    when: |-  # turn.WRONG\n\n      true &&\n\n      turn.WRONG == 1",
        "  - name: r\n    then: hold\n    when: >-\n      turn.topic == 'ä'\n      && turn.WRONG == 1",
        "  - name: r\n    then: hold\n    when: \"turn.topic == 'ä'\n      && turn.WRONG == 1\"",
        "  - {name: r, then: hold, when: 'turn.topic == ''ä''\n\n  && turn.WRONG == 1'}",
    ],
    ids=["plain", "'", '"', "plain lines", "|", "|- with comment", ">-", '" lines', "' lines"],
)
def test_line_and_column_point_into_the_file_however_the_condition_is_written(rule: str) -> None:
    text = QUEUES + rule + "\n"
    [(line, column, sentence)] = told(rule + "\n")
    assert "there is no `turn.WRONG`" in sentence
    assert text.splitlines()[line - 1][column - 1 :].startswith("turn.WRONG")


def test_what_is_missing_at_the_end_is_told_at_the_end() -> None:
    [(line, column, sentence)] = told("  - {name: r, then: hold, when: turn.topic == }\n")
    assert (line, column) == (4, len("  - {name: r, then: hold, when: turn.topic ==") + 1)
    assert sentence == "rule “r”: the condition is not CEL: something is missing at its end"


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ('turn.topic = "a"', "compare with `==`, not `=`"),
        ('turn.topic == "a', "a text has no closing quote"),
        ("turn.topic == 'a' and true", "`and` is no word of CEL; write `&&`"),
        ("true or false", "`or` is no word of CEL; write `||`"),
        ("not true", "`not` is no word of CEL; write `!`"),
        ("true ? false", "`a ? b` goes on with `: c`"),
        ("turn.topic == 'a' )", "`)` is not expected here"),
        ("turn.?topic == 'a'", "unsupported syntax `.?`"),
        ("(" * 1_000 + "true" + ")" * 1_000, "the condition is not CEL"),
        ("true" + " && true" * 1_000, "a condition has at most 4,000 characters"),
        ("trun.topic == 'a'", "there is no `trun`; a condition looks at `turn`"),
        ("turn.topc == 'a'", "there is no `turn.topc`; did you mean `topic`? Allowed: action, "),
        ("turn['topc'] == 'a'", "there is no `turn.topc`"),
        ("turn.messages.size() > 3", "there is no `turn.messages`; "),
        ("turn.customer.nam == 'a'", "there is no `turn.customer.nam`; did you mean `name`?"),
        ("turn.topic.contain('a')", "there is no function `contain`; did you mean `contains`?"),
        ("now() > turn.confidence", "there is no function `now`; allowed: all, "),
        ("turn.topic.matches('[')", "'[' is not a regular expression"),
        ("turn.attributes.a.exists(x, x.b.exists(y, y > 1))", "a loop stands in a loop"),
        ("turn.attributes.a.exists(turn, turn > 1)", "needs another name than `turn`"),
        ("turn.topic", "the condition gives text, not true or false"),
        ("size(turn.topic)", "the condition gives a number, not true or false"),
        ("'true'", "the condition gives text, not true or false"),
        ("turn.topic > 3", "it compares or combines different kinds of values"),
        ("turn.confidence * 2 > 1.0", "count with `2.0` instead of `2`"),
        ("turn.action.args.amount * 2 > 1.0", "count with `2.0` instead of `2`"),
        ("turn.conversation.turns % 2 == 0", "or with `int(…)`"),
    ],
)
def test_a_condition_that_could_never_work_is_refused(condition: str, sentence: str) -> None:
    assert sentence in told_of(condition)


@pytest.mark.parametrize(
    "condition",
    [
        "true",
        "turn.confidence < 0.7",
        "turn.action.args.amount > 100",
        "turn.action.args.amount * 2.0 > 100.0 && turn.action.args.currency == 'EUR'",
        "int(turn.conversation.turns) % 2 == 0",
        "turn.attributes.vip",
        "turn.attributes.kind.startsWith('x') && turn.attributes.amount > 0.5",
        "turn.attributes.tags.exists(tag, tag == 'vip')",
        "turn.attributes.items[0].price * 2.0 > 5.0",
        "timestamp(turn.attributes.at) < timestamp('2026-01-01T00:00:00Z')",
        "turn.policy_checks.exists(check, !check.passed)",
        "turn.evidence.size() == 0 // nothing to show",
        "has(turn.customer.attributes.tier) && turn.customer.attributes.tier in ['gold', 'silver']",
        "turn.topic.matches(r'^re\\w+$') ? true : turn.metadata.a.b.c == null",
        "'topic' in turn",
        "type(turn.confidence) == double",
        "turn.topic == 'a // b turn.wrong = 1'",
    ],
)
def test_what_cel_can_do_with_a_turn_is_allowed(condition: str) -> None:
    load(QUEUES + f"  - name: r\n    then: hold\n    when: |\n      {condition}\n")


def test_all_mistakes_of_a_condition_are_told_and_so_are_those_of_the_others() -> None:
    sentences = told(
        "  - {name: a, then: hold, when: turn.topc == turn.custmer.id}\n"
        "  - {name: b, then: hold, when: foo(1) == bar}\n"
        "  - {name: c, then: hold, when: turn.confidence < }\n"
    )
    assert [line for line, _, _ in sentences] == [4, 4, 5, 5, 6]
