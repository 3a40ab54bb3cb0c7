"""A customer who asks for a person is heard, and nobody else is taken for one who does."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.rules.wants_human.english import ENGLISH
from bot.rules.wants_human.language import _branches
from bot.rules.wants_human.languages import OTHERS
from bot.rules.wants_human.text import LONGEST, plain
from bot.wants_human_file import load_detector

DETECTOR = load_detector()
OURS = load_detector(("Hüttenwart", "beamline squad", "Wärmepumpenteam", "chcę człowieka", ""))
_AT_A_WORD = re.compile(r"(\(\?<!\w+ \)|\(\?:)*\\b")
A_REQUEST = "I want to talk to a human."
HOSTILE = st.lists(
    st.sampled_from(
        """
        i want not never no without please can could a the real human agent transfer me talk to
        with speak yes or hi are you mit einem parler avec un quiero hablar con - , . ? 12
        \N{ZERO WIDTH SPACE} \N{THUMBS UP SIGN}
        """.split()  # noqa: SIM905
    ),
    max_size=60,
)


def asks(text: str, before: str = "") -> bool:
    return DETECTOR.asks_for_human(text, before=before)


@pytest.mark.parametrize(
    "text",
    """
    agent
    Agent!!
    AGENT AGENT AGENT
    human please
    real person please
    representative
    talk to a human
    speak to a representative
    I'd like to speak to your supervisor.
    I’d like to talk to a person
    get me a manager now
    this is ridiculous, I want to speak with a manager
    can I have a real person?
    let me talk to someone in billing
    I want to speak to the restaurant
    I'd rather deal with a human
    I want a person
    Can someone from your team call me?
    Please have a manager contact me
    can a human look at this?
    could you please connect me to an actual person
    put me through to sales
    put me through!
    transfer me now
    I want to be transferred
    Could I be connected with an agent please
    is there a human there I can talk to?
    Is there anyone above you who decides?
    I need human assistance
    I need help from a real person
    are you a bot? I want to talk to a human
    I'm talking to a bot, right? Get me someone real.
    wanna speak w/ a human
    pls conect me with an agent
    How can I talk to a human being?
    what do I have to do to talk to a human?
    why can't I just speak to someone?
    Hello, I am trying to reach a human
    I need to get a hold of a person
    please escalate my complaint to your manager
    escalate this
    I want this escalated
    I'd like assistance from a real agent
    I'd feel more comfortable with a human being on the other end
    let's get someone from billing in here
    can we loop in your supervisor?
    you are wrong again. operator please
    let me speak with whoever is in charge
    please have one of your specialists phone me
    I'd like a callback from an agent
    Is it possible that someone calls me?
    i think a human needs to look at this
    my issue needs human attention
    Why won't you let me talk to a person?
    Please hand this to a colleague.
    I'm not getting anywhere with you, who else can I talk to?
    I will only discuss this with a manager
    human support
    No, I want to speak to a normal person.
    The balance is wrong. I want to talk to somebody about that! It's been three weeks.
    """.strip().splitlines(),
)
def test_a_request_for_a_person_is_heard(text: str) -> None:
    assert asks(text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to talk to a bot",
        "i dont want to speak with a stupid robot",
        "I am done talking to a machine",
        "stop with the robot, I want a person",
        "I hate talking to computers",
    ],
)
def test_who_will_not_talk_to_a_machine_asks_for_a_person(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "no need for a human",
        "no need for a person, thanks",
        "no human needed",
        "I don't need to talk to an agent",
        "I don't want to speak to anyone",
        "I do not want a human",
        "please don't transfer me",
        "I would rather not be connected to a human",
        "I'd really prefer not to be transferred to another agent",
        "Can you help me without a transfer?",
        "don't escalate this",
    ],
)
def test_who_declines_a_person_does_not_ask_for_one(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "are you a human?",
        "are you human or a bot",
        "am I talking to a person?",
        "am i speaking with ai or a real, live person",
        "is this a real person?",
        "so you're a real person?",
        "do I need to talk to an agent?",
        "who do I talk to, to cancel a transfer?",
        "who is your manager?",
    ],
)
def test_a_question_about_people_is_no_request_for_one(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    """
    I spoke to an agent yesterday
    I already talked to a representative and they told me to come here
    your agent told me the refund was approved
    my manager approved it
    I am a human
    I'm a manager at a restaurant
    I want to talk about my order
    let me talk to my wife first
    I saw the doctor and would like to talk to him about the visit.
    can you transfer 50 dollars to my sister
    can I transfer it to another person
    someone stole my card
    I'd like to have someone look into that for me
    I need a room for one person
    I'd like to add a person to my booking
    I need an agent number
    thanks for the great support
    The customer service was terrible
    please talk slower
    can we speak in French
    I want to book a table at the restaurant
    prices escalate quickly
    I already have an agent helping me
    it was nice talking to a real person yesterday
    I was talking to an agent and got disconnected
    Can I have a manager account?
    please forward the invoice to my manager
    I can transfer it to someone else
    Can I have steak with my persona grata?
    hello
    thanks!
    ?
    """.strip().splitlines(),
)
def test_other_messages_are_left_alone(text: str) -> None:
    assert not asks(text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "i wnat to speka to a humna",
        "can i talk to a persn",
        "trasnfer me to an agetn",
        "I want to talk to a mnager",
        "plaese connetc me with someoen",
        "pls get me a reprsentative",
    ],
)
def test_a_slip_of_the_thumb_hides_no_request(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\N{ZERO WIDTH SPACE}", "12", "!?", "\ud800"])
def test_no_words_are_no_request(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    ("offer", "answer"),
    [
        (
            "Would you like me to transfer you to a human agent?",
            "Yes, please, that would be helpful.",
        ),
        ("Would you like me to transfer you to a human agent?", "Yes, please. I did pay for it!"),
        ("I can transfer you to a human agent. Would you like me to do that?", "Sure!"),
        ("I can get a colleague to help you with this. Shall I?", "Please do"),
        ("Shall I hand you over to a colleague?", "ok"),
        ("Would you like to talk to a human?", "\N{THUMBS UP SIGN}"),
        ("Shall I connect you with our billing team?", "that would be great, thanks"),
        ("Would you like me to proceed with the transfer?", "Yes, go ahead with the transfer."),
        ("I can transfer you to a person who knows more.", "yes"),
        ("Soll ich Sie mit einem Mitarbeiter verbinden?", "Ja bitte"),
        ("Souhaitez-vous parler à un conseiller ?", "Oui, s'il vous plaît"),
        ("¿Quiere que le pase con un agente?", "Sí, por favor"),
        ("Vuole parlare con un operatore?", "sì grazie"),
        ("Wilt u met een medewerker spreken?", "Ja graag"),
        ("Quer falar com um atendente?", "Sim, por favor"),
    ],
)
def test_yes_is_a_request_right_after_a_person_was_offered(offer: str, answer: str) -> None:
    assert asks(answer, before=offer)
    assert not asks(answer)
    assert not asks(answer, before="Shall I send you the invoice again?")


@pytest.mark.parametrize(
    ("before", "answer"),
    [
        ("Would you like to talk to a human?", "no thanks"),
        ("Would you like to talk to a human?", "Yes, but first cancel my order"),
        ("Would you like to talk to a human?", "yes and no"),
        ("Would you like to talk to a human?", "Okay, I'll think about it"),
        ("Would you like to talk to a human?", "Sure, it's order 77. No need for an agent."),
        ("Would you like to talk to a human?", "yesterday"),
        ("I can transfer you to a human. But first: is your order number 12?", "yes"),
        ("Shall I look for another flight, or would you prefer a human agent?", "yes please"),
        ("I have transferred you to a colleague yesterday. Did that help?", "yes"),
        ("Are you a travel agent?", "yes"),
        ("Soll ich Sie mit einem Mitarbeiter verbinden?", "Nein danke"),
    ],
)
def test_only_a_plain_yes_to_an_offer_of_a_person_counts(before: str, answer: str) -> None:
    assert not asks(answer, before=before)


@pytest.mark.parametrize(
    "text",
    """
    Ich möchte mit einem Menschen sprechen
    ich moechte mit einem Mitarbeiter reden
    Verbinden Sie mich mit dem Kundenservice
    ich will einen echten Menschen!
    Ich möchte nicht mit einem Bot reden, sondern mit einem Menschen sprechen
    leiten Sie mich bitte an einen Kollegen weiter
    Mitarbeiter bitte
    Je veux parler à un humain
    je voudrais parler avec un conseiller s'il vous plaît
    Passez-moi un conseiller
    Pouvez-vous me mettre en relation avec une vraie personne ?
    j'ai besoin d'un humain
    Quiero hablar con una persona
    ¿Puedo hablar con un agente, por favor?
    Pásame con un humano
    necesito hablar con alguien de soporte
    Vorrei parlare con un operatore
    Mi passi un operatore per favore
    voglio un umano
    Ik wil graag met een medewerker praten
    Kan ik iemand spreken?
    verbind me door met de klantenservice
    Quero falar com um atendente
    Me transfira para um humano, por favor
    preciso falar com alguém
    """.strip().splitlines(),
)
def test_a_request_is_heard_in_six_more_languages(text: str) -> None:
    assert asks(text.strip())


@pytest.mark.parametrize(
    "text",
    """
    Ich brauche keinen Menschen, danke
    Ich möchte nicht mit einem Mitarbeiter sprechen
    Muss ich mit einem Mitarbeiter sprechen, um das Konto zu schließen?
    Ich habe gestern mit einem Mitarbeiter gesprochen
    Bist du ein Mensch?
    Ich brauche einen Tisch für zwei Personen
    Je ne veux pas parler à un humain
    pas besoin d'un conseiller
    Hier j'ai parlé à un conseiller
    Êtes-vous un humain ?
    No quiero hablar con un agente
    ¿Eres una persona?
    Quiero cancelar mi pedido para dos personas
    Non voglio parlare con un operatore
    Sei una persona?
    Ik wil niet met een medewerker praten
    Ben je een mens?
    Não quero falar com um atendente
    Você é humano?
    """.strip().splitlines(),
)
def test_refusals_and_questions_of_six_more_languages_are_none(text: str) -> None:
    assert not asks(text.strip())


@pytest.mark.parametrize(
    "text",
    [
        "Please pass me to a Hüttenwart",
        "Kann ich mit einem HÜTTENWART sprechen?",
        "Hallo. Huttenwart, bitte",
        "Wärmepumpenteam, please!",
        "can you transfer me to your beamline squad",
        "Chcę człowieka!",
    ],
)
def test_a_policys_words_are_people_and_departments_too(text: str) -> None:
    assert OURS.asks_for_human(text)
    assert not DETECTOR.asks_for_human(text)


def test_a_policys_word_alone_in_a_sentence_is_no_request() -> None:
    assert not OURS.asks_for_human("My Hüttenwart told me that the beamline squad was slow.")
    assert not OURS.asks_for_human("I don't want to talk to a Hüttenwart")


@given(st.text(max_size=300))
def test_a_request_is_heard_whatever_was_written_before_it(text: str) -> None:
    assert asks(f"{text}\n{A_REQUEST}")


@given(HOSTILE, HOSTILE)
@settings(deadline=500, max_examples=60)
def test_no_text_takes_long(once: list[str], again: list[str]) -> None:
    text = " ".join(once) + " ".join(again) * 200
    assert asks(text, before=text) == asks(text, before=text)


@given(st.sampled_from(["a", "want ", "not ", "yes ", "\ufdfa", "\n", ", ", "-'", "talk to a "]))
@example("transfer me to the ")
@settings(deadline=500, max_examples=10)
def test_a_megabyte_is_cut_and_its_end_still_heard(piece: str) -> None:
    megabyte = piece * (1_000_000 // len(piece))
    assert len(plain(megabyte)) <= LONGEST + 1
    assert asks(f"{megabyte}\n{A_REQUEST}")


def test_every_refusal_stands_at_the_edge_of_a_word() -> None:
    """Nowhere else is it looked for."""
    written = [
        branch
        for each in (ENGLISH, *OTHERS)
        for refusal in each.alternatives("not", "(?!)")
        for branch in _branches(refusal)
    ]
    assert len(written) > 15
    assert [each for each in written if not _AT_A_WORD.match(each)] == []


@pytest.mark.parametrize(
    ("pattern", "branches"),
    [
        ("a", ["a"]),
        ("a|b(?:c|d)|e", ["a", "b(?:c|d)", "e"]),
        (r"[|)]\(|\|[\](]", [r"[|)]\(", r"\|[\](]"]),
    ],
    ids=["one", "groups", "marks that are letters"],
)
def test_a_pattern_is_parted_where_it_has_a_choice(pattern: str, branches: list[str]) -> None:
    assert list(_branches(pattern)) == branches
