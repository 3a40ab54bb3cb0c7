"""HTTP: knocks at the public address as Slack does when it verifies a Request URL."""

import json
import secrets

import httpx
from slack_sdk.signature import SignatureVerifier

from bot.ports import Clock
from bot.rules.finding import Finding, ok, wrong
from handlers.slack.door import PATH, UNSIGNED

SECONDS = 10
NAME = "address"


async def check_address(address: str, signing_secret: str, clock: Clock) -> Finding:
    """Proves the whole way: name, proxy, port, and that both sides have the same secret."""
    url, challenge = f"{address.rstrip('/')}{PATH}", secrets.token_hex(16)
    body = json.dumps({"type": "url_verification", "challenge": challenge})
    stamp = str(int(clock.now().timestamp()))
    signature = SignatureVerifier(signing_secret).generate_signature(timestamp=stamp, body=body)
    headers = {
        "content-type": "application/json",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": str(signature),
    }
    try:
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            answer = await client.post(url, content=body, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        words = f"{url} cannot be reached ({type(error).__name__})."
        return wrong(NAME, words, "See that `handrail serve` runs, then the name and the proxy.")
    return judge(url, answer, challenge)


def judge(url: str, answer: httpx.Response, challenge: str) -> Finding:
    if answer.status_code == UNSIGNED:
        words = f"{url} answers, but its SLACK_SIGNING_SECRET is another, or its clock."
        return wrong(NAME, words, "Copy it again from “Basic Information” and restart Handrail.")
    if challenge not in answer.text:
        words = f"{url} answers {answer.status_code}, and not as Handrail does."
        return wrong(NAME, words, "The proxy must hand this path on to HANDRAIL_PORT unchanged.")
    if not url.startswith("https://"):
        return wrong(NAME, f"{url} answers, but Slack comes only by https.", "Put TLS in front.")
    return ok(NAME, f"{url} answers as Slack wants it.")
