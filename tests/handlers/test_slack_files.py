"""To whom the bot's token is shown when a file is fetched."""

import pytest

from handlers.slack.files import is_in_slack

API = "https://slack.com/api/"


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com/files-pri/T1-F1/download/kettle.png",
        "https://slack.com/files/x",
        "https://team.enterprise.slack.com/x",
    ],
)
def test_slack_is_shown_the_token(url: str) -> None:
    assert is_in_slack(url, API)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://files.slack.com/x",
        "https://evilslack.com/x",
        "https://slack.com.evil.example/x",
        "https://files.slack.com@evil.example/x",
        "https://evil.example\\@files.slack.com/x",
        "https://files.slack.com:8443/x",
        "https://docs.google.com/document/d/1",
        "//files.slack.com/x",
        "file:///etc/passwd",
    ],
)
def test_nobody_else_is(url: str) -> None:
    assert not is_in_slack(url, API)


def test_where_the_api_is_elsewhere_that_place_alone_counts() -> None:
    api = "http://127.0.0.1:4004/api/"
    assert is_in_slack("http://127.0.0.1:4004/files-pri/T1-F1/a.png", api)
    assert not is_in_slack("http://127.0.0.1:4005/files-pri/T1-F1/a.png", api)
    assert not is_in_slack("https://files.slack.com/x", api)
