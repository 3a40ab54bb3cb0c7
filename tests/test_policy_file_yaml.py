"""What is no YAML, more than YAML, or too much of it is refused with a sentence and a line."""

from pathlib import Path

import pytest

from bot.policy_file import PolicyErrors, Shelf, load, load_file

QUEUE = """\
queues:
  support: {channel: C0123, approvers: {any_of: [{user: U0123}]}}
"""
BOMB = "a: &a [x]\n" + "".join(
    f"{letter}: &{letter} [{', '.join(['*' + before] * 9)}]\n"
    for before, letter in zip("abcdefgh", "bcdefghi", strict=True)
)


def told(text: str) -> str:
    with pytest.raises(PolicyErrors) as errors:
        load(text)
    return str(errors.value)


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n", "---\n", "null\n"])
def test_an_empty_file_is_told_what_the_smallest_policy_is(text: str) -> None:
    assert "there is no policy in the file; the smallest is `queues:` with one queue" in told(text)


@pytest.mark.parametrize(
    ("text", "place", "sentence"),
    [
        ("queues:\n\tsupport: {}\n", "2:1", "a tab; indent with spaces"),
        ("queues:\n  a: [\n", "3:1", "this is not YAML: "),
        ("queues: a: b\n", "1:10", "a text with `: ` in it needs quotes"),
        ("queues: {}\n---\nqueues: {}\n", "2:1", "one file holds one policy"),
        ("queues: &q {}\nrules: *q\n", "2:8", "aliases such as `*q` are not used here"),
        (BOMB, "2:8", "aliases such as `*a` are not used here"),
        ("queues: !!python/object:os.system {}\n", "1:9", "are not used here"),
        (
            QUEUE + "rules: [{name: r, when: !turn.a, then: hold}]\n",
            "3:25",
            "starts with `!` in quotes",
        ),
        ("queues: {}\nqueues: {}\n", "2", "`queues` stands here twice, first in line 1"),
        (
            "queues:\n  a: {channel: C0123,\n    channel: C0123}\n",
            "3",
            "`channel` stands here twice",
        ),
        ("queues: {}\nrules: \x07\n", "2", "the character #x0007 is not text"),
        ("? [a, b]\n: c\n", "1", "a name is plain text"),
        ("[" * 1_000, "1", "this is nested too deep"),
        ("{a: " * 30 + "b" + "}" * 30, "1", "this is nested too deep"),
        ("queues: " + "x" * 200_001, "1", "a policy has at most 200,000 characters"),
        ("[]", "1", "the file: it must have fields of its own"),
        ("handrail", "1", "the file is `handrail`; it must have fields of its own"),
        ("queues: {}", "1", "`queues`: it needs at least one entry"),
        ("rules: []", "1", "`queues` is missing"),
        ("<<: {queues: {}}\n", "1", "unknown field `<<`"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_is_no_policy_is_told_where_it_goes_wrong(
    text: str, place: str, sentence: str
) -> None:
    assert any(
        line.startswith(f"handrail.yaml:{place}: ") and sentence in line
        for line in told(text).splitlines()
    ), told(text)


@pytest.mark.parametrize("name", [r"\0", r"\e[31m", r"\ud800", r"\u202e"])
def test_a_mistake_can_be_printed_whatever_the_file_holds(name: str) -> None:
    for text in (f'"{name}": 1\n', f'default: "{name}"\n', f'rules: [{{name: "{name}", x: 1}}]\n'):
        sentences = told(QUEUE + text).splitlines()
        assert sentences
        assert all(each.isprintable() for each in sentences)


def test_all_mistakes_come_at_once_in_the_order_of_the_file() -> None:
    text = """\
queues:
  support: {chanel: C0123, approvers: {any_of: [{user: U0123}]}}
  other: {channel: C0123, approvers: {}, calendar: nowhere}
rules:
  - {name: a, when: turn.topc == "a", then: hold, queue: suport, rate: 2%}
  - {name: a, when: "true", then: sampl}
  - {name: c, when: "true", then: sample}
  - {name: d, when: "true", then: hold}
deflt: pass
handoff_queue: nobody
"""
    with pytest.raises(PolicyErrors) as errors:
        load(text)
    lines = [each.line for each in errors.value.problems]
    assert lines == sorted(lines)
    assert {2, 3, 5, 6, 7, 8, 9, 10} == set(lines)
    assert len([line for line in lines if line == 5]) == 3
    assert len([line for line in lines if line == 6]) == 2


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("- {name: 5, when: 'true', then: hold}", "`name` in rule 1 is `5`; it must be text"),
        ("- {name: '', when: 'true', then: hold}", "a name is one line of 1 to 100 characters"),
        ("- {name: \"a\\nb\", when: 'true', then: hold}", "a name is one line of 1 to 100"),
        ("- {when: 'true', then: hold}", "`name` is missing in rule 1"),
        ("- {name: a, then: hold}", "`when` is missing in rule “a”"),
        ("- {name: a, when: {b: c}, then: hold}", "`when` in rule “a”: it must be text"),
        ("- {name: a, when: 'true', then: [hold]}", "`then` in rule “a”: did you mean `hold`?"),
        (
            "- {name: a, when: 'true', then: hold, queue: [b]}",
            "`queue` in rule “a”: it must be text",
        ),
        ("- {name: a, when: 'true', then: sample, rate: }", "`sample` needs one"),
        (
            "- {name: a, when: 'true', then: sample, rate: 0.02}",
            "`rate` in rule “a” is `0.02`; a share",
        ),
        ("- {name: a, when: 'true', then: answer, reply: ''}", "it has no words"),
        (
            "- {name: a, when: 'true', then: hold, allowed_decisions: []}",
            "it names nobody and nothing",
        ),
        ("- {name: a, when: 'true', then: hold, stakes: hihg}", "did you mean `high`?"),
        ("- nothing", "rule 1 is `nothing`; it must have fields of its own"),
        ("{}", "`rules`: it must be a list"),
    ],
)
def test_a_field_of_the_wrong_kind_is_told_and_never_breaks_the_check(
    lines: str, sentence: str
) -> None:
    assert sentence in told(f"{QUEUE}rules:\n  {lines}\n")


@pytest.mark.parametrize(
    ("approvers", "sentence"),
    [
        ("{}", "nobody could ever decide"),
        (
            "{any_of: [{user: U0123}, {}]}",
            "each entry is one `user`, one `usergroup` or one `rota`",
        ),
        (
            "{any_of: [{user: U0123, usergroup: S0123}]}",
            "each entry is one `user`, one `usergroup` or one `rota`",
        ),
        ("{any_of: [{user: U0123}, {user: U0123}], quorum: 2}", "the number of its approvers, 1"),
        ("{any_of: [{user: S0123}]}", "it must be a Slack id such as U0123456789"),
        (
            "{any_of: [{user: U0123}], quorum: two}",
            "`quorum` in queue support is `two`; it must be a whole",
        ),
        ("{any_of: [{user: U0123}], self_approval: perhaps}", "it must be true or false"),
    ],
)
def test_a_queue_that_nobody_can_decide_is_refused(approvers: str, sentence: str) -> None:
    assert sentence in told(QUEUE.replace("{any_of: [{user: U0123}]}", approvers))


def test_silence_approves_only_what_has_low_stakes_also_when_the_queue_is_not_named() -> None:
    text = QUEUE.replace("{channel", "{on_timeout: approve, channel") + "rules:\n"
    rule = "  - {name: a, when: 'true', then: hold}\n"
    assert "`on_timeout: approve` is only for `stakes: low`, not for normal" in told(text + rule)
    load(text + rule.replace("then: hold", "then: hold, stakes: low"))
    other = "  other: {channel: C0456, approvers: {any_of: [{user: U0123}]}}\nrules:"
    hand_off = text.replace("rules:", other) + rule.replace("hold", "handoff")
    assert "only for `stakes: low`" in told(hand_off + "handoff_queue: support\n")
    load(hand_off + "handoff_queue: other\n")


def test_a_hold_names_its_queue_where_there_is_a_choice_and_a_hand_off_has_its_own() -> None:
    text = QUEUE + QUEUE.splitlines()[1].replace("support", "other") + "\nrules:\n"
    rule = "  - {name: a, when: 'true', then: hold}\n"
    hand_off = rule.replace("hold", "handoff")
    assert "`then: hold` needs a `queue`; allowed: support, other" in told(text + rule)
    assert "`then: handoff` needs a `queue`" in told(text + hand_off)
    assert "`then: hold` needs a `queue`" in told("handoff_queue: other\n" + text + rule)
    load("handoff_queue: other\n" + text + hand_off)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"queues:\n  caf\xe9: {}\n", "policy.yaml:2: the byte 0xe9 is not UTF-8"),
        (QUEUE.encode("utf-16"), "policy.yaml:1: the byte 0xff is not UTF-8"),
        (b"#" * 2_000_000, "a policy has at most 200,000 characters"),
    ],
)
def test_a_file_that_is_no_text_is_told_so(tmp_path: Path, content: bytes, sentence: str) -> None:
    file = tmp_path / "policy.yaml"
    file.write_bytes(content)
    with pytest.raises(PolicyErrors, match=sentence.split(": ", 1)[0]) as errors:
        load_file(file)
    assert sentence in str(errors.value)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + QUEUE.encode())
    assert load_file(file).policy.version == load(QUEUE).version


def test_a_running_desk_keeps_its_policy_when_the_file_turns_into_something_else(
    tmp_path: Path,
) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(QUEUE)
    shelf = Shelf(file)
    for content in (b"\xff\xfe", b"", b"queues: [", b"x" * 300_000):
        file.write_bytes(content)
        assert not shelf.reload()
        assert shelf.current.version == load(QUEUE).version
    file.write_text(QUEUE + "default: block\n")
    assert shelf.reload()
