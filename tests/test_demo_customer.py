"""The demo's customer is understood by plain rules, and the shop does what it can and no more."""

from dataclasses import replace

import pytest
from starlette.datastructures import Headers

from bot.commands.demo.customer import words
from bot.commands.demo.customer.chats import MOST_CHATS, Chats
from bot.commands.demo.customer.plans import plan
from bot.commands.demo.customer.shop import ShopRefuses, a_shop
from bot.commands.demo.customer.wishes import About, Wish, promised, understand
from handlers.gateway.wire import TurnIn
from sandbox.guard import refusal
from tests.makers import WindUpClock

ORDERS = a_shop(1).orders.values()


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ("Hello", About.GREETING),
        ("Thanks a lot!", About.THANKS),
        ("Where is my parcel?", About.STATUS),
        ("I want a refund", About.REFUND),
        ("I want my money back for B-77, it came with a discount", About.REFUND),
        ("Please send the grinder to 7 Park Road", About.ADDRESS),
        ("I moved last week", About.ADDRESS),
        ("Any voucher for me?", About.DISCOUNT),
        ("How long does delivery take?", About.DELIVERY),
        ("Can I talk to a person?", About.PERSON),
        ("My lawyer will write about the refund", About.LEGAL),
        ("Delete everything you know about me", About.ACCOUNT),
        ("Never mind", About.NEVER_MIND),
        ("OK!", About.THANKS),
        ("No, that's all", About.THANKS),
        ("No, where is my parcel?", About.STATUS),
        ("Is the grinder quiet?", About.UNKNOWN),
        ("مرحبا", About.UNKNOWN),
    ],
)
def test_a_message_is_about_one_thing(said: str, about: About) -> None:
    assert understand(said, ORDERS).about is about


@pytest.mark.parametrize(
    ("said", "order"),
    [
        ("We will refund the espresso machine.", "A-1042"),
        ("I'll see to it that you get your money back for B-77", "B-77"),
        ("I will not refund B-77", None),
        ("We'll refund B-77 if it is broken", None),
        ("Shall we refund B-77?", None),
        ("You wanted a refund for B-77", None),
        ("We will look into it", None),
    ],
)
def test_only_what_is_plainly_promised_is_taken_up(said: str, order: str | None) -> None:
    wish = promised(said, ORDERS)
    assert (wish.order if wish else None) == order


def test_an_order_is_named_by_its_number_or_by_what_it_is() -> None:
    assert understand("refund a-1042 please", ORDERS).order == "A-1042"
    assert understand("the mugs came chipped, refund!", ORDERS).order == "B-77"
    assert understand("refund", ORDERS).order == ""


def test_what_was_asked_back_is_completed_by_the_next_words() -> None:
    asked = understand("I want a refund", ORDERS)
    with_order = understand("B-77", ORDERS, asked)
    whole = understand("my cat dislikes them", ORDERS, with_order)
    assert (whole.about, whole.order) == (About.REFUND, "B-77")
    assert whole.reason == "my cat dislikes them"
    where = understand("7 Park Road", ORDERS, Wish(about=About.ADDRESS, order="C-310"))
    assert where.address == "7 Park Road"


def test_another_wish_in_between_is_heard_and_not_taken_for_an_answer() -> None:
    asked = understand("I want a refund", ORDERS)
    assert understand("can I talk to a person", ORDERS, asked).about is About.PERSON


@pytest.mark.parametrize("about", [one for one in About if one is not About.PERSON])
def test_every_plan_is_a_turn_that_the_gateway_understands(about: About) -> None:
    wish = Wish(
        about=about, order="C-310", reason="arrived damaged", address="1 Row", country="Peru"
    )
    for each in (wish, replace(wish, order=""), replace(wish, reason="", address="", country="")):
        made = plan(each, a_shop(1))
        body = {"conversation_id": "c", "turn_id": "t", "agent": {"id": "a"}, **made.wants}
        TurnIn.model_validate(body)
        assert made.wants["confidence"] <= 1.0


def test_the_shop_pays_back_no_more_than_was_paid() -> None:
    shop = a_shop(1)
    shop.do({"name": "issue_refund", "args": {"order": "A-1042", "amount": 100.0}})
    with pytest.raises(ShopRefuses, match=r"At most €29\.00"):
        shop.do({"name": "issue_refund", "args": {"order": "A-1042", "amount": 29.01}})
    assert shop.orders["A-1042"].refunded == 10_000


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("issue_refund", {"order": "A-1042", "amount": True}),
        ("issue_refund", {"order": "A-1042", "amount": -1}),
        ("issue_refund", {"order": "A-1042", "amount": float("nan")}),
        ("issue_refund", {"order": ["A-1042"], "amount": 1}),
        ("redirect_parcel", {"order": "A-1042", "address": "7 Park Road"}),
        ("redirect_parcel", {"order": "C-310", "address": " "}),
        ("give_voucher", {"percent": 90}),
        ("give_voucher", {"percent": "10"}),
        ("delete_account", {}),
    ],
)
def test_what_a_person_mistyped_is_refused_and_changes_nothing(name: str, args: dict) -> None:
    shop, before = a_shop(1), a_shop(1)
    with pytest.raises(ShopRefuses):
        shop.do({"name": name, "args": args})
    assert shop == before


def test_a_customer_hears_no_words_that_were_meant_for_the_agent() -> None:
    said = words.refused(About.REFUND, "He sounds like a fraud")
    assert "fraud" not in said


def test_a_line_that_changes_comes_again_for_who_has_seen_it() -> None:
    _, chat = Chats(WindUpClock()).begin()
    chat.add("customer", "hello")
    waiting = chat.add("notice", "wait", is_waiting=True)
    seen = chat.revision
    assert not chat.since(seen)
    chat.change(waiting, "wait", is_waiting=True)
    assert chat.revision == seen
    chat.change(waiting, "done", is_waiting=False)
    assert [line.text for line in chat.since(seen)] == ["done"]
    assert [line.text for line in chat.lines] == ["hello", "done"]


def test_old_chats_make_room_for_new_ones() -> None:
    chats = Chats(WindUpClock())
    first, _ = chats.begin()
    for _ in range(MOST_CHATS):
        chats.begin()
    assert chats.get(first) is None


@pytest.mark.parametrize(
    ("method", "headers", "is_let_in"),
    [
        ("POST", {"host": "127.0.0.1:4005", "origin": "http://127.0.0.1:4005"}, True),
        ("POST", {"host": "localhost:4005", "sec-fetch-site": "same-origin"}, True),
        ("POST", {"host": "[::1]:4005"}, True),
        ("GET", {"host": "127.0.0.1:4005", "sec-fetch-site": "cross-site"}, True),
        ("POST", {"host": "127.0.0.1:4005", "origin": "https://elsewhere.example"}, False),
        ("POST", {"host": "127.0.0.1:4005", "origin": "http://127.0.0.1:4004"}, False),
        ("POST", {"host": "127.0.0.1:4005", "origin": "null"}, False),
        ("POST", {"host": "127.0.0.1:4005", "sec-fetch-site": "same-site"}, False),
        ("GET", {"host": "rebound.example"}, False),
        ("GET", {}, False),
    ],
)
def test_only_the_page_itself_writes_here(method: str, headers: dict, is_let_in: bool) -> None:
    assert (refusal(method, Headers(headers)) == "") is is_let_in
