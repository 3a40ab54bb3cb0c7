"""When a digest comes, where and for whom, as the policy file says it."""

import pytest

from bot.policy_file import PolicyErrors, examine, load
from bot.rules.approvers import Managers
from bot.rules.edition import Edition, Schedule
from bot.steps.week_told import edition_of

QUEUES = """queues:
  refunds:
    channel: C0123456789
    approvers: {any_of: [{usergroup: S0123}]}
    calendar: berlin
    managers: [{user: U0MIA}]
  quality: {channel: C0555555555, approvers: {any_of: [{user: U0456}]}}
calendars:
  berlin: {timezone: Europe/Berlin, hours: {mon-fri: ["09:00-17:00"]}}
rules:
  - {name: r, when: turn.topic == "x", then: hold, queue: refunds}
  - {name: q, when: turn.topic == "y", then: hold, queue: quality}
handoff_queue: refunds
"""
BERLIN = Schedule(zone="Europe/Berlin")


def editions(digest: str) -> dict[str | None, Edition]:
    loaded = examine(f"{QUEUES}{digest}\n")
    assert loaded.warnings == ()
    return {each.queue: each for each in loaded.policy.editions}


def test_without_a_word_each_channel_is_told_on_monday_at_nine_in_its_own_zone() -> None:
    assert editions("") == {
        "refunds": Edition(
            queue="refunds",
            zone="Europe/Berlin",
            schedule=BERLIN,
            to=("C0123456789",),
            managers=Managers(users=frozenset({"U0MIA"})),
        ),
        "quality": Edition(queue="quality", zone="UTC", schedule=Schedule(), to=("C0555555555",)),
    }


def test_people_are_named_only_where_it_is_said() -> None:
    assert not any(each.names_people for each in editions("").values())
    named = editions("digest: {people: true, all: {to: [{user: U0MIA}]}}")
    assert {queue: each.names_people for queue, each in named.items()} == {
        "refunds": True,
        "quality": True,
        None: False,
    }


def test_a_private_queue_is_hidden_in_the_digest_of_all_alone() -> None:
    held_back = QUEUES.replace("{channel: C0555555555,", "{channel: C0555555555, private: true,")
    loaded = examine(f"{held_back}digest: {{all: {{to: [{{user: U0MIA}}]}}}}\n").policy
    assert {each.queue: each.hidden for each in loaded.editions} == {
        "refunds": frozenset(),
        "quality": frozenset(),
        None: {"quality"},
    }
    unsent = edition_of(examine(f"{held_back}digest: off\n").policy, None)
    assert unsent.hidden == {"quality"}


def test_the_share_of_promises_to_be_kept_is_one_for_all() -> None:
    told = editions("digest: {target: 95%, all: {to: [{user: U0MIA}]}}")
    assert {each.target for each in told.values()} == {0.95}
    assert {each.target for each in editions("").values()} == {None}


@pytest.mark.parametrize("target", ["0%", "101%", "-5%", "most", "1e1"])
def test_a_target_that_is_no_share_is_refused(target: str) -> None:
    with pytest.raises(PolicyErrors, match="a target is a share such as 95%"):
        examine(f"{QUEUES}digest: {{target: {target}}}\n")


def test_day_time_and_readers_are_those_of_the_queue_else_those_of_all() -> None:
    found = editions(
        'digest: {day: fri, time: "16:30", to: [{channel: C0777777777}], queues: '
        "{refunds: {day: tue, to: [{user: U0MIA}, {channel: C0123456789}]}}}"
    )
    assert found["quality"].to == ("C0777777777",)
    assert found["quality"].schedule == Schedule(weekday=4, minute=990)
    assert found["refunds"].to == ("U0MIA", "C0123456789")
    assert found["refunds"].schedule == Schedule(zone="Europe/Berlin", weekday=1, minute=990)


@pytest.mark.parametrize(
    ("digest", "left"),
    [
        ("digest: off", set()),
        ("digest: {off: true, all: {to: [{user: U0MIA}]}}", set()),
        ("digest: {queues: {quality: off}}", {"refunds"}),
        ("digest: {queues: {quality: {off: true}, refunds: off}}", set()),
        (
            "digest: {all: {to: [{user: U0MIA}], timezone: Asia/Tokyo}}",
            {"refunds", "quality", None},
        ),
    ],
)
def test_it_can_be_switched_off_for_all_or_for_one(digest: str, left: set[str | None]) -> None:
    assert set(editions(digest)) == left


@pytest.mark.parametrize(
    ("digest", "sentence"),
    [
        ("digest: {dy: mon}", "unknown field `dy` in `digest`; did you mean `day`? Allowed: day, "),
        ("digest: {day: someday}", "`day` in `digest` is `someday`; a day is one of mon, tue"),
        ("digest: {time: 25:00}", "`time` in `digest` is `25:00`; a time is written as 09:00"),
        ("digest: {to: []}", "`to` in `digest`: it names nobody and nothing"),
        (
            'digest: {to: [{channel: "#sales"}]}',
            "`channel` in `digest` is `#sales`; it must be a Slack id such as C0123456789",
        ),
        ("digest: {to: [{mail: a}]}", "unknown field `mail` in `digest`; did you mean `email`?"),
        ("digest: {to: [{}]}", "each entry is one `channel`, one `user` or one `email`"),
        (
            "digest: {to: [{email: Ana <ana@example.com>}]}",
            "`email` in `digest` is `Ana <ana@example.com>`; it must be an address such as",
        ),
        (
            "digest: {queues: {refunds: {tme: 1}}}",
            "unknown field `tme` in the digest of queue refunds; did you mean `time`?",
        ),
        (
            "digest: {queues: {refund: off}}",
            "queue `refund` does not exist; did you mean `refunds`",
        ),
        ("digest: {all: {timezone: UTC}}", "`to` is missing in the digest of all queues"),
        (
            "digest: {all: {to: [{user: U0MIA}], timezone: Berlin}}",
            "`timezone` in the digest of all queues is `Berlin`; a time zone is an IANA name",
        ),
        ("digest: sometimes", "`digest` is `sometimes`; it must have fields of its own"),
    ],
)
def test_a_mistake_is_refused_with_its_line_and_a_sentence(digest: str, sentence: str) -> None:
    with pytest.raises(PolicyErrors) as errors:
        load(f"{QUEUES}{digest}\n")
    line = QUEUES.count("\n") + 1
    assert str(errors.value).startswith(f"handrail.yaml:{line}: ")
    assert sentence in str(errors.value)


def test_an_edition_knows_who_should_be_on_call_in_the_hours_of_its_queue() -> None:
    named = QUEUES.replace("{usergroup: S0123}", "{usergroup: S0123}, {rota: days}")
    rotas = "rotas: {days: {timezone: Europe/Berlin, people: [U0789]}}\n"
    everybody = "digest: {all: {to: [{user: U0MIA}]}}\n"
    found = {each.queue: each for each in load(named + rotas + everybody).editions}
    (cover,) = found["refunds"].covers
    assert (cover.hours.name, [each.name for each in cover.rotas]) == ("berlin", ["days"])
    assert found["quality"].covers == ()
    assert found[None].covers == (cover,)
