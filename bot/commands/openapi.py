"""`handrail openapi`: the contract as a document, without a running gateway."""

import json
from typing import Any, cast

from bot.ports import Desk
from handlers.gateway.app import gateway


def openapi() -> None:
    """Print the OpenAPI document."""
    nobody = cast("Desk", cast("Any", None))  # routes are only described, never called
    print(json.dumps(gateway(nobody, secret="").openapi(), indent=2))
