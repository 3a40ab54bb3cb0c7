from dataclasses import replace

from bot.ports import JudgedTurn
from bot.rules.approvers import Actor
from bot.rules.feedback import Answer, Opinion, Rating, appraisal_of
from bot.rules.turn import key_of
from store.store import SqlStore
from tests.makers import NINE, a_refund, an_escalation

ANA_DID = Actor(type="human", id="slack:T0SANDBOX/U0ANA", name="Ana")
RATING = Rating(turn="trn_1", key_id="key_1", workspace="default", rating="bad", at=NINE)


async def test_the_last_opinion_stands_in_place_of_the_one_before(store: SqlStore) -> None:
    escalation = an_escalation()
    await store.write(lambda memory: memory.add(escalation, turn=a_refund()))
    assert await store.read(lambda memory: memory.appraisal("esc_1")) is None

    for opinion in (
        Opinion(answer=Answer.CORRECT),
        Opinion(answer=Answer.WRONG, needed=True, words="ä 💶 no"),
    ):
        said = appraisal_of(escalation, opinion, ANA_DID, NINE)
        await store.write(lambda memory, said=said: memory.save_appraisal(said))
        assert await store.read(lambda memory: memory.appraisal("esc_1")) == said


async def test_each_key_has_one_say_about_a_turn(store: SqlStore) -> None:
    judged = JudgedTurn(
        id="trn_1",
        key=key_of(a_refund(), "default"),
        turn=a_refund(),
        fingerprint="f",
        verdict="pass",
        rule="default",
        policy_version="abc123",
        judged_at=NINE,
    )
    await store.write(lambda memory: memory.add_turn(judged))
    other = replace(RATING, key_id="key_2", rating="good")
    for said in (RATING, other, replace(RATING, comment="Not my order.")):
        await store.write(lambda memory, said=said: memory.save_rating(said))

    known = [
        await store.read(lambda memory, key=key: memory.rating("trn_1", key))
        for key in ("key_1", "key_2", "key_3")
    ]
    assert known == [replace(RATING, comment="Not my order."), other, None]
