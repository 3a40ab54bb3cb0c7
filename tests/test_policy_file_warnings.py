"""A file that loads is still told what its author probably did not mean."""

import pytest

from bot.policy_file import examine

QUEUE = "{channel: C0123, approvers: {any_of: [{user: U0123}]}}"
HEAD = f"queues:\n  support: {QUEUE}\nrules:\n"
NEVER = "is never reached"


def warned(rules: str, head: str = HEAD) -> list[str]:
    return [each.sentence for each in examine(head + rules).warnings]


def rule(name: str, when: str, then: str) -> str:
    return f"  - {{name: {name}, when: '{when}', then: {then}}}\n"


@pytest.mark.parametrize(
    ("first", "second", "hidden"),
    [
        (("true", "hold"), ('turn.topic == "a"', "block"), True),
        (("true", "hold"), ("true", "handoff"), True),
        (("true", "pass"), ('turn.topic == "a"', "block"), True),
        (("true", "pass"), ('turn.topic == "a"', "hold"), False),  # a question still gets there
        (("true", "sample, rate: 2%"), ("true", "block"), False),
        (("true", "sample, rate: 100%"), ("true", "block"), True),
        (('turn.topic == "a"', "hold"), ('turn.topic == "a"', "block"), True),
        (('turn.topic == "a"', "block"), ('turn.topic == "a"', "hold"), False),
        (('turn.topic == "a"', "hold"), ('turn.topic == "b"', "hold"), False),
    ],
)
def test_a_rule_that_nothing_can_reach_is_told(
    first: tuple[str, str], second: tuple[str, str], hidden: bool
) -> None:
    told = warned(rule("first", *first) + rule("second", *second))
    assert [each for each in told if NEVER in each] == (
        ["rule “second” is never reached: “first” before it matches whatever it would match"]
        if hidden
        else []
    )


@pytest.mark.parametrize("then", ["block", "answer, reply: no", "sample, rate: 5%", "pass"])
def test_a_fact_that_may_be_missing_is_told_where_unknown_is_no_match(then: str) -> None:
    [told] = warned(rule("r", "turn.action.args.amount > 100.0", then))
    assert "is skipped for turns without `action.args.amount`" in told
    assert "`has(turn.action.args.amount) && …`" in told
    guarded = "has(turn.action.args.amount) && turn.action.args.amount > 100.0"
    assert warned(rule("r", guarded, then)) == []


@pytest.mark.parametrize("then", ["hold", "handoff"])
def test_a_fact_that_may_be_missing_is_no_warning_where_unknown_is_held(then: str) -> None:
    assert warned(rule("r", "turn.confidence < 0.7", then)) == []


def test_queues_and_calendars_that_nobody_uses_are_told() -> None:
    hours = '{timezone: UTC, hours: {mon: ["09:00-17:00"]}}'
    head = f"queues:\n  a: {QUEUE}\n  b: {QUEUE}\n  c: {QUEUE}\ncalendars: {{never: {hours}}}\n"
    assert warned("handoff_queue: b\n", head) == [
        "queue c is used by no rule",
        "calendar never is used by no queue",
    ]
    assert warned("handoff_queue: b\ninput_queue: c\n", head)[:1] == ["queue a is used by no rule"]


@pytest.mark.parametrize(("rate", "words"), [("0%", "never picks"), ("100%", "picks every")])
def test_a_sample_of_nothing_or_everything_is_told(rate: str, words: str) -> None:
    [told] = warned(rule("r", 'turn.topic == "a"', f"sample, rate: {rate}"))
    assert words in told


@pytest.mark.parametrize(
    "field", ["timeout: 5m", "on_timeout: escalate", "allowed_decisions: [approve]"]
)
def test_fields_for_people_are_told_where_no_people_are_asked(field: str) -> None:
    [told] = warned(rule("r", 'turn.topic == "a"', f"block, {field}"))
    assert f"has `{field.partition(':')[0]}`, which only counts" in told
    assert warned(rule("r", 'turn.topic == "a"', f"hold, {field}")) == []


def test_warnings_stand_on_their_line_and_the_policy_is_used_all_the_same() -> None:
    loaded = examine(HEAD + rule("a", "true", "hold") + rule("b", "true", "hold"))
    assert [each.line for each in loaded.warnings] == [5]
    assert len(loaded.policy.rules) == 2


@pytest.mark.parametrize(("assignment", "told"), [("manual", 1), ("least_loaded", 0)])
def test_a_cap_without_an_assignment_is_told(assignment: str, told: int) -> None:
    queue = QUEUE.replace("}}", f"}}, assignment: {assignment}, most_open: 5}}")
    found = warned(rule("r", "true", "hold"), HEAD.replace(QUEUE, queue))
    assert len([each for each in found if "`most_open` in queue support" in each]) == told


OFFICE = "calendars: {office: {timezone: Europe/Berlin, hours: {mon-fri: ['09:00-17:00']}}}\n"


def told_of_time(queue: str, rules: str, calendar: str = "calendar: office, ") -> list[str]:
    its = QUEUE.removesuffix("}") + f", {calendar}{queue}}}"
    text = f"queues:\n  support: {its}\n{OFFICE if calendar else ''}rules:\n{rules}"
    return [each for each in warned("", text) if "`timeout`" in each]


@pytest.mark.parametrize(
    ("queue", "then", "enough"),
    [
        ("sla: {decision: 30m}, timeout: 1d", "hold", "65h"),  # Friday 17:00 to Monday 09:30
        ("sla: {decision: 30m}, timeout: 65h", "hold", None),
        ("sla: {decision: 16h}, timeout: 3d", "hold", "4d"),
        ("sla: {decision: 30m}, timeout: 1d", "hold, stakes: high", None),  # by the wall clock
        ("sla: {first_reply: 1h}, timeout: 1d", "handoff", "65h"),
        ("sla: {first_reply: 1h}, timeout: 1d", "hold", "65h"),  # customers may ask all the same
        ("sla: {decision: 30m}, timeout: 65h", "hold, timeout: 20m", "65h"),
    ],
)
def test_a_time_that_ends_before_a_promise_is_due_is_told_with_what_would_be_enough(
    queue: str, then: str, enough: str | None
) -> None:
    found = told_of_time(queue, rule("r", 'turn.topic == "a"', then))
    assert [each.partition("set `timeout` to ")[2].partition(" ")[0] for each in found] == (
        [enough] if enough else []
    )


def test_without_a_calendar_it_is_told_where_the_promise_itself_is_longer() -> None:
    [told] = told_of_time("sla: {decision: 2d}, timeout: 1d", rule("r", "true", "hold"), "")
    assert told == (
        "queue support promises its `decision` within 2d, which may fall due 2d after it opened, "
        "and `timeout` closes it after 1d, by the wall clock: set `timeout` to 2d or more, or "
        "promise less"
    )
