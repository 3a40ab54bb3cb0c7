"""`handrail policy check` and `handrail policy replay`, as somebody at a terminal meets them."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.commands.console import err, out
from bot.commands.policy import app
from bot.policy_file import load

QUEUES = """\
queues:
  refunds:
    channel: C0123
    approvers: {any_of: [{usergroup: S0123}, {user: U0456}], quorum: 2}
    timeout: 90m
    remind_at: [50%]
  spare: {channel: C0456, approvers: {any_of: [{user: U0123}]}}
handoff_queue: refunds
input_queue: refunds
"""
RULES = """\
rules:
  - name: big [bold]
    when: turn.action.args.amount > 100.0
    then: hold
    queue: refunds
    stakes: high
    allowed_decisions: [approve, reject]
  - {name: look, when: "true", then: sample, rate: 2%, queue: refunds}
"""
GOOD = QUEUES + RULES


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "policy.yaml"
    file.write_text(GOOD)
    return file


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the terminal is that the tests run in."""
    for console in (out, err):
        monkeypatch.setattr(console, "_width", 120)


def handrail(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def a_line(number: int, **changes: Any) -> str:
    turn = {
        "conversation_id": "c",
        "turn_id": f"t-{number}",
        "agent": {"id": "a"},
        "action_request": {"name": "issue_refund", "args": {"amount": 500.0}},
    }
    return json.dumps({**turn, **changes})


def test_a_good_file_is_summed_up(policy: Path) -> None:
    done = handrail("check", policy)
    assert done.exit_code == 0
    assert f"policy.yaml is well: version {load(GOOD).version}" in done.stdout
    for words in (
        "2 of S0123, U0456",
        "90m",
        "reminds at 50%",
        "big [bold]",
        "hold in refunds",
        "high stakes",
        "only approve, reject",
        "also when action.args.amount is not",
        "sample 2% in refunds",
        "Whatever no rule matches: pass.",
        "Questions that no rule holds go to refunds, hand-offs to refunds.",
    ):
        assert words in done.stdout, words


def test_warnings_are_told_and_the_file_is_well_all_the_same(policy: Path) -> None:
    done = handrail("check", policy)
    assert "policy.yaml:7: warning: queue spare is used by no rule" in done.stdout
    assert done.exit_code == 0


PROMISES = """\
queues:
  refunds:
    channel: C0123
    approvers: {any_of: [{usergroup: S0123}]}
    calendar: new_york
    sla: {claim: 10m, decision: 1h, first_reply: {urgent: 15m, normal: 4h}, resolution: 16h}
  spare: {channel: C0456, approvers: {any_of: [{user: U0123}]}, sla: off, timeout: 30m, on_timeout: escalate}
calendars:
  new_york: {timezone: America/New_York, hours: {mon-fri: ["09:00-17:00"]}}
rules:
  - {name: refund, when: turn.topic == "refund", then: hold, queue: refunds, priority: high}
  - {name: large, when: turn.topic == "large", then: hold, queue: refunds, stakes: high, timeout: 2h}
  - {name: talk, when: turn.topic == "talk", then: handoff, queue: refunds, priority: urgent}
handoff_queue: spare
input_queue: spare
"""


def promised(policy: Path, at: str) -> list[str]:
    done = handrail("check", policy, "--at", at)
    assert done.exit_code == 0
    return [line[2:] for line in done.stdout.splitlines() if line.startswith("- ")]


def test_what_each_queue_promises_at_a_moment_is_said_in_words(policy: Path) -> None:
    policy.write_text(PROMISES)
    reminded = (
        "people are reminded at 50%, 75% and 90% of each time and when it is over, first on Friday "
    )
    alone = "while nobody takes it nobody else is called"
    assert promised(policy, "2026-11-06T16:30") == [
        (
            "refunds: a high-priority case opened Friday 16:30 in New York must be in Slack within "
            "30s, claimed by Friday 16:40, decided by Monday 09:30 and resolved by Tuesday 16:30; "
            f"{reminded}16:35; {alone}; undecided on Saturday 16:30, it expires."
        ),
        (
            "refunds: a high-stakes case opened Friday 16:30 in New York must be in Slack within "
            "30s, claimed by Friday 16:40, decided by Friday 17:30 on the wall clock and resolved "
            f"by Tuesday 16:30; {reminded}16:35; {alone}; undecided on Friday 18:30, it expires."
        ),
        (
            "refunds: an urgent conversation opened Friday 16:30 in New York must be in Slack within "
            "30s, claimed by Friday 16:40, answered by Friday 16:45 and resolved by Tuesday 16:30; "
            "a customer who writes again at such a moment must be answered by Friday 17:00; "
            f"{reminded}16:35; {alone}; unanswered on Saturday 16:30, it expires."
        ),
        (
            f"spare: a conversation opened Friday 16:30 in UTC must be in Slack within 30s; {alone}; "
            "unanswered on Friday 17:00, it goes to everybody and has the time once more."
        ),
        (
            f"spare: a case opened Friday 16:30 in UTC must be in Slack within 30s; {alone}; "
            "undecided on Friday 17:00, it goes to everybody and has the time once more."
        ),
    ]


def test_reminders_and_ladders_that_the_file_names_are_said(policy: Path) -> None:
    policy.write_text(
        PROMISES.replace("timeout: 30m", "timeout: 8h, remind_at: off, ladder: LADDER")
        .replace("sla: off, ", "")
        .replace("LADDER", "[{after: 15m, notify: [{user: U0123}]}]")
    )
    found = [each for each in promised(policy, "2026-11-06T16:30") if each.startswith("spare")]
    assert "people are reminded when it is over, first on Friday 17:30" in found[0]
    assert "nobody else is called" not in found[0]
    assert "nobody takes calls U0123 on Friday 16:45" in found[2]


def test_a_moment_may_have_a_zone_and_lie_outside_open_hours(policy: Path) -> None:
    policy.write_text(PROMISES)
    found = promised(policy, "2026-11-07T16:30Z")[0]
    assert found.startswith(
        "refunds: a high-priority case opened Saturday 11:30 in New York, while the team is away "
        "until Monday 09:00, must be in Slack within 30s, claimed by Monday 09:10, decided by Monday "
        "10:00"
    )


def test_without_a_moment_the_promises_are_those_of_now(policy: Path) -> None:
    policy.write_text(PROMISES)
    assert "refunds: a high-priority case opened" in handrail("check", policy).stdout


def test_a_moment_that_is_none_ends_with_two(policy: Path) -> None:
    done = handrail("check", policy, "--at", "soon")
    assert done.exit_code == 2
    assert "--at is a moment such as 2026-11-06T16:30" in done.stderr


def test_a_calendar_whose_dates_are_all_over_is_doubted(policy: Path) -> None:
    policy.write_text(PROMISES.replace("new_york: {", "new_york: {overrides: {2025-12-24: []}, "))
    done = handrail("check", policy)
    assert "the overrides of calendar new_york are over, the last was 2025-12-24" in done.stdout
    assert done.exit_code == 0


def test_a_broken_file_ends_with_one_and_a_line_for_each_mistake(policy: Path) -> None:
    policy.write_text(GOOD.replace("rate: 2%", "rate: 2").replace("turn.action", "turn.axion"))
    done = handrail("check", policy)
    assert (done.exit_code, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert lines[0].startswith("policy.yaml:12:11: rule “big [bold]”: there is no `turn.axion`; ")
    assert lines[1].startswith("policy.yaml:17: `rate` in rule “look” is `2`; a share is")
    assert lines[2] == "policy.yaml has 2 mistakes; it is not used."


@pytest.mark.parametrize("command", [("check",), ("replay", "turns.jsonl")])
def test_a_file_that_is_not_there_ends_with_two(command: tuple[str, ...], tmp_path: Path) -> None:
    done = handrail(command[0], tmp_path / "nothing.yaml", *command[1:])
    assert done.exit_code == 2
    assert "nothing.yaml cannot be read: No such file or directory" in done.stderr


@pytest.mark.parametrize("suffix", ["jsonl", "jsonl.gz"])
def test_past_turns_are_counted_and_those_that_would_change_are_listed(
    policy: Path, tmp_path: Path, suffix: str
) -> None:
    turns = tmp_path / f"turns.{suffix}"
    lines = [
        a_line(1, verdict="pass", rule="old [i]"),
        a_line(2, verdict="hold"),
        a_line(3),
        a_line(4, action_request=None, reply={"text": "hello"}),
        "",
    ]
    content = "\n".join(lines).encode()
    turns.write_bytes(gzip.compress(content, mtime=0) if suffix.endswith("gz") else content)
    done = handrail("replay", policy, turns)
    assert (done.exit_code, done.stderr) == (0, "")
    rows = [[cell.strip() for cell in row.split("│")[1:-1]] for row in done.stdout.splitlines()]
    assert "4 turns" in done.stdout
    assert ["hold", "big [bold]", "4", "100.0%", "1"] in rows
    assert "1 of 2 turns with a recorded verdict would change." in done.stdout
    assert ["1", "t-1", "pass", "hold", "big [bold]"] in rows


def test_it_is_said_when_nothing_would_change(policy: Path, tmp_path: Path) -> None:
    turns = tmp_path / "turns.jsonl"
    turns.write_text(a_line(1, verdict="hold"))
    done = handrail("replay", policy, turns)
    assert "0 of 1 turn with a recorded verdict would change." in done.stdout
    turns.write_text(a_line(1))
    assert "recorded" not in handrail("replay", policy, turns).stdout


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "it is not JSON: "),
        ("[1]", "it is JSON, but no object of a turn's fields"),
        ("[" * 100_000, "it is not JSON that can be read"),
        (a_line(1, verdict="yes"), "its `verdict` is none of pass, sample, hold, handoff"),
        (a_line(1, agent={}), "it is no turn: see agent.id"),
        (
            a_line(1, action_request=None),
            "it is no turn: it needs one of reply, action_request, question",
        ),
        (a_line(1, reply={"text": ["secret"]}), "it is no turn: see reply.text"),
        ('{"conversation_id": "c"}', "it is no turn: see agent, turn_id"),
    ],
)
def test_a_line_that_is_no_turn_is_told_with_its_number_and_never_its_words(
    policy: Path, tmp_path: Path, line: str, sentence: str
) -> None:
    turns = tmp_path / "turns.jsonl"
    turns.write_text(f"{a_line(1)}\n\n{line}\n{a_line(3)}\n")
    done = handrail("replay", policy, turns)
    assert done.exit_code == 1
    assert "2 turns" in done.stdout
    assert f"turns.jsonl:3: {sentence}" in done.stderr
    assert "1 line is no turn and was not judged." in done.stderr
    assert "secret" not in done.output


