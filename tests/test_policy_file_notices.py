"""The policy's own words for what customers are told: checked when they are written."""

import pytest

from bot.policy_file import PolicyErrors, load
from bot.rules.notices import NOBODY_CAME, taken_over

QUEUES = "queues: {support: {channel: C0123456789, approvers: {any_of: [{user: U0456}]}}}\n"


def test_words_by_language_are_read() -> None:
    notices = 'notices: {de: {taken_over: "Hier ist {name}."}, "*": {nobody_came: "Sorry!"}}'
    policy = load(QUEUES + notices)
    assert policy.notices.say(taken_over("Ana"), "de-DE") == "Hier ist Ana."
    assert policy.notices.say(NOBODY_CAME, "de-DE") == "Sorry!"


@pytest.mark.parametrize(
    ("notices", "words"),
    [
        (
            '{de: {taken_over: "Hier ist {nam}."}}',
            "`taken_over` knows {name}, and nothing of {nam}",
        ),
        ('{de: {resolved: "Bye {name}"}}', "`resolved` knows nothing in braces"),
        ('{de: {gone: "Weg."}}', "`de` has `gone`; allowed: answers_soon"),
        ('{german: {resolved: "Tschüss."}}', "a language is written like de"),
        ('{de: {resolved: ""}}', "it has no words"),
    ],
    ids=["gap", "no gap", "saying", "language", "empty"],
)
def test_what_could_not_be_said_is_refused_with_its_line(notices: str, words: str) -> None:
    with pytest.raises(PolicyErrors) as errors:
        load(f"{QUEUES}notices: {notices}")
    assert "handrail.yaml:2: " in str(errors.value)
    assert words in str(errors.value)
