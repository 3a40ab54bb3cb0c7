"""When nobody listens at an endpoint any more, and what makes up for it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.delivery import Failed, Limited, Lost, NotThere, Outcome, Sent
from bot.rules.endpoint import (
    GONE,
    ONLY_FAILURES,
    PATIENCE,
    Endpoint,
    enabled,
    endpoint_of,
    is_news,
    place_of,
    refusal,
    tried,
)
from tests.makers import NINE

NEW = endpoint_of("default", "https://agent.example.com/hook?conversation=7")
DEAD_END = Failed(error=GONE, final=True)
NO = Failed(error="status 500")


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://agent.example.com", "https://agent.example.com/"),
        ("https://Agent.Example.com:443/a?token=t#f", "https://agent.example.com/a"),
        ("http://agent.example.com:80/a", "http://agent.example.com/a"),
        ("https://agent.example.com:8443/a", "https://agent.example.com:8443/a"),
        ("https://user:pass@agent.example.com/a", "https://agent.example.com/a"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
        ("https://agent.example.com:99999/a?b", "https://agent.example.com:99999/a"),
        ("https://[::1/a?b", "https://[::1/a"),
    ],
)
def test_an_endpoint_is_an_origin_and_a_path(url: str, place: str) -> None:
    assert place_of(url) == place


@given(
    st.sampled_from(["https", "http"]),
    st.from_regex(r"[A-Za-z0-9.-]{1,20}|\[[0-9a-f:]{2,20}\]", fullmatch=True),
    st.integers(1, 99_999),
    st.text("abÄ/%.~;&=").map(lambda text: f"/{text}"),
    st.text("token?=&#/"),
)
def test_the_place_of_a_place_is_the_same_and_tells_nothing_of_the_query(
    scheme: str, host: str, port: int, path: str, query: str
) -> None:
    place = place_of(f"{scheme}://{host}:{port}{path}?{query}")
    assert place_of(place) == place
    assert "?" not in place
    assert "#" not in place


@given(st.text())
def test_whatever_is_no_url_has_a_place_all_the_same(text: str) -> None:
    assert endpoint_of("default", text).url == place_of(text)


def test_the_same_place_of_two_workspaces_is_two_endpoints() -> None:
    assert endpoint_of("a", NEW.url).id != endpoint_of("b", NEW.url).id


def test_410_disables_at_once_and_says_why() -> None:
    gone = tried(NEW, DEAD_END, NINE)
    assert (gone.disabled_at, gone.disabled_because) == (NINE, GONE)
    assert refusal(gone) == Failed(error="endpoint is disabled: 410 Gone", final=True)


@pytest.mark.parametrize("no", [NO, Lost(error="no answer"), Limited(seconds=3_600)])
@pytest.mark.parametrize(
    ("after", "is_disabled"),
    [(PATIENCE - timedelta(seconds=1), False), (PATIENCE, True), (PATIENCE * 2, True)],
)
def test_five_days_of_only_failures_disable(
    no: Outcome, after: timedelta, is_disabled: bool
) -> None:
    failing = tried(tried(NEW, no, NINE), no, NINE + after)
    assert failing.is_disabled is is_disabled
    assert failing.failing_since == NINE
    assert failing.disabled_because == (ONLY_FAILURES if is_disabled else "")


def test_a_success_in_between_begins_the_five_days_anew() -> None:
    later = NINE + PATIENCE
    endpoint = tried(tried(NEW, NO, NINE), Sent(), NINE + timedelta(days=4))
    assert not tried(endpoint, NO, later).is_disabled
    assert tried(endpoint, NO, later).failing_since == later


@pytest.mark.parametrize("because", [DEAD_END, NO])
def test_a_success_enables_again_and_so_does_an_operator(because: Outcome) -> None:
    disabled = tried(replace(NEW, failing_since=NINE - PATIENCE), because, NINE)
    assert disabled.is_disabled
    assert tried(disabled, Sent(), NINE) == replace(
        NEW, last_success_at=NINE, last_failure_at=NINE, last_error=""
    )
    assert not enabled(disabled).is_disabled
    assert not tried(enabled(disabled), NO, NINE).is_disabled


def test_a_disabled_endpoint_stays_disabled_since_the_same_moment() -> None:
    later = NINE + timedelta(days=9)
    gone = tried(NEW, DEAD_END, NINE)
    assert tried(gone, NO, later) == replace(gone, last_failure_at=later, last_error="status 500")
    assert tried(gone, NotThere(), later) == gone


@pytest.mark.parametrize(
    ("endpoint", "outcome", "news"),
    [
        (NEW, Sent(), True),
        (replace(NEW, last_success_at=NINE - timedelta(seconds=59)), Sent(), False),
        (replace(NEW, last_success_at=NINE - timedelta(seconds=60)), Sent(), True),
        (replace(NEW, last_success_at=NINE), NO, True),
        (replace(NEW, last_success_at=NINE, failing_since=NINE), Sent(), True),
        (replace(NEW, last_success_at=NINE, disabled_at=NINE), Sent(), True),
    ],
)
def test_while_all_goes_well_one_line_a_minute_is_enough(
    endpoint: Endpoint, outcome: Outcome, news: bool
) -> None:
    assert is_news(endpoint, outcome, NINE) is news


def test_only_the_host_may_be_told_aloud() -> None:
    assert NEW.host == "agent.example.com"