def test_fields_that_no_turn_has_are_named_because_they_may_be_misspelt(
    policy: Path, tmp_path: Path
) -> None:
    turns = tmp_path / "turns.jsonl"
    turns.write_text(a_line(1, confidnce=0.4, verdict="hold", rule="big", judged_at="now"))
    done = handrail("replay", policy, turns)
    assert done.exit_code == 0
    assert "Fields that no turn has were not looked at: " in done.stdout
    assert "confidnce (1)" in done.stdout
    assert "rule (" not in done.stdout


def test_an_empty_file_of_turns_is_no_mistake(policy: Path, tmp_path: Path) -> None:
    turns = tmp_path / "turns.jsonl"
    turns.write_text("")
    done = handrail("replay", policy, turns)
    assert (done.exit_code, "0 turns" in done.stdout) == (0, True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", b"\xff"),
        ("a.jsonl.gz", b"{}"),
        ("a.gz", gzip.compress(b"x", mtime=0)[:9]),
        ("b.gz", gzip.compress(b"x" * 99, mtime=0)[:12] + b"\xff" * 9),
    ],
)
def test_what_is_no_text_ends_with_two_and_a_sentence(
    policy: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    turns = tmp_path / name
    turns.write_bytes(content)
    done = handrail("replay", policy, turns)
    assert done.exit_code == 2
    assert f"{name} cannot be read: it is not UTF-8 text, or a broken .gz" in done.stderr
