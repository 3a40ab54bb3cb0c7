"""Calls from the served OpenAPI document: valid ones, invalid ones, and ones that reach deep.

What comes back of one call is used in the next: ids of escalations and conversations, tokens of
executions, whole bodies. Everything follows from the seed.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.fuzz.served import Served

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SAID = ("reply", "action_request", "question")
WEIGHTS = {
    "/v1/turns": 50,
    "/v1/escalations/{id}/execution": 30,
    "/v1/escalations/{id}/cancel": 3,
    "/v1/conversations/{id}/handoff": 5,
}
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"}
USUAL = 10
KEPT = 50


@dataclass
class Found:
    """How many calls of what kind there were, and every broken promise once, with an example."""

    calls: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    broken: dict[str, str] = field(default_factory=dict)


@dataclass
class Caller:
    served: Served
    dice: random.Random
    found: Found = field(default_factory=Found)
    session: requests.Session = field(default_factory=requests.Session)
    ids: dict[str, list[str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    bodies: list[Any] = field(default_factory=list)

    def call(self, case: Case) -> None:
        """Mostly with a key that may do everything, and about something that there is."""
        if self.dice.random() < 0.95:
            case.headers["Authorization"] = f"Bearer {self.served.key}"
        if case.meta is None or self.dice.random() < 0.85:
            self._about_something(case)
        response = case.call(self.served.url, self.session, timeout=20)
        self.found.calls += 1
        self.found.statuses[f"{case.method} {case.path} {_outcome(response)}"] += 1
        self._check(case, response)
        if response.status_code < 300:
            self._learn(case, response)

    def _about_something(self, case: Case) -> None:
        path = case.path_parameters or {}
        known = self.ids.get(_kind(case))
        if known and "id" in path:
            path["id"] = quote(self.dice.choice(known), safe="")
        if _is_wrong(case) or not isinstance(case.body, dict):
            return
        if "token" in case.body:
            case.body["token"] = self.tokens.get(path.get("id", ""), case.body["token"])
        if case.path == "/v1/turns":
            self._make_sense_of(case.body)

    def _make_sense_of(self, turn: dict[str, Any]) -> None:
        """What the document cannot say: one thing at a time, and an address that is one. Sometimes
        it goes on with an earlier conversation, or says an earlier turn again.
        """
        said = [name for name in SAID if turn.get(name)] or ["question"]
        kept = self.dice.choice(said)
        for name in {*SAID, "callback_url"} - {kept}:
            turn.pop(name, None)
        turn.setdefault(kept, "May I?")
        if self.dice.random() < 0.3:
            turn["callback_url"] = "https://agent.example.com/hook"
        if self.bodies and self.dice.random() < 0.3:
            earlier = self.dice.choice(self.bodies)
            for name in ("conversation_id", "agent", *self.dice.choice([(), ("turn_id",)])):
                turn[name] = earlier[name]

    def _check(self, case: Case, response: Response) -> None:
        """A stream is described as text; its events are looked at one by one."""
        is_stream = _media_type(response).startswith("text/event-stream")
        checks = [
            each for each in CHECKS if not (is_stream and each is response_schema_conformance)
        ]
        if response.status_code < 400 and _is_wrong(case):
            checks.append(negative_data_rejection)  # who refuses may do so by any of its problems
        try:
            case.validate_response(response, checks)
            if is_stream:
                _check_events(response.text)
        except FailureGroup as failures:
            for each in failures.exceptions:
                self._broken(case, type(each).__name__, str(failures))
        except ValueError as error:
            self._broken(case, "an event is no JSON", str(error))

    def _broken(self, case: Case, title: str, words: str) -> None:
        self.found.broken.setdefault(f"{case.method} {case.path}: {title}", words)

    def _learn(self, case: Case, response: Response) -> None:
        if not _media_type(response).startswith("application/json"):
            return
        told = response.json()
        if case.method == "POST" and case.path == "/v1/turns":
            self._keep("conversation", case.body["conversation_id"])
            self.bodies = [*self.bodies[-KEPT:], case.body]
        if escalation := told.get("escalation"):
            self._keep("escalation", escalation["id"])
            if self.dice.random() < 0.8:
                self.served.decide(escalation["id"], self.dice)
        if "token" in told and case.path_parameters:
            self.tokens[case.path_parameters["id"]] = told["token"]

    def _keep(self, kind: str, id: str) -> None:
        if id and "/" not in id and id not in (".", ".."):
            self.ids[kind] = [*self.ids.get(kind, [])[-KEPT:], id]


def fuzz(served: Served, *, calls: int, number: int) -> Found:
    """At least so many calls, in rounds over all operations; the same number, the same calls."""
    operations = list(_operations(_document(served)))
    caller = Caller(served, random.Random(number))
    round_number = number
    while caller.found.calls < calls:
        caller.dice.shuffle(operations)
        for operation in operations:
            for mode in GenerationMode:
                most = min(WEIGHTS.get(operation.path, USUAL), calls - caller.found.calls)
                if most > 0:
                    _some(caller, operation, mode, most=most, number=round_number)
        round_number += 1
    return caller.found


def _is_wrong(case: Case) -> bool:
    """Whether its body breaks the contract. What a query breaks may be right once it is text."""
    body = case.meta.components.get(ParameterLocation.BODY) if case.meta else None
    return body is not None and body.mode.is_negative


def _kind(case: Case) -> str:
    return "conversation" if "/conversations/" in case.path else "escalation"


def _check_events(stream: str) -> None:
    for line in re.split(r"\r\n|\n|\r", stream):
        if line.startswith("data:"):
            json.loads(line.removeprefix("data:"))


def _outcome(response: Response) -> str:
    """The status, and which problem it was."""
    if not _media_type(response).startswith("application/problem"):
        return str(response.status_code)
    return f"{response.status_code} {response.json()['type'].rpartition('/')[2]}"


def _media_type(response: Response) -> str:
    return response.headers.get("content-type", [""])[0]


def wrong_methods(served: Served) -> dict[str, str]:
    """What is answered to each method that a path does not have; empty when all is well."""
    wrong = {}
    for path, verbs in _document(served)["paths"].items():
        url = served.url + re.sub(r"{\w+}", "esc_1", path)
        for method in METHODS - {verb.upper() for verb in verbs}:
            answer = requests.request(method, url, timeout=20)
            allowed = set(answer.headers.get("allow", "").replace(",", " ").split())
            if answer.status_code != 405 or method in allowed or not allowed:
                wrong[f"{method} {path}"] = f"{answer.status_code}, Allow: {sorted(allowed)}"
    return wrong


def _document(served: Served) -> Any:
    """As it is served; the key is ours to show, so that no invented one is taken for a mistake."""
    document = requests.get(f"{served.url}/openapi.json", timeout=20).json()
    for verbs in document["paths"].values():
        for operation in verbs.values():
            operation.pop("security", None)
    return document


def _operations(document: Any) -> Iterator[APIOperation]:
    for each in schemathesis.openapi.from_dict(document).get_all_operations():
        yield each.ok()


def _some(
    caller: Caller, operation: APIOperation, mode: GenerationMode, *, most: int, number: int
) -> None:
    @seed(number)
    @settings(
        max_examples=most,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def each(case: Case) -> None:
        caller.call(case)

    with suppress(Unsatisfiable):  # of what takes nothing at all there is nothing invalid
        each()
