"""Words as Slack shows them: its markup, rich text, dates, mentions and emoji."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.pages.draw import blocks, mrkdwn, plain
from tests.sandbox.drawn import Element, read
from tests.sandbox.kitchen_sink import BERLIN, NOON, STAMP, item, items, passage, rich, run


def marked(text: str) -> Element:
    return read(mrkdwn(text, BERLIN))


def styled(*pieces: dict[str, Any]) -> Element:
    return read(blocks([rich(passage("section", *pieces))], BERLIN, of="t"))


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("*b*", "<b>b</b>"),
        ("_i_ and ~s~", "<i>i</i> and <s>s</s>"),
        ("*_both_*", "<b><i>both</i></b>"),
        ("(*b*)", "(<b>b</b>)"),
        ("a*b*c", "a*b*c"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("* b*", "* b*"),
        ("snake_case_name", "snake_case_name"),
        ("*a\nb*", "*a<br>b*"),
        ("**b**", "**b**"),
        ("a &amp; b &lt; c", "a &amp; b &lt; c"),
        ("&amp;lt;", "&amp;lt;"),
        ("one\ntwo", "one<br>two"),
    ],
)
def test_marks_style_words_only_where_they_cling_to_whole_words(text: str, drawn: str) -> None:
    shown = str(mrkdwn(text, BERLIN))
    assert shown in {drawn, f'<span class="bk-hanging">{drawn}</span>'}


def test_code_takes_no_marks() -> None:
    assert marked("`a *b* :wave:`").one("code").text == "a *b* :wave:"
    assert marked("`a *b*`").all("b") == []


def test_a_fence_keeps_its_lines_and_the_words_around_it() -> None:
    drawn = marked("before\n```\nx &lt; 1\n  y\n```\nafter")
    assert drawn.one("pre").text == "x < 1\n  y"
    assert drawn.text == "beforex < 1\n  yafter"


def test_quoted_lines_become_one_quote() -> None:
    drawn = marked("a\n&gt; b *c*\n&gt;d\ne")
    assert drawn.one("blockquote").text == "b c\nd"
    assert drawn.one("b").text == "c"


def test_three_marks_quote_all_that_follows() -> None:
    assert marked("a\n&gt;&gt;&gt;b\nc").one("blockquote").text == "b\nc"


def test_bullets_hang() -> None:
    assert [one.text for one in marked("Why:\n• a\n• b").all(class_="bk-hanging")] == ["• a", "• b"]


@pytest.mark.parametrize(
    ("token", "shown"),
    [
        ("<@U0BEN>", "@ben"),
        ("<@U0BEN|old name>", "@ben"),
        ("<@U404|gone>", "@gone"),
        ("<@U404>", "@U404"),
        ("<#C0REFUNDS>", "#refunds"),
        ("<#C404|old>", "#old"),
        ("<!subteam^S0LEADS>", "@leads"),
        ("<!subteam^S404|@night>", "@night"),
        ("<!here>", "@here"),
        ("<!channel>", "@channel"),
        ("<!later|a label>", "a label"),
        ("<!later>", "<!later>"),
        ("<https://example.com/|a &amp; b>", "a & b"),
        ("<https://example.com/>", "https://example.com/"),
        ("<mailto:a@b.test>", "a@b.test"),
        ("<mailto:a@b.test|Ada>", "Ada"),
        ("<javascript:alert(1)|press>", "<javascript:alert(1)|press>"),
        ("<nothing>", "<nothing>"),
    ],
)
def test_what_stands_in_brackets_is_said_by_name(token: str, shown: str) -> None:
    assert marked(token).text == shown


def test_a_mention_of_the_reader_stands_out() -> None:
    assert "bk-own" in (marked("<@U0ANA>").one("span")["class"] or "")
    assert "bk-own" not in (marked("<@U0BEN>").one("span")["class"] or "")
    assert "bk-own" in (marked("<!here>").one("span")["class"] or "")


@pytest.mark.parametrize("address", ["https://example.com/?a=1&amp;b=2", "http://x.test/_y_*z*"])
def test_links_open_elsewhere_and_tell_nothing_of_us(address: str) -> None:
    link = marked(f"see <{address}|this> now").one("a")
    assert link["href"] == address.replace("&amp;", "&")
    assert (link["rel"], link["target"]) == ("noopener noreferrer", "_blank")


def test_a_bare_address_is_a_link_without_the_full_stop() -> None:
    assert marked("See https://example.com/a?b=1&amp;c=2.").one("a")["href"] == (
        "https://example.com/a?b=1&c=2"
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.com",
        "/relative",
        "https:",
        "http://[broken",
        "slack://open",
    ],
)
def test_only_web_and_mail_addresses_become_links(url: str) -> None:
    drawn = styled({"type": "link", "url": url, "text": "press me"})
    assert drawn.all("a") == []
    assert drawn.text == "press me"
    assert marked(f"<{url}|press me>").all("a") == []
    button = {"type": "button", "text": {"type": "plain_text", "text": "x"}, "url": url}
    actions = {"type": "actions", "elements": [button | {"action_id": "a"}]}
    assert read(blocks([actions], BERLIN, of="t")).all("a") == []


# Emoji


def test_emoji_are_seen_and_heard() -> None:
    found = read(plain("well done :tada:")).one(role="img")
    assert (found.text, found["aria-label"], found["title"]) == ("🎉", "tada", ":tada:")


def test_an_unknown_emoji_is_shown_as_written() -> None:
    assert str(plain("at 10:30:45 :our-own:")) == "at 10:30:45 :our-own:"


def test_emoji_take_skin_tones() -> None:
    assert read(plain(":+1::skin-tone-5:")).one(role="img").text == "👍🏾"
    thumb = {"type": "emoji", "name": "thumbsup", "skin_tone": 2}
    assert styled(thumb).one(role="img").text == "👍🏻"


def test_emoji_are_drawn_from_their_code_points_when_their_name_is_unknown() -> None:
    family = {"type": "emoji", "name": "family", "unicode": "1f468-200d-1f469-200d-1f467"}
    assert styled(family).one(role="img").text == "👨‍👩‍👧"


@pytest.mark.parametrize("code", ["zzz", "3c", "d800", "110000", ""])
def test_code_points_that_are_no_emoji_leave_its_name(code: str) -> None:
    assert styled({"type": "emoji", "name": "odd", "unicode": code}).text == ":odd:"


def test_plain_text_can_ask_to_keep_its_colons() -> None:
    words = {"type": "plain_text", "text": ":x: fine", "emoji": False}
    header = read(blocks([{"type": "header", "text": words}], BERLIN, of="t"))
    assert header.text == ":x: fine"


# Dates


def spoken(format: str, at: datetime, *, zone: str = "Europe/Berlin") -> str:
    reader = replace(BERLIN, zone=ZoneInfo(zone))
    return read(mrkdwn(f"<!date^{int(at.timestamp())}^{format}|fallback>", reader)).text


@pytest.mark.parametrize(
    ("format", "shown"),
    [
        ("{date_num}", "2026-11-18"),
        ("{date_slash}", "11/18/2026"),
        ("{date}", "November 18th"),
        ("{date_short}", "Nov 18, 2026"),
        ("{date_long}", "Wednesday, November 18th"),
        ("{date_pretty}", "Today"),
        ("{date_short_pretty} at {time}", "Today at 1:00 PM"),
        ("{time_secs}", "1:00:00 PM"),
        ("{ago}", "just now"),
        ("{unknown} {time}", "{unknown} 1:00 PM"),
        ("due", "due"),
    ],
)
def test_dates_are_said_in_the_readers_zone(format: str, shown: str) -> None:
    assert spoken(format, NOON) == shown


@pytest.mark.parametrize(
    ("away", "shown"),
    [
        (timedelta(hours=-13, minutes=-1), "Yesterday"),
        (timedelta(hours=11), "Tomorrow"),
        (timedelta(days=2), "November 20th"),
        (timedelta(days=365), "November 18th, 2027"),
        (timedelta(days=-17), "November 1st"),
        (timedelta(days=-16), "November 2nd"),
        (timedelta(days=-15), "November 3rd"),
        (timedelta(days=-7), "November 11th"),
    ],
)
def test_near_days_have_names_and_far_ones_a_year(away: timedelta, shown: str) -> None:
    assert spoken("{date_pretty}", NOON + away) == shown


@pytest.mark.parametrize(
    ("away", "shown"),
    [
        (timedelta(minutes=-3), "3 minutes ago"),
        (timedelta(hours=-1), "1 hour ago"),
        (timedelta(days=2), "in 2 days"),
    ],
)
def test_how_long_ago_is_counted_from_now(away: timedelta, shown: str) -> None:
    assert spoken("{ago}", NOON + away) == shown


def test_midnight_is_twelve_and_the_day_is_the_readers() -> None:
    assert spoken("{date_num} {time}", NOON, zone="Pacific/Auckland") == "2026-11-19 1:00 AM"
    assert spoken("{time}", NOON + timedelta(hours=11)) == "12:00 AM"


def test_a_date_carries_the_whole_moment() -> None:
    when = marked(f"<!date^{STAMP}^{{time}}|then>").one("time")
    assert when["datetime"] == "2026-11-18T13:00:00+01:00"
    assert when["title"] == "Wednesday, November 18th, 2026 at 1:00 PM (Europe/Berlin)"


def test_a_date_can_be_a_link() -> None:
    assert marked(f"<!date^{STAMP}^{{time}}^https://a.test/|x>").one("a").text == "1:00 PM"


def test_an_impossible_date_leaves_its_fallback() -> None:
    assert marked("<!date^99999999999999^{time}|in a while>").text == "in a while"


# Rich text


def test_each_style_is_an_element_of_its_own() -> None:
    drawn = styled(run("all", bold=True, italic=True, strike=True, underline=True, code=True))
    assert [one.name for one in drawn.walk()][-5:] == ["u", "s", "i", "b", "code"]
    assert drawn.one("u").text == "all"


def test_rich_text_reads_no_markup() -> None:
    assert styled(run("*no* <@U0BEN> &amp; :wave:")).text == "*no* <@U0BEN> &amp; :wave:"


def test_lists_keep_their_depth_and_their_count() -> None:
    lists = [items("ordered", "a", "b"), items("bullet", "c", indent=2)]
    lists.append(items("ordered", "d", offset=2))
    drawn = read(blocks([rich(*lists)], BERLIN, of="t"))
    assert [one["start"] for one in drawn.all("ol")] == ["1", "3"]
    assert "bk-indent-2" in (drawn.one("ul")["class"] or "")
    assert [one.text for one in drawn.all("li")] == ["a", "b", "c", "d"]


def test_quotes_and_preformatted_passages_keep_their_lines() -> None:
    passages = passage("quote", run("a\nb")), passage("preformatted", run("c\n  d"))
    drawn = read(blocks([rich(*passages)], BERLIN, of="t"))
    assert drawn.one("blockquote").text == "a\nb"
    assert drawn.one("pre").text == "c\n  d"


def test_a_colour_needs_no_inline_style() -> None:
    drawn = styled({"type": "color", "value": "#e01e5a"})
    assert drawn.one("rect")["fill"] == "#e01e5a"
    assert [one for one in drawn.walk() if one["style"]] == []
    assert styled({"type": "color", "value": "red;x"}).all("rect") == []


def test_an_unknown_piece_or_passage_is_shown_as_such() -> None:
    assert styled({"type": "smell"}).text == "Unknown piece: smell"
    drawn = read(blocks([rich({"type": "rich_text_poem"}), rich(item("x"))], BERLIN, of="t"))
    assert drawn.text == "Unknown passage: rich_text_poemx"
