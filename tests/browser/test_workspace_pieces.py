"""What the page is made of: pieces that are sent once, unread marks, words as they were typed."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from starlette.datastructures import QueryParams

from sandbox.box import Box, a_box
from sandbox.clock import WindUpClock
from sandbox.model import Message
from sandbox.pages.looking import looking
from sandbox.pages.pieces import Piece, Screen, news, told
from sandbox.pages.places import Read, nothing_read_since_now, places
from sandbox.pages.typing_back import as_typed
from sandbox.team import Team
from sandbox.typed import as_sent

WORDS = st.sampled_from(
    ["@ana", "#refunds", "@leads", "@here", "@nobody", "https://example.com/a?b=1&c"]
)
SIGNS = st.text(st.characters(exclude_categories=["Cs", "L", "N"], exclude_characters="@#|_-."))


def a_screen(*pieces: Piece) -> Screen:
    return {"log": list(pieces)}


def test_a_piece_that_has_not_changed_is_not_sent_again() -> None:
    first, second = Piece("a", Markup("<p>one</p>")), Piece("b", Markup("<p>two</p>"))
    before = told(a_screen(first, second))
    assert news(a_screen(first, second), before) == {}
    changed = Piece("b", Markup("<p>three</p>"))
    sent = news(a_screen(changed, first), before)["log"]
    assert sent["order"] == ["b", "a"]
    assert list(sent["pieces"]) == ["b"]
    assert news(a_screen(first), before)["log"] == {"order": ["a"], "pieces": {}}


def say(box: Box, user: str, channel: str = "C0OPS", **more: str) -> None:
    box.team.channels[channel].add(
        Message(channel=channel, ts=box.team.stamp(), user=user, text="hello", **more)
    )


def unread(box: Box, user: str, read: Read) -> list[str]:
    return [one.name for one in places(box, box.team.person(user), read) if one.is_unread]


def test_a_channel_is_unread_until_its_reader_has_looked() -> None:
    clock = WindUpClock()
    box = a_box(clock=clock)
    say(box, "U0BEN")
    clock.wind(seconds=2)
    read = nothing_read_since_now(box)
    assert unread(box, "ana", read) == []
    say(box, "U0BEN")
    assert unread(box, "ana", read) == ["ops"]
    assert unread(box, "ben", read) == []
    ana = box.team.person("ana")
    read.everything(ana, box.team.channels["C0OPS"])
    assert unread(box, "ana", read) == []
    assert unread(box, "mia", read) == ["ops"]


def test_a_reply_makes_no_channel_unread_but_its_echo_does() -> None:
    box = a_box()
    read = nothing_read_since_now(box)
    say(box, "U0ANA")
    root = next(iter(box.team.channels["C0OPS"].messages))
    say(box, "U0BEN", thread_ts=root)
    assert unread(box, "ana", read) == []
    say(box, "U0BEN", thread_ts=root, subtype="thread_broadcast")
    assert unread(box, "ana", read) == ["ops"]


def test_the_address_says_all_that_is_looked_at_and_nothing_that_may_not_be_seen() -> None:
    box = a_box()
    there = looking(box, QueryParams("as=mia&in=G0RISK&most=200"))
    assert there.address == "/?as=mia&in=G0RISK&most=200"
    assert looking(box, QueryParams("as=sam&in=G0RISK")).room.id != "G0RISK"
    assert looking(box, QueryParams("as=eve&in=C0OPS")).room.id == "C0SUPPORT"


@given(st.lists(st.one_of(WORDS, SIGNS)))
def test_words_come_back_as_they_were_typed(pieces: list[str]) -> None:
    typed = " ".join(pieces)
    team: Team = a_box().team
    assert as_typed(team, as_sent(team, typed)) == typed
