import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.rules.approvers import TIMEOUT, Actor
from bot.rules.correction import (
    Applied,
    Correction,
    as_record,
    correction_of,
    distance,
    escalation_of,
    is_correction,
)
from bot.rules.deciding import after_choice
from bot.rules.decision import Approve, Choice, Edit, Reject, Respond
from bot.rules.feedback import Answer, Fix, Opinion, Why, appraisal_of
from bot.rules.lessons import as_chat, as_preference
from bot.rules.redact import Redact
from bot.rules.turn import Message, Reply, Turn
from tests.makers import NINE, a_refund, a_turn, an_escalation

ANA_DID = Actor(type="human", id="slack:T0SANDBOX/U0ANA", name="Ana Arendt")
KEY = "sk_live_0123456789abcdefghijkl"
LEAKY = f"Write to ada@example.com about 4111 1111 1111 1111 and {KEY}"
FINAL = "I have refunded €99.00."


def corrected(choice: Choice, turn: Turn | None = None) -> Correction:
    turn = turn or a_turn()
    escalation = after_choice(an_escalation(turn), choice, ANA_DID, NINE, seen=1)
    return Correction(escalation=escalation, turn=turn)


def edited(turn: Turn | None = None, text: str = FINAL) -> Correction:
    return corrected(Edit(reply=Reply(text=text)), turn)


def test_an_edit_a_rejection_and_an_answer_are_corrections() -> None:
    assert is_correction(edited().escalation)
    assert is_correction(corrected(Reject(reason="Too much")).escalation)
    question = a_turn(reply=None, question="Which order?")
    assert is_correction(corrected(Respond(message="A1"), question).escalation)
    assert not is_correction(corrected(Approve()).escalation)
    assert not is_correction(an_escalation())


@pytest.mark.parametrize("answer", Answer)
def test_what_went_out_unchanged_and_was_found_wanting_is_a_correction(answer: Answer) -> None:
    approved = corrected(Approve()).escalation
    found = appraisal_of(approved, Opinion(answer=answer), ANA_DID, NINE)
    is_wanting = answer in ("incomplete", "wrong", "unsafe")
    assert is_correction(approved, found) is is_wanting


def test_what_nobody_decided_is_no_correction() -> None:
    rejected = corrected(Reject(reason="Too much")).escalation
    assert rejected.decision is not None
    by_silence = replace(rejected, decision=replace(rejected.decision, decided_by=TIMEOUT))
    assert not is_correction(by_silence)


def test_a_correction_and_its_escalation_name_each_other() -> None:
    assert correction_of("esc_1") == correction_of("cor_1") == "cor_1"
    assert escalation_of("cor_1") == escalation_of("esc_1") == "esc_1"


def test_a_record_has_what_was_known_drafted_decided_and_why() -> None:
    correction = edited()
    opinion = Opinion(
        answer=Answer.WRONG, needed=True, why=Why.MISSING_KNOWLEDGE, fix=Fix.LINK, words="Price"
    )
    made = as_record(
        replace(
            correction,
            appraisal=appraisal_of(correction.escalation, opinion, ANA_DID, NINE),
            applied=(Applied(place="prompt v7", at=NINE + timedelta(hours=1), by=ANA_DID),),
        )
    )
    assert made["id"] == "cor_1"
    assert made["context"]["messages"][0] == {
        "role": "customer",
        "text": "I want my money back",
        "at": None,
    }
    assert made["draft"]["reply"] == "I have refunded €129.00."
    assert (made["decision"], made["final"]["reply"]) == ("edit", FINAL)
    assert made["edit_distance"] == round(2 / 24, 4)
    assert made["reason_codes"] == {
        "asked": "high_stakes",
        "rejected": None,
        "why": "missing_knowledge",
        "fix": "link",
    }
    assert made["appraisal"] == {"answer": "wrong", "needed": True, "words": "Price"}
    assert made["by"] == {"role": "reviewer"}
    assert made["applied"] == [{"in": "prompt v7", "at": "2026-11-16T10:00:00Z"}]
    json.dumps(made)


def test_nobody_is_named() -> None:
    said = json.dumps(as_record(edited()))
    assert "Ana Arendt" not in said
    assert "U0ANA" not in said
    assert "Ada" not in said


@pytest.mark.parametrize("form", [as_record, as_chat, as_preference])
def test_keys_and_cards_are_taken_out_of_every_word(form: Any) -> None:
    turn = a_turn(
        reply=Reply(text=LEAKY),
        topic=LEAKY,
        reasoning=LEAKY,
        messages=(Message(role="customer", text=LEAKY),),
    )
    made = json.dumps(form(edited(turn, LEAKY + "!")))
    assert KEY not in made
    assert "4111" not in made
    assert "ada@example.com" in made
    assert "ada@" not in json.dumps(form(edited(turn, LEAKY + "!"), {Redact.EMAILS}))


def test_arguments_lose_their_secrets_and_stay_json() -> None:
    turn = a_refund()
    assert turn.action_request is not None
    args = {"order": LEAKY, "amount": 4111111111111111, "notify": True}
    turn = replace(turn, action_request=replace(turn.action_request, args=args))
    lesson = as_chat(corrected(Edit(args={**args, "notify": False}), turn))
    assert lesson is not None
    called = lesson["messages"][-1]["tool_calls"][0]["function"]
    assert called["name"] == "issue_refund"
    said = json.loads(called["arguments"])
    assert KEY not in said["order"]
    assert (said["notify"], said["amount"]) == (False, 4111111111111111)


def test_a_chat_ends_as_it_should_have() -> None:
    assert as_chat(edited()) == {
        "messages": [
            {"role": "user", "content": "I want my money back"},
            {"role": "assistant", "content": "Let me look into that."},
            {"role": "assistant", "content": FINAL},
        ]
    }


def test_a_pair_prefers_the_person_s_version() -> None:
    pair = as_preference(edited())
    assert pair is not None
    assert pair["chosen"] == [{"role": "assistant", "content": FINAL}]
    assert pair["rejected"] == [{"role": "assistant", "content": "I have refunded €129.00."}]
    assert [each["role"] for each in pair["prompt"]] == ["user", "assistant"]


@pytest.mark.parametrize("form", [as_chat, as_preference])
def test_only_an_edit_of_what_somebody_asked_for_teaches(form: Any) -> None:
    assert form(corrected(Reject(reason="Too much"))) is None
    assert form(edited(a_turn(messages=()))) is None
    assert form(Correction(escalation=an_escalation(), turn=a_turn())) is None


def test_an_edited_call_is_compared_with_its_arguments() -> None:
    turn = a_refund()
    assert turn.action_request is not None
    args = {**turn.action_request.args, "amount": 99.0}
    share = distance(corrected(Edit(args=args), turn).escalation, turn)
    assert share is not None
    assert 0 < share < 0.1
    assert distance(corrected(Reject(reason="Too much")).escalation, a_turn()) is None
