import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NothingToRun
from bot.rules.digest import action_digest, fingerprint
from bot.rules.execution import runnable
from bot.rules.turn import ActionRequest, Reply
from tests.makers import an_escalation

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def test_the_digest_is_that_of_the_canonical_form() -> None:
    """Expected value: sha256 of `{"a":1,"b":[true,null]}`, computed with sha256sum."""
    expected = "1cc69c7fa23616ca2ec3ee70d24390a6225c8832db8a4c814c7e0e7f942f8668"
    assert fingerprint({"b": [True, None], "a": 1}) == f"sha256:{expected}"


@given(args=st.dictionaries(st.text(max_size=5), JSON, max_size=4), other=JSON)
def test_any_change_of_an_argument_changes_the_digest(args: dict, other: object) -> None:
    def digest(arguments: dict) -> str:
        return action_digest(
            agent_id="a", conversation_id="c", action=ActionRequest(name="n", args=arguments)
        )

    assert digest(args) == digest(dict(reversed(args.items())))
    changed = {**args, "k": other}
    assert (digest(changed) == digest(args)) == (args == changed and repr(args) == repr(changed))


def test_another_agent_conversation_or_text_is_another_digest() -> None:
    digests = {
        action_digest(agent_id=agent, conversation_id=conversation, reply=Reply(text=text))
        for agent in "ab"
        for conversation in "cd"
        for text in ("x", "y")
    }
    assert len(digests) == 8


def test_nothing_that_was_not_approved_can_run() -> None:
    with pytest.raises(NothingToRun):
        runnable(an_escalation())
