"""Presses as Slack sends them: a form with the card in it, signed."""

import hashlib
import hmac
import itertools
import json
import time
from urllib.parse import urlencode

from bench.wire import post

SECRET = "sandbox-signing-secret"
TEAM, CHANNEL, PERSON = "T0SANDBOX", "C0REFUNDS", "U0ANA"
_NUMBERS = itertools.count(1)
_CARD = [
    {"type": "section", "block_id": f"b{n}", "text": {"type": "mrkdwn", "text": "A line. " * 30}}
    for n in range(10)
]


def pressing(path: str, secret: str, id: str, verb: str) -> bytes:
    """The whole request for one press of one person; no two are the same press."""
    number = next(_NUMBERS)
    ts = "1795000000.000100"
    said = {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "bench"},
        "user": {"id": PERSON, "username": "ana", "name": "ana", "team_id": TEAM},
        "api_app_id": "A0HANDRAIL",
        "token": "unused",
        "container": {"type": "message", "message_ts": ts, "channel_id": CHANNEL},
        "trigger_id": f"{number}.1.abc",
        "channel": {"id": CHANNEL, "name": "refunds"},
        "message": {"type": "message", "user": "U0HANDRAIL", "ts": ts, "blocks": _CARD},
        "state": {"values": {}},
        "response_url": "https://hooks.slack.com/actions/T0/1/x",
        "actions": [
            {
                "action_id": verb,
                "block_id": "decide",
                "type": "button",
                "value": f"{id}:1",
                "text": {"type": "plain_text", "text": "Approve"},
                "action_ts": f"{time.time():.6f}{number % 10}",
            }
        ],
    }
    body = urlencode({"payload": json.dumps(said)}).encode()
    stamp = str(int(time.time()))
    signed = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return post(
        path,
        body,
        content_type="application/x-www-form-urlencoded",
        x_slack_request_timestamp=stamp,
        x_slack_signature=f"v0={signed}",
    )
