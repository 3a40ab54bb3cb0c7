import json

from hypothesis import given
from hypothesis import strategies as st

from handlers.gateway.stream import Event

WORDS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\r\n\x0b\x85\u2028"))


@given(WORDS)
def test_whatever_people_write_an_event_is_three_lines_to_every_client(words: str) -> None:
    """Python's own `splitlines` knows more ends of lines than the format has."""
    sent = bytes(Event(7, "decided", {"text": words})).decode()
    id, event, data, end = sent.splitlines()
    assert (id, event, end) == ("id: 7", "event: decided", "")
    assert json.loads(data.removeprefix("data: ")) == {"text": words}
