"""What the loading process does: agents at work, each on a connection of its own."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import uvloop

from bench.rounds import Taken
from bench.slack import pressing
from bench.wire import Line, get, post, read

PATIENCE = 60.0
TRIES, WAIT = 20, 3
Client = Callable[[Line, int], Awaitable[bool]]


def turn(name: str, *, held: bool, kilobytes: int = 4) -> bytes:
    """A turn as agents send them: a conversation, and what the agent wants to do."""
    text = "My kettle broke after a week and I would like to have my money back, please. "
    messages = [
        {"id": f"m{number}", "role": "customer" if number % 2 == 0 else "agent", "text": text * 4}
        for number in range(kilobytes * 3 - 1)
    ]
    return json.dumps(
        {
            "conversation_id": f"conv-{name}",
            "turn_id": f"t-{name}",
            "agent": {"id": "support-bot"},
            "customer": {"id": "cus-9", "name": "Ada"},
            "messages": messages[: max(1, kilobytes * 3 - 1)],
            "action_request": {"name": "issue_refund", "args": {"order": name, "amount": 129.0}},
            "confidence": 0.42 if held else 0.97,
            "consequence": "The customer gets €129.00 back; this cannot be undone",
        }
    ).encode()


def send_turns(port: int, key: str, clients: int, seconds: float, held: bool, name: str) -> Taken:
    async def one(line: Line, client: int) -> bool:
        counted[client] += 1
        body = turn(f"{name}-{client}-{counted[client]}", held=held)
        read(await line.ask(post("/v1/turns", body, authorization=f"Bearer {key}")), 200, 202)
        return True

    counted = [0] * clients
    return uvloop.run(_load(port, clients, seconds, one))


def hold(port: int, key: str, count: int, name: str) -> list[str]:
    """So many held turns, as quickly as they are taken; their escalations' ids."""

    async def all_of_them() -> list[str]:
        lines = [await Line.to(port) for _ in range(min(16, count))]
        found: list[str] = []
        numbers = iter(range(count))

        async def work(line: Line) -> None:
            for number in numbers:
                body = turn(f"{name}-{number}", held=True, kilobytes=1)
                question = post("/v1/turns", body, authorization=f"Bearer {key}")
                found.append(read(await line.ask(question), 202)["escalation"]["id"])

        await asyncio.gather(*(work(line) for line in lines))
        for line in lines:
            line.close()
        return found

    return uvloop.run(all_of_them())


def press_each(port: int, path: str, secret: str, ids: list[str], verb: str) -> Taken:
    """One client, one press after the other, each on another card."""

    async def one(line: Line, _: int) -> bool:
        id = next(waiting, None)
        if id is None:
            return False
        status, _ = await line.ask(pressing(path, secret, id, verb))
        if status != 200:
            raise RuntimeError(f"a press was answered {status}")
        return True

    waiting = iter(ids)
    return uvloop.run(_load(port, 1, PATIENCE, one))


def live(port: int, key: str, secret: str, clients: int, seconds: float, name: str) -> Taken:
    """Whole cycles: hold, press, the waiting poll answered, claimed, executed."""

    async def one(line: Line, client: int) -> bool:
        counted[client] += 1
        if client not in others:
            others[client] = await Line.to(port)
        await _cycle(line, others[client], key, secret, f"{name}-{client}-{counted[client]}")
        return True

    counted, others = [0] * clients, dict[int, Line]()
    return uvloop.run(_load(port, clients, seconds, one))


async def _cycle(line: Line, other: Line, key: str, secret: str, name: str) -> None:
    bearer = f"Bearer {key}"
    body = turn(name, held=True)
    held = read(await line.ask(post("/v1/turns", body, authorization=bearer)), 202)
    id = held["escalation"]["id"]
    for _ in range(TRIES):
        poll = asyncio.create_task(
            line.ask(get(f"/v1/escalations/{id}?wait={WAIT}", authorization=bearer))
        )
        await asyncio.sleep(0)
        status, _ = await other.ask(pressing("/slack/events", secret, id, "approve"))
        if status != 200:
            raise RuntimeError(f"a press was answered {status}")
        if read(await poll, 200)["status"] == "approved":
            break  # else a slow Slack did not say in time who pressed, and one presses again
    path = f"/v1/escalations/{id}/execution"
    right = read(await line.ask(post(path, b"", authorization=bearer)), 201)
    done = json.dumps({"token": right["token"], "status": "succeeded"}).encode()
    read(await line.ask(post(path, done, method="PUT", authorization=bearer)), 200)


async def _load(port: int, clients: int, seconds: float, one: Client) -> Taken:
    """Every client again and again until the time is over or it has nothing left to do."""
    lines = [await Line.to(port) for _ in range(clients)]
    waits: list[float] = []
    by_client, errors = [0] * clients, 0
    began = time.perf_counter()

    async def work(client: int) -> None:
        nonlocal errors
        while (asked := time.perf_counter()) - began < seconds:
            try:
                if not await one(lines[client], client):
                    break
            except Exception:
                errors += 1
                raise
            waits.append(time.perf_counter() - asked)
            by_client[client] += 1

    ended: list[Any] = await asyncio.gather(*map(work, range(clients)))
    took = time.perf_counter() - began
    for line in lines:
        line.close()
    del ended
    return Taken(took, tuple(waits), tuple(by_client), errors)


def ask_each(port: int, key: str, path: str, count: int) -> Taken:
    """One client, the same question so many times."""

    async def one(line: Line, _: int) -> bool:
        if next(times, None) is None:
            return False
        read(await line.ask(get(path, authorization=f"Bearer {key}")), 200)
        return True

    times = iter(range(count))
    return uvloop.run(_load(port, 1, PATIENCE, one))
