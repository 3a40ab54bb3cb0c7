"""The whole story by itself: approve, edit, reject, respond, a stranger, nobody in time, a talk."""

from rich.console import Console

from bot.commands.demo import scripts
from bot.commands.demo.house import House
from bot.commands.demo.stage import (
    PATIENCE,
    ask,
    closed_as,
    hold,
    label,
    opened,
    reasons,
    run_it,
)
from bot.commands.demo.talking import talks

SHORT = 3


async def tell_story(house: House, console: Console) -> None:
    """Raises Broken at the first promise that does not hold."""
    for title, chapter in (
        ("What is sure and small passes, and legal questions get the fixed answer", passes),
        ("Ana approves a refund, and exactly that runs, once", approves),
        ("Ben sends half of it instead", edits),
        ("Ana rejects a reply; the same reply is not asked again", rejects),
        ("The agent asks, and Ben answers with a form", responds),
        ("A stranger presses, and is told why nothing happened", refuses),
        ("Nobody answers: it expires, which is not a no", expires),
        ("Noor wants a person: Ben talks to her, and the agent goes on where he ends", talks),
    ):
        await chapter(house)
        console.print(f"  ok  {title}")
    await nothing_is_left(house)
    console.print("Every promise held.")


async def passes(house: House) -> None:
    for script, verdict in (
        (scripts.GREETING, ("pass", "sample")),
        (scripts.SMALL_REFUND, ("pass", "sample")),
        (scripts.LEGAL, ("answer",)),
        (scripts.BLOCKED, ("block",)),
    ):
        judged = await house.agent.hand_over(script)
        hold(judged["verdict"] in verdict, f"{script['topic']} was judged {judged['verdict']}")


async def approves(house: House) -> None:
    escalation, card = await ask(house, scripts.BIG_REFUND)
    await house.workspace.as_user("ana").click("approve", on=card)
    decided = await closed_as(house, escalation, "approved")
    right = await run_it(house, decided)
    wanted = scripts.BIG_REFUND["action_request"]["args"]
    hold(right["action"]["args"] == wanted, "what may run is not what was approved")
    hold(right["action_digest"] == escalation["action_digest"], "the digest is another")
    again = await house.agent.client.post(f"/v1/escalations/{escalation['id']}/execution")
    hold(again.status_code == 409, "the right to run was given twice")


async def edits(house: House) -> None:
    escalation, card = await ask(house, scripts.BIG_REFUND)
    ben = house.workspace.as_user("ben")
    modal = opened(await ben.click("edit", on=card))
    errors = await ben.submit(modal, {label(modal, "amount"): "64.5"})
    hold(not errors, f"the edit was refused: {errors}")
    decided = await closed_as(house, escalation, "edited")
    right = await run_it(house, decided)
    hold(right["action"]["args"]["amount"] == 64.5, "another amount runs")
    hold(right["action_digest"] != escalation["action_digest"], "the edit kept the old digest")


async def rejects(house: House) -> None:
    escalation, card = await ask(house, scripts.UNSURE_REPLY)
    ana = house.workspace.as_user("ana")
    modal = opened(await ana.click("reject", on=card))
    hold(not await ana.submit(modal, reasons(modal)), "the rejection was refused")
    await closed_as(house, escalation, "rejected")
    conversation = {"conversation_id": escalation["conversation_id"], "turn_id": "t-2"}
    again = await house.agent.hand_over(scripts.UNSURE_REPLY, **conversation)
    hold(again["escalation"]["id"] == escalation["id"], "what was rejected is asked again")


async def responds(house: House) -> None:
    escalation, card = await ask(house, scripts.QUESTION)
    ben = house.workspace.as_user("ben")
    modal = opened(await ben.click("respond", on=card))
    errors = await ben.submit(modal, {label(modal, "address"): "new"})
    hold(not errors, f"the answer was refused: {errors}")
    decided = await closed_as(house, escalation, "responded")
    hold(decided["decision"]["response"]["address"] == "new", "the agent got another answer")


async def refuses(house: House) -> None:
    escalation, card = await ask(house, scripts.CANCELLATION)
    sam = house.workspace.as_user("sam")
    await sam.click("approve", on=card)
    await sam.wait_for_ephemeral("not a reviewer", within=PATIENCE)
    now = await house.agent.wait(escalation, seconds=0)
    hold(now["status"] == "pending", "a stranger decided")
    await house.agent.client.post(f"/v1/escalations/{escalation['id']}/cancel")


async def expires(house: House) -> None:
    escalation, _ = await ask(house, scripts.CANCELLATION, timeout_seconds=SHORT)
    expired = await closed_as(house, escalation, "expired")
    hold(expired["decision"] is None, "silence was taken for a decision")


async def nothing_is_left(house: House) -> None:
    found = await house.agent.client.get("/v1/escalations", params={"status": "open"})
    hold(not found.json()["items"], "something is still open")
    complaints = await house.workspace.complaints()
    hold(not complaints, f"Slack would have refused: {complaints[:1]}")
