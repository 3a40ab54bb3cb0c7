import json
import os
from pathlib import Path

import pytest

from bot.policy_file import PolicyErrors, Shelf, load
from bot.policy_report import replay
from bot.rules.policy import PastConversation, Verdict
from tests.makers import a_refund, a_turn

ROOT = Path(__file__).parents[1]
SMALL = """
queues:
  refunds:
    channel: C0123456789
    approvers: {any_of: [{usergroup: S0123}]}
rules:
  - {name: big, when: 'turn.action.args.amount > 100.0', then: hold, queue: refunds}
"""


def verdict(policy_text: str, **turn: object) -> tuple[str, str]:
    judged = load(policy_text).judge(a_refund(**turn), PastConversation(), dice=0.5)  # type: ignore[arg-type]
    return str(judged.verdict), judged.rule


def test_the_demos_policy_is_well() -> None:
    load((ROOT / "bot" / "demo.yaml").read_text())


@pytest.mark.parametrize(
    ("amount", "judged"), [(99.99, "pass"), (100.0, "pass"), (100.01, "hold"), (101, "hold")]
)
def test_a_boundary_is_where_the_rule_says(amount: float, judged: str) -> None:
    assert verdict(SMALL, amount=amount)[0] == judged


def test_what_cannot_be_known_is_held_and_says_so_and_never_passes_another_way() -> None:
    policy = load(SMALL)
    unknown = a_turn()
    judged = policy.judge(unknown, PastConversation(), dice=0.5)
    assert judged.verdict is Verdict.HOLD
    assert "amount" in judged.because
    for then in ("block", "answer, reply: sorry", "sample, rate: 100%"):
        text = SMALL.replace("then: hold, queue: refunds", f"then: {then}")
        assert load(text).judge(unknown, PastConversation(), dice=0.0).verdict is Verdict.PASS


def test_the_first_match_wins() -> None:
    text = SMALL + "  - {name: all, when: 'true', then: block}\n"
    assert verdict(text, amount=500.0) == ("hold", "big")
    assert verdict(text, amount=5.0) == ("block", "all")


@pytest.mark.parametrize(
    ("dice", "judged"), [(0.0, "sample"), (0.0199, "sample"), (0.02, "pass"), (0.9, "pass")]
)
def test_a_sample_is_picked_at_its_rate_and_keeps_its_probability(dice: float, judged: str) -> None:
    text = SMALL.replace("then: hold, queue: refunds", "then: sample, rate: 2%, queue: refunds")
    result = load(text).judge(a_refund(amount=500.0), PastConversation(), dice=dice)
    assert result.verdict == judged
    assert result.probability == (0.02 if judged == "sample" else None)


def test_an_agent_that_asks_always_reaches_a_person() -> None:
    judged = load(SMALL).judge(a_turn(reply=None, question="Which?"), PastConversation(), dice=0.5)
    assert judged.verdict is Verdict.HOLD
    assert judged.queue is not None


@pytest.mark.parametrize(
    ("wrong", "right", "line", "sentence"),
    [
        (
            "channel: C0123456789",
            "chanel: C0123456789",
            4,
            "unknown field `chanel` in queue refunds; did you mean `channel`? Allowed: channel, appr",
        ),
        ("channel: C0123456789", "chanel: C0123456789", 3, "`channel` is missing in queue refunds"),
        ("channel: C0123456789", "channel: refunds", 4, "must be a Slack id"),
        ("{usergroup: S0123}", "", 5, "there are no approvers"),
        ("[{usergroup: S0123}]", "[{usergroup: S0123}], quorum: 0", 5, "quorum"),
        ("[{usergroup: S0123}]", "[{user: U0123}], quorum: 2", 5, "quorum is larger"),
        (
            "queue: refunds",
            "queue: refund",
            7,
            "queue `refund` does not exist; did you mean `refunds`?",
        ),
        ("amount > 100.0", "amount >", 7, "is not CEL: something is missing at its end"),
        ("then: hold", "then: ask", 7, "`then` in rule “big” is `ask`; allowed: pass, sample"),
        ("then: hold", "then: hold, timeout: soon", 7, "a duration is"),
        ("then: hold", "then: hold, rate: 2%", 7, "`rate` goes with `then: sample`"),
        ("then: hold", "then: hold, reply: hi", 7, "`reply` goes with `then: answer`"),
        ("then: hold", "then: hold, on_timeout: approve", 7, "only for `stakes: low`"),
        ("rules:", "calendar: x\nrules:", 6, "did you mean `calendars`? Allowed: queues"),
        ("rules:", "queues: {}\nrules:", 6, "`queues` stands here twice"),
        ("turn.action", "trun.action", 7, "there is no `trun`; a condition looks at `turn`"),
    ],
)
def test_each_mistake_is_told_with_its_line(
    wrong: str, right: str, line: int, sentence: str
) -> None:
    with pytest.raises(PolicyErrors) as errors:
        load(SMALL.replace(wrong, right, 1), name="handrail.yaml")
    told = [(each.line, each.sentence) for each in errors.value.problems]
    assert any(at == line and sentence in words for at, words in told), told
    assert f"handrail.yaml:{line}:" in str(errors.value)


@pytest.mark.parametrize("text", ["", "[]", "a: [", "x: &a [1]\ny: *a", "queues: {}", "\tqueues:"])
def test_what_is_no_policy_at_all_is_refused(text: str) -> None:
    with pytest.raises(PolicyErrors):
        load(text)


def test_a_broken_edit_keeps_the_old_policy_and_a_good_one_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "handrail.yaml"
    file.write_text(SMALL)
    shelf = Shelf(file)
    first = shelf.current.version
    assert not shelf.reload()
    for number, text in enumerate(
        (SMALL.replace("then: hold", "then: hld"), SMALL + "default: block\n")
    ):
        file.write_text(text)
        os.utime(file, ns=(number + 1, number + 1))
        assert shelf.reload() == (number == 1)
        assert (shelf.current.version == first) == (number == 0)
        assert shelf.is_refused == (number == 0)


def test_a_policy_that_went_away_and_came_back_as_it_was_is_in_force_again(tmp_path: Path) -> None:
    file = tmp_path / "handrail.yaml"
    file.write_text(SMALL)
    shelf = Shelf(file)
    file.rename(tmp_path / "aside.yaml")
    assert not shelf.reload()
    assert shelf.is_refused
    (tmp_path / "aside.yaml").rename(file)
    assert not shelf.reload()
    assert not shelf.is_refused


def test_past_turns_are_counted_by_verdict_and_rule_and_changes_are_listed() -> None:
    lines = [
        json.dumps(
            {
                "conversation_id": "c",
                "turn_id": f"t-{amount}",
                "agent": {"id": "a"},
                "action_request": {"name": "issue_refund", "args": {"amount": amount}},
                "verdict": "pass",
            }
        )
        for amount in (5.0, 50.0, 500.0)
    ]
    report = replay(load(SMALL), [*lines, "not json", ""])
    assert dict(report.counts) == {("pass", "default"): 2, ("hold", "big"): 1}
    assert [(each.turn_id, each.before, each.now) for each in report.changed] == [
        ("t-500.0", "pass", "hold")
    ]
    assert report.bad_lines == ["4: it is not JSON: Expecting value at character 1"]
