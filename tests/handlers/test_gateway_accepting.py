import pytest

from handlers.gateway.accepting import liked_best

OFFERED = ("application/json", "text/csv", "text/html")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "answer"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/csv", "text/csv"),
        ("text/*", "text/csv"),
        ("text/*, text/csv;q=0", "text/html"),
        ("text/html;q=0.2, text/csv;q=0.7", "text/csv"),
        ("TEXT/HTML ; Q=1.0", "text/html"),
        ("text/html;charset=utf-8;q=0.5, */*;q=0.1", "text/html"),
        (BROWSER, "text/html"),
        ("image/png", None),
        ("application/json;q=0", None),
        ("*/*;q=0", None),
        ("text/html;q=much", None),
        ("text/html;q=nan", None),
        (",;,", None),
    ],
)
def test_the_client_gets_what_it_likes_best(accept: str, answer: str | None) -> None:
    assert liked_best(accept, OFFERED) == answer
