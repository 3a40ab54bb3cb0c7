"""F32: secrets and personal data posted to a wide channel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import redact as rules
from bot.rules.redact import Redact, redact, redacted
from bot.rules.turn import Customer, Evidence, Message
from tests.makers import a_turn

CARD = "4111 1111 1111 1111"
SECRETS = (
    "xoxb" + "-123456789012-abcdefghijkl",
    "hrk_" + "JhVFQXMshtIJ5VA5rMmI1CGLeVIzzbb5",
    "sk-" + "proj-abcdefghijklmnopqrstuvwxyz",
    "sk_" + "live_abcdefghijklmnopqrstuvwx",
    "ghp_" + "a" * 36,
    "AKIA" + "ABCDEFGHIJKLMNOP",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx" + ".c2lnbmF0dXJl",
    "whsec_" + "C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
)


@pytest.mark.parametrize("secret", SECRETS)
def test_a_key_is_removed_wherever_it_stands(secret: str) -> None:
    assert secret not in redact(f"use {secret}, please")
    assert redact(f"use {secret}, please").endswith(", please")


@given(st.from_regex(rules._KEYS))  # the very pattern, so that none is forgotten
def test_whatever_is_a_key_shows_a_sign_of_one(text: str) -> None:
    assert "[key removed]" in redact(text)


def test_a_private_key_is_removed_whole_even_when_its_end_is_missing() -> None:
    key = "-----BEGIN PRIVATE KEY-----\nMIIabc\n"
    assert redact(f"a {key}-----END PRIVATE KEY----- b") == "a [key removed] b"
    assert redact(f"a {key}") == "a [key removed]"


@pytest.mark.parametrize("number", [CARD, "4111-1111-1111-1111", "378282246310005"])
def test_of_a_card_the_last_four_digits_stay(number: str) -> None:
    assert redact(f"card {number}.") == f"card [card ending in {number[-4:]}]."


@pytest.mark.parametrize(
    "harmless",
    [
        "order 4111 1111 1111 1112",
        "2026-11-16 09:00:00.123456",
        "0000000000000000",
        "IBAN DE89 3704 0044 0532 0130 00",
        "https://shop.example/o/4111111111111111/x",
        "amount 1234.5678901234567",
    ],
)
def test_other_numbers_stay(harmless: str) -> None:
    assert redact(harmless) == harmless


def test_addresses_and_phones_go_only_where_the_policy_says_so() -> None:
    text = "ada@shop.example, +49 (30) 901820-10"
    assert redact(text) == text
    both = redact(text, [Redact.EMAILS, Redact.PHONES])
    assert both == "[e-mail removed], [phone removed]"


def test_the_context_of_a_card_loses_its_secrets_and_the_proposal_stays_to_the_byte() -> None:
    canary = f"{SECRETS[0]} {CARD}"
    turn = a_turn(
        messages=(Message(role="customer", text=canary),),
        reasoning=canary,
        consequence=canary,
        evidence=(Evidence(title=canary, snippet=canary),),
        customer=Customer(id="c", name=canary, attributes={"note": [canary, {"deep": canary}]}),
    )
    cleaned = redacted(turn)
    assert cleaned.reply == turn.reply
    assert SECRETS[0] not in str(cleaned)
    assert CARD not in str(cleaned)


@given(st.text())
def test_it_is_quick_and_what_is_clean_stays_clean(text: str) -> None:
    once = redact(text, list(Redact))
    assert redact(once, list(Redact)) == once
